// The event log: events wait in memory until the flash takes them, a few at a time, when the bus is quiet. What comes too often is
// left out and counted, so that a fault that chatters wears out no flash and hides no other. Rates: README.md.

import { FaultOutcome } from '../power/power-events';
import { Append, type LogRing } from '../store/log-ring';
import { emptyRecord, type LogRecord } from '../store/record';
import { elapsed, type Milliseconds } from '../units/time';
import type { WallClock } from '../units/wall-clock';
import { Event } from './event-codes';

/** Events that wait for the flash. More are counted as suppressed. */
const WAITING = 32;
const WORDS = 8;
/** Kinds that are rated each on its own: events, and behind them faults. */
const KINDS = 64;
const FIRST_FAULT_KIND = 32;
/** At once, and one more each so many milliseconds. */
const BURST = 32;
const REFILL_MS = 30_000;
/** Operations of the flash that fail. */
const MOST_FAILURES = 8;

const Word = { code: 0, detail: 1, uptime: 2, unixTime: 3, a: 4, b: 5, c: 6, wanted: 7 } as const;

export class EventLog {
  /** Whether the operator wants the unit on: every record says it. Until that is known, as the log has it. */
  wanted: boolean;
  readonly #ring: LogRing;
  readonly #clock: WallClock;
  readonly #boot: number;
  readonly #record: LogRecord = emptyRecord();
  readonly #queue = new Int32Array(WAITING * WORDS);
  #first = 0;
  #waiting = 0;
  readonly #tokens = new Uint8Array(KINDS).fill(BURST);
  readonly #suppressed = new Uint32Array(KINDS);
  #refilledAt: Milliseconds;
  #failures = 0;
  /** FlashStatus of the last operation that failed; 0 for none. */
  failure = 0;

  constructor(ring: LogRing, clock: WallClock, bootCount: number, now: Milliseconds) {
    this.wanted = ring.lastWanted;
    this.#ring = ring;
    this.#clock = clock;
    this.#boot = bootCount & 0xffff;
    this.#refilledAt = now;
  }

  /** Events that the flash has not taken yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** The flash did not do as it was told. */
  get hasFault(): boolean {
    return this.#failures > 0;
  }

  /** It failed so often that it is left alone until the next start: a broken chip is not worn out for nothing. */
  get isBroken(): boolean {
    return this.#failures >= MOST_FAILURES;
  }

  /**
   * Never waits and never throws. A wish of the operator is always kept: it is what a black-out restores. So is a fault that keeps the unit
   * off, which a restart looks for: behind each lies a wish, a cycle or a tray that was pulled.
   */
  record(code: Event, detail: number, a: number, b: number, c: number, now: Milliseconds): void {
    const kind = code === Event.fault || code === Event.faultOver ? FIRST_FAULT_KIND + (a & 31) : code;
    const isKept =
      code === Event.wantedOn || code === Event.wantedOff || (code === Event.fault && detail === FaultOutcome.shutDown);
    if ((this.#tokens[kind] === 0 && !isKept) || this.#waiting === WAITING) {
      this.#suppressed[kind]!++;
      return;
    }
    if (this.#tokens[kind]! > 0) this.#tokens[kind]!--;
    this.#enqueue(code, detail, a, b, c, now);
  }

  /** Gives the flash one event, if one waits. @returns whether it did something */
  flush(): boolean {
    if (this.#waiting === 0 || this.isBroken) return false;
    const at = this.#first * WORDS;
    const record = this.#record;
    record.boot = this.#boot;
    record.code = this.#queue[at + Word.code]!;
    record.detail = this.#queue[at + Word.detail]!;
    record.uptime = this.#queue[at + Word.uptime]! >>> 0;
    record.unixTime = this.#queue[at + Word.unixTime]! >>> 0;
    record.a = this.#queue[at + Word.a]!;
    record.b = this.#queue[at + Word.b]!;
    record.c = this.#queue[at + Word.c]!;
    record.wanted = this.#queue[at + Word.wanted] === 1;
    const status = this.#ring.append(record);
    if (status === Append.done) this.#dequeue();
    this.note(status);
    return status === Append.done;
  }

  /** FlashStatus of an operation of the flash, whoever asked for it: what fails too often is left alone. */
  note(status: number): void {
    if (status === Append.done || status === Append.tryAgain) return;
    this.#failures++;
    this.failure = status;
  }

  /** Once per tick: kinds of events get their next one, and what was left out is told. */
  refill(now: Milliseconds): void {
    while (elapsed(now, this.#refilledAt) >= REFILL_MS) {
      this.#refilledAt = ((this.#refilledAt + REFILL_MS) | 0) as Milliseconds;
      for (let kind = 0; kind < KINDS; kind++) {
        if (this.#tokens[kind]! < BURST) this.#tokens[kind]!++;
        if (this.#suppressed[kind] === 0 || this.#waiting === WAITING) continue;
        const isFault = kind >= FIRST_FAULT_KIND;
        const fault = isFault ? kind - FIRST_FAULT_KIND : 0;
        this.#enqueue(Event.suppressed, 0, isFault ? Event.fault : kind, fault, this.#suppressed[kind]!, now);
        this.#suppressed[kind] = 0;
      }
    }
  }

  #enqueue(code: number, detail: number, a: number, b: number, c: number, now: Milliseconds): void {
    const at = ((this.#first + this.#waiting) % WAITING) * WORDS;
    this.#queue[at + Word.code] = code;
    this.#queue[at + Word.detail] = detail;
    this.#queue[at + Word.uptime] = now;
    this.#queue[at + Word.unixTime] = this.#clock.unixTime;
    this.#queue[at + Word.a] = a;
    this.#queue[at + Word.b] = b;
    this.#queue[at + Word.c] = c;
    this.#queue[at + Word.wanted] = this.wanted ? 1 : 0;
    this.#waiting++;
  }

  #dequeue(): void {
    this.#first = (this.#first + 1) % WAITING;
    this.#waiting--;
  }
}
