// The cores of gate latch and trip, and the board around them, as c/gate-host.c offers them.
import { CoreProcess } from './core-process';
import { gateHost } from './programs';

const letter = (text: string): number => text.charCodeAt(0);
const word = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24];

export interface BoardState {
  readonly isOn: boolean;
  readonly setLine: boolean;
  readonly clearLine: boolean;
  readonly setPulses: number;
  readonly clearPulses: number;
  readonly faults: number;
  readonly announcements: number;
  /** When the handler of the last edge returned: latch off, SET released, CLEAR held. */
  readonly offAfterEdge: boolean;
}

export class GateCore {
  readonly #process = new CoreProcess(gateHost());

  powerOn(): void {
    this.#process.ask(letter('p'));
  }

  /** A reset of the processor and a start of the firmware. @returns the latch as it was found */
  boot(now = 0): boolean {
    return this.#process.ask(letter('i'), ...word(now)).result === 1;
  }

  /** @returns an outcome of gate-latch.h */
  set(): number {
    return this.#process.ask(letter('s')).result;
  }

  /** `set` on a port of zeros. */
  setWithoutInit(): number {
    return this.#process.ask(letter('z')).result;
  }

  clear(): void {
    this.#process.ask(letter('c'));
  }

  isOn(): boolean {
    return this.#process.ask(letter('o')).result === 1;
  }

  efuseHolds(holds: boolean): void {
    this.#process.ask(letter('e'), holds ? 1 : 0);
  }

  /** Levels of the fault lines, without an edge. */
  faultLines(active: number): void {
    this.#process.ask(letter('f'), ...word(active));
  }

  /** An edge and its interrupt: now, or at the n-th point of what is called next. */
  edge(sources: number, now: number, point = 0): void {
    this.#process.ask(letter('E'), point, ...word(sources), ...word(now));
  }

  /** Whether the edge came, and takes it back where it did not. */
  edgeCame(): boolean {
    return this.#process.ask(letter('K')).result === 1;
  }

  poll(now: number): void {
    this.#process.ask(letter('P'), ...word(now));
  }

  look(): { number: number; trippedAt: number; sources: number; isTripped: boolean } {
    const [number, trippedAt, sources, isTripped] = this.#words(letter('l'));
    return { number: number!, trippedAt: trippedAt!, sources: sources!, isTripped: isTripped === 1 };
  }

  /** @returns an outcome of trip.h */
  rearm(number: number): number {
    return this.#process.ask(letter('r'), ...word(number)).result;
  }

  board(): BoardState {
    const words = this.#words(letter('B'));
    return {
      isOn: words[0] === 1,
      setLine: words[1] === 1,
      clearLine: words[2] === 1,
      setPulses: words[3]!,
      clearPulses: words[4]!,
      faults: words[5]!,
      announcements: words[6]!,
      offAfterEdge: words[7] === 1,
    };
  }

  close(): void {
    this.#process.close();
  }

  #words(operation: number): number[] {
    const { payload } = this.#process.ask(operation);
    const view = new DataView(payload.buffer);
    return Array.from({ length: payload.length / 4 }, (_, i) => view.getUint32(4 * i, true));
  }
}
