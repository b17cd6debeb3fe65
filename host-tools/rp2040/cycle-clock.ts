// The clock that rp2040js's peripherals see: the core's cycle counter, 8 ns each, and alarms at cycles. There is no work per
// instruction: the core runs until `limit`, which an alarm or an effect on the outside brings nearer.

export const CYCLES_PER_SECOND = 125_000_000;
export const NANOSECONDS_PER_CYCLE = 8;

interface CycleCounter {
  cycles: number;
}

export class CycleAlarm {
  readonly #clock: CycleClock;
  readonly callback: () => void;
  cycle = Number.POSITIVE_INFINITY;
  isScheduled = false;

  constructor(clock: CycleClock, callback: () => void) {
    this.#clock = clock;
    this.callback = callback;
  }

  schedule(deltaNanoseconds: number): void {
    this.at(this.#clock.cycles + Math.max(0, Math.ceil(deltaNanoseconds / NANOSECONDS_PER_CYCLE - 1e-6)));
  }

  at(cycle: number): void {
    if (this.isScheduled) this.cancel();
    this.cycle = cycle;
    this.#clock.add(this);
  }

  cancel(): void {
    if (this.isScheduled) this.#clock.remove(this);
  }
}

export class CycleClock {
  /** The core, once it is made. */
  counter: CycleCounter = { cycles: 0 };
  /** The core runs instructions below this cycle. */
  limit = 0;
  /** The first alarm. */
  due = Number.POSITIVE_INFINITY;
  readonly #alarms: CycleAlarm[] = [];

  get cycles(): number {
    return this.counter.cycles;
  }

  get nanos(): number {
    return this.counter.cycles * NANOSECONDS_PER_CYCLE;
  }

  createAlarm(callback: () => void): CycleAlarm {
    return new CycleAlarm(this, callback);
  }

  /** Alarms of one cycle ring in the order in which they were set. */
  add(alarm: CycleAlarm): void {
    const alarms = this.#alarms;
    let at = alarms.length;
    while (at > 0 && alarms[at - 1]!.cycle > alarm.cycle) at--;
    alarms.splice(at, 0, alarm);
    alarm.isScheduled = true;
    this.#changed();
  }

  remove(alarm: CycleAlarm): void {
    const at = this.#alarms.indexOf(alarm);
    if (at >= 0) this.#alarms.splice(at, 1);
    alarm.isScheduled = false;
    this.#changed();
  }

  /** Rings what is due. */
  ring(): void {
    while (this.due <= this.counter.cycles) {
      const alarm = this.#alarms.shift()!;
      alarm.isScheduled = false;
      this.#changed();
      alarm.callback();
    }
  }

  #changed(): void {
    this.due = this.#alarms[0]?.cycle ?? Number.POSITIVE_INFINITY;
    if (this.due < this.limit) this.limit = this.due;
  }
}
