// Which writes are taken now: WRITE_PROTECT and the rows' protection. Tells the port, so that a refused write is refused on the
// wire. PMBus Part II 1.3.1, section 11.1; CLEAR_FAULTS and status bits written back are always taken.
import { ROWS, rowOfName, WriteProtect } from './commands';
import type { Registers } from './registers';
import type { ReplySink } from './reply-sink';
import { CODE, IS_WRITTEN, LONGEST, PROTECTION, ProtectionBit, QUESTION, SHORTEST } from './row-columns';

const WRITE_PROTECT = rowOfName('WRITE_PROTECT');

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
    for (let row = 0; row < ROWS.length; row++) {
      if (IS_WRITTEN[row] === 1) {
        if ((PROTECTION[row]! & taken) === 0) sink.forbid(CODE[row]!);
        else sink.accept(CODE[row]!, SHORTEST[row]!, LONGEST[row]!);
      }
      if (QUESTION[row] !== 0) sink.acceptProcess(CODE[row]!, QUESTION[row]!, QUESTION[row]!);
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
