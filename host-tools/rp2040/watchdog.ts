// The watchdog: counts down, triggers, and remembers why. Its registers but the scratch ones and REASON start anew with each reset.
// RP2040 datasheet, section 4.7; erratum RP2040-E1: the counter falls by two per tick.
import type { Peripheral } from './chip';
import type { CycleAlarm } from './cycle-clock';
import { CYCLES_PER_SECOND } from './cycle-clock';
import type { Machine } from './machine';

const Register = { CTRL: 0x00, LOAD: 0x04, REASON: 0x08, SCRATCH0: 0x0c, SCRATCH7: 0x28, TICK: 0x2c } as const;
const Ctrl = { TRIGGER: 0x8000_0000, ENABLE: 0x4000_0000, PAUSE: 0x0700_0000, TIME: 0x00ff_ffff } as const;
const Tick = { ENABLE: 1 << 9, RUNNING: 1 << 10, CYCLES: 0x1ff } as const;
const Reason = { TIMER: 1, FORCE: 2 } as const;
const FALL_PER_TICK = 2;
const PSM_WDSEL = 0x4001_0008;
/** PSM bit of processor 0: datasheet, section 2.13.2. */
const PSM_PROC0 = 1 << 15;

/** What outlives a reset by the watchdog: datasheet, section 4.7.1. */
export interface WatchdogMemory {
  readonly scratch: Uint32Array;
  reason: number;
}

export const newWatchdogMemory = (): WatchdogMemory => ({ scratch: new Uint32Array(8), reason: 0 });

export class Watchdog implements Peripheral {
  readonly #machine: Machine;
  readonly #memory: WatchdogMemory;
  readonly #onTrigger: (cause: 'watchdog-timer' | 'watchdog-forced') => void;
  readonly #alarm: CycleAlarm;
  #ctrl: number = Ctrl.PAUSE;
  #tick: number = Tick.ENABLE;
  /** Count at `#since`, in cycles. */
  #count = 0;
  #since = 0;

  constructor(
    machine: Machine,
    memory: WatchdogMemory,
    onTrigger: (cause: 'watchdog-timer' | 'watchdog-forced') => void,
  ) {
    this.#machine = machine;
    this.#memory = memory;
    this.#onTrigger = onTrigger;
    this.#alarm = machine.clock.createAlarm(() => this.#trigger(Reason.TIMER));
  }

  /** The tick generator runs: the timer counts. */
  get isTicking(): boolean {
    return (this.#tick & Tick.ENABLE) !== 0 && (this.#tick & Tick.CYCLES) !== 0;
  }

  readUint32(offset: number): number {
    if (offset >= Register.SCRATCH0 && offset <= Register.SCRATCH7) {
      return this.#memory.scratch[(offset - Register.SCRATCH0) >> 2]!;
    }
    if (offset === Register.CTRL) return (this.#ctrl | this.#remaining()) >>> 0;
    if (offset === Register.REASON) return this.#memory.reason;
    if (offset === Register.TICK) return this.#tick | (this.isTicking ? Tick.RUNNING : 0);
    return 0;
  }

  writeUint32Atomic(offset: number, value: number, atomicType: number): void {
    const now = this.readUint32(offset);
    this.writeUint32(offset, [value, now ^ value, now | value, now & ~value][atomicType]! >>> 0);
  }

  writeUint32(offset: number, value: number): void {
    if (offset >= Register.SCRATCH0 && offset <= Register.SCRATCH7) {
      this.#memory.scratch[(offset - Register.SCRATCH0) >> 2] = value;
      return;
    }
    const count = this.#remaining();
    if (offset === Register.LOAD) this.#start(value & Ctrl.TIME);
    else if (offset === Register.TICK) {
      this.#tick = value & (Tick.ENABLE | Tick.CYCLES);
      this.#start(count);
    } else if (offset === Register.CTRL) {
      this.#ctrl = value & (Ctrl.ENABLE | Ctrl.PAUSE);
      this.#start(count);
      if ((value & Ctrl.TRIGGER) !== 0) this.#trigger(Reason.FORCE);
    }
  }

  /** Core cycles of a tick: TICK.CYCLES of the reference clock. */
  #tickCycles(): number {
    const hz = this.#machine.chip.clocks.refFreq;
    return hz > 0 ? ((this.#tick & Tick.CYCLES) * CYCLES_PER_SECOND) / hz : Number.POSITIVE_INFINITY;
  }

  get #isCounting(): boolean {
    return (this.#ctrl & Ctrl.ENABLE) !== 0 && this.isTicking;
  }

  #remaining(): number {
    if (!this.#isCounting) return this.#count;
    const ticks = Math.floor((this.#machine.cycles - this.#since) / this.#tickCycles());
    return Math.max(0, this.#count - ticks * FALL_PER_TICK);
  }

  #start(count: number): void {
    this.#count = count;
    this.#since = this.#machine.cycles;
    this.#alarm.cancel();
    if (this.#isCounting) this.#alarm.at(this.#since + Math.ceil((count / FALL_PER_TICK) * this.#tickCycles()));
  }

  /** Resets what the PSM selects; nothing where it selects nothing. */
  #trigger(reason: number): void {
    this.#memory.reason = reason;
    if ((this.#machine.chip.readUint32(PSM_WDSEL) & PSM_PROC0) === 0) return;
    this.#onTrigger(reason === Reason.TIMER ? 'watchdog-timer' : 'watchdog-forced');
  }
}
