// How the trip of an RP2040 is asked by the suite, whatever runs on it: its lines are pins of the emulated board, its time is the chip's own.
import type { Rp2040Board } from '../../host-tools/rp2040/board';

/** Long enough for the trip's interrupt. */
export const TIME_TO_TRIP_MS = 0.02;
/** Interrupts of pins 8 to 15, four bits each: RP2040 datasheet, section 2.19.6.1. */
const INTR1 = 0x4001_40f4;
const PROC0_INTE1 = 0x4001_4104;
const ALL_EDGES = 0xffff_ffff;

/** The suite's lines, bits 0, 1, ..., are active low pins. */
export function driveLines(board: Rp2040Board, pins: readonly number[], active: number): void {
  for (const [line, pin] of pins.entries()) board.drivePad(pin, (active >> line) & 1 ? 0 : 1);
}

/** Levels without an edge that the chip sees: `change` comes while the interrupt of the pins is off, as in a start. */
export async function withoutEdges(board: Rp2040Board, change: () => Promise<void>): Promise<void> {
  const enabled = board.readWord(PROC0_INTE1);
  board.writeWord(PROC0_INTE1, 0);
  await change();
  board.writeWord(INTR1, ALL_EDGES);
  board.writeWord(PROC0_INTE1, enabled);
}

/** The chip stamps its own time: the suite's moments are told by what the chip's timer could be then. */
export class Moments {
  readonly #board: Rp2040Board;
  #moments: { name: number; from: number; to: number }[] = [];

  constructor(board: Rp2040Board) {
    this.#board = board;
  }

  /** Microseconds since the chip's reset. */
  get #now(): number {
    return Math.floor((this.#board.cycles * 8) / 1000);
  }

  async during(name: number, act: () => Promise<unknown>): Promise<void> {
    const from = this.#now;
    await act();
    this.#moments.push({ name, from, to: this.#now });
  }

  /** The chip's time began anew, within what the suite calls `name`. */
  restarted(name: number): void {
    this.#moments = [{ name, from: 0, to: this.#now }];
  }

  /** The suite's name of a time of the chip, or -1. */
  nameOf(at: number): number {
    return this.#moments.find(({ from, to }) => at >= from && at <= to)?.name ?? -1;
  }
}
