// The collections of an image's engine, by a breakpoint at the collector and one where it returns to: exact to the cycle.
import type { Rp2040Board } from '../rp2040/board';
import { PROGRAM_COUNTER } from '../rp2040/core-debug';
import type { ElfFile } from './elf';

const COLLECTOR = 'fxCollect';
const LINK = 14;

export class Collections {
  /** Core cycles of each, with the interrupts that were served meanwhile. */
  readonly cycles: number[] = [];
  readonly #board: Rp2040Board;
  readonly #entry: number;
  #began: number | undefined;

  /** Watches from now on; the core runs slower in the host's time, not in its own. */
  constructor(board: Rp2040Board, elf: ElfFile) {
    const entry = elf.symbols.get(COLLECTOR);
    if (entry === undefined) throw new Error(`the image has no ${COLLECTOR}: it was built otherwise`);
    this.#board = board;
    this.#entry = (entry & ~1) >>> 0;
    board.debug.breakpoints.add(this.#entry);
    board.debug.onStop = () => this.#stopped();
  }

  /** One is under way. */
  get isUnderWay(): boolean {
    return this.#began !== undefined;
  }

  close(): void {
    this.#board.debug.detach();
  }

  #stopped(): void {
    const { debug } = this.#board;
    if (debug.register(PROGRAM_COUNTER) === this.#entry) {
      this.#began = this.#board.cycles;
      debug.breakpoints.add((debug.register(LINK)! & ~1) >>> 0);
    } else {
      if (this.#began !== undefined) this.cycles.push(this.#board.cycles - this.#began);
      this.#began = undefined;
      debug.breakpoints.clear();
      debug.breakpoints.add(this.#entry);
    }
    debug.resume();
  }
}
