// Values that the firmware holds and writes may change: operation, limits, responses, times. By row of the table, in its unit.
import { integers } from '../units/integers';
import { type CommandName, ROWS, rowOfName } from './commands';
import { INITIAL } from './row-columns';

export type RegisterValues = Readonly<Partial<Record<CommandName, number>>>;

/** Changes whose rows are kept: whoever is not farther behind looks at those alone. */
export const KEPT_CHANGES = 16;

export class Registers {
  #version = 0;
  readonly #values = new Int32Array(INITIAL);
  /** Row of each of the last changes, by its version. */
  readonly #rows = integers(KEPT_CHANGES);
  /** Rows that were given another value than the table's, each once; behind them, by row, a 1 for each of them. */
  readonly #moved = new Uint8Array(2 * ROWS.length);
  #movedCount = 0;

  /** The table's initial values, and what the board says instead. @throws RangeError on a value that the table does not take */
  constructor(board: RegisterValues) {
    for (const name of Object.keys(board) as CommandName[]) {
      const value = board[name];
      if (value === undefined) continue;
      if (!this.set(rowOfName(name), value)) throw new RangeError(`board: ${name} cannot be ${value}`);
    }
  }

  /** Raised with every change. */
  get version(): number {
    return this.#version;
  }

  /** The row whose change made this version, one of the last `KEPT_CHANGES`. */
  rowOfChange(version: number): number {
    return this.#rows[version % KEPT_CHANGES]!;
  }

  /** How many rows ever got another value than the table's initial one: at start few do. */
  get movedCount(): number {
    return this.#movedCount;
  }

  /** Which: `index` below `movedCount`. */
  movedRow(index: number): number {
    return this.#moved[index]!;
  }

  get(row: number): number {
    return this.#values[row]!;
  }

  /** @returns false, and changes nothing, where the table does not take the value */
  set(row: number, value: number): boolean {
    const { range, values } = ROWS[row]!;
    if (range !== undefined && (value < range[0] || value > range[1])) return false;
    if (values !== undefined && !values.includes(value)) return false;
    if (this.#values[row] !== value) {
      this.#values[row] = value;
      this.#noteMove(row);
    }
    this.#version++;
    this.#rows[this.#version % KEPT_CHANGES] = row;
    return true;
  }

  #noteMove(row: number): void {
    const flag = ROWS.length + row;
    if (this.#moved[flag] === 1) return;
    this.#moved[flag] = 1;
    this.#moved[this.#movedCount++] = row;
  }
}
