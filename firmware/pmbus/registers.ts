// Values that the firmware holds and writes may change: operation, limits, responses, times. By row of the table, in its unit.
import { type CommandName, ROWS, rowOfName } from './commands';
import { INITIAL } from './row-columns';

export type RegisterValues = Readonly<Partial<Record<CommandName, number>>>;

export class Registers {
  readonly #values = new Int32Array(INITIAL);
  /** Rows that were given another value than the table's, each once; behind them, by row, a 1 for each of them. */
  readonly #moved = new Uint8Array(2 * ROWS.length);
  #movedCount = 0;
  #version = 0;
  #changedRow = -1;

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

  /** The row that the last change was of; -1 before the first. */
  get changedRow(): number {
    return this.#changedRow;
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
    this.#changedRow = row;
    this.#version++;
    return true;
  }

  #noteMove(row: number): void {
    const flag = ROWS.length + row;
    if (this.#moved[flag] === 1) return;
    this.#moved[flag] = 1;
    this.#moved[this.#movedCount++] = row;
  }
}
