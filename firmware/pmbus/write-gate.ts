// Which writes are taken now: WRITE_PROTECT and the rows' protection. Tells the port, so that a refused write is refused on the
// wire. PMBus Part II 1.3.1, section 11.1; CLEAR_FAULTS and status bits written back are always taken.
import { ROWS, rowOfName, WriteProtect } from './commands';
import type { Registers } from './registers';
import type { ReplySink } from './reply-sink';
import { CODE, IS_WRITTEN, LONGEST, PROTECTION, ProtectionBit, QUESTION, SHORTEST } from './row-columns';

const WRITE_PROTECT = rowOfName('WRITE_PROTECT');

/** The writes of each kind of protection, as the port takes them. Read-only once built. */
const WRITES = Object.values(ProtectionBit).map((bit) => {
  const rows = Uint8Array.from(ROWS.keys()).filter((row) => IS_WRITTEN[row] === 1 && PROTECTION[row] === bit);
  return {
    bit,
    codes: rows.map((row) => CODE[row]!),
    shortest: rows.map((row) => SHORTEST[row]!),
    longest: rows.map((row) => LONGEST[row]!),
  };
});
const QUESTIONS = Uint8Array.from(ROWS.keys()).filter((row) => QUESTION[row] !== 0);

export class WriteGate {
  /** A bit for each kind of protection that lets a write through. */
  #taken: number;
  readonly #sink: ReplySink;
  readonly #registers: Registers;
  readonly #mayLift: boolean;

  constructor(sink: ReplySink, registers: Registers, mayLift: boolean) {
    this.#sink = sink;
    this.#registers = registers;
    this.#mayLift = mayLift;
    this.#taken = this.#takenNow();
  }

  isWritable(row: number): boolean {
    return (PROTECTION[row]! & this.#taken) !== 0;
  }

  /** At start and whenever WRITE_PROTECT changed. */
  announce(): void {
    const sink = this.#sink;
    const taken = this.#takenNow();
    this.#taken = taken;
    for (let i = 0; i < WRITES.length; i++) {
      const { bit, codes, shortest, longest } = WRITES[i]!;
      if ((bit & taken) === 0) sink.forbidAll(codes);
      else sink.acceptAll(codes, shortest, longest);
    }
    // A code that is forbidden loses its question as well.
    for (let i = 0; i < QUESTIONS.length; i++) {
      const row = QUESTIONS[i]!;
      sink.acceptProcess(CODE[row]!, QUESTION[row]!, QUESTION[row]!);
    }
  }

  #takenNow(): number {
    const level = this.#registers.get(WRITE_PROTECT);
    let taken: number = ProtectionBit.never;
    if (this.#mayLift) taken |= ProtectionBit.writeProtect;
    if (level !== WriteProtect.all) taken |= ProtectionBit.operation;
    if (level === WriteProtect.none) taken |= ProtectionBit.configuration;
    return taken;
  }
}
