// Calls of one function of an image, by a breakpoint at its entry and one where it returns to: exact to the cycle.
import type { Rp2040Board } from '../rp2040/board';
import { PROGRAM_COUNTER } from '../rp2040/core-debug';
import type { Nanoseconds } from '../sim/scheduler';
import type { ElfFile } from './elf';

const LINK = 14;

export class Calls {
  /** Core cycles of each, with the interrupts that were served meanwhile. */
  readonly cycles: number[] = [];
  /** When each of them returned. */
  readonly ended: Nanoseconds[] = [];
  readonly #board: Rp2040Board;
  readonly #entry: number;
  #began: number | undefined;

  /** Watches from now on, one at a time; the core runs slower in the host's time, not in its own. */
  constructor(board: Rp2040Board, elf: ElfFile, name: string) {
    const entry = elf.symbols.get(name);
    if (entry === undefined) throw new Error(`the image has no ${name}: it was built otherwise`);
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
      if (this.#began !== undefined) {
        this.cycles.push(this.#board.cycles - this.#began);
        this.ended.push(this.#board.now);
      }
      this.#began = undefined;
      debug.breakpoints.clear();
      debug.breakpoints.add(this.#entry);
    }
    debug.resume();
  }
}
