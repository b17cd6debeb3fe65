// Which writes are taken now: WRITE_PROTECT and the rows' protection. Tells the port, so that a refused write is refused on the
// wire. PMBus Part II 1.3.1, section 11.1; CLEAR_FAULTS and status bits written back are always taken.
import type { Protection, WriteShape } from './command-spec';
import { ROWS, rowOfName, WriteProtect } from './commands';
import type { Registers } from './registers';
import type { ReplySink } from './reply-sink';

const WRITE_PROTECT = rowOfName('WRITE_PROTECT');

/** Bytes after the code that a write of this shape carries, PEC not counted. */
const SHORTEST: Readonly<Record<WriteShape, number>> = {
  none: 0,
  send: 0,
  byte: 1,
  word: 2,
  'byte-or-word': 1,
  block: 1,
};
const LONGEST: Readonly<Record<WriteShape, number>> = {
  none: 0,
  send: 0,
  byte: 1,
  word: 2,
  'byte-or-word': 2,
  block: 33,
};

export class WriteGate {
  readonly #sink: ReplySink;
  readonly #registers: Registers;
  readonly #mayLift: boolean;

  constructor(sink: ReplySink, registers: Registers, mayLift: boolean) {
    this.#sink = sink;
    this.#registers = registers;
    this.#mayLift = mayLift;
  }

  isWritable(protection: Protection): boolean {
    const level = this.#registers.get(WRITE_PROTECT);
    switch (protection) {
      case 'never':
        return true;
      case 'write-protect':
        return this.#mayLift;
      case 'operation':
        return level !== WriteProtect.all;
      case 'configuration':
        return level === WriteProtect.none;
      default:
        return protection satisfies never;
    }
  }

  /** At start and whenever WRITE_PROTECT changed. */
  announce(): void {
    for (let row = 0; row < ROWS.length; row++) {
      const spec = ROWS[row]!;
      if (spec.write !== 'none') {
        if (this.isWritable(spec.protection)) this.#sink.accept(spec.code, SHORTEST[spec.write], LONGEST[spec.write]);
        else this.#sink.forbid(spec.code);
      }
      if (spec.question !== undefined) this.#sink.acceptProcess(spec.code, spec.question, spec.question);
    }
  }
}
