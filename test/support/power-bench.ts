// A power controller over a fake latch and presence pin, with a clock of 10 ms ticks.
import type { CommandName } from '../../firmware/pmbus/commands';
import { rowOfName } from '../../firmware/pmbus/commands';
import { Registers, type RegisterValues } from '../../firmware/pmbus/registers';
import { StatusRegisters } from '../../firmware/pmbus/status-registers';
import { FAULT_NAMES } from '../../firmware/power/faults';
import { STATE_NAMES } from '../../firmware/power/hot-swap-state';
import { NOTHING_BEFORE, type PowerBefore } from '../../firmware/power/power-before';
import { FAULT_OUTCOME_NAMES } from '../../firmware/power/power-events';
import { noWish, type PowerWish } from '../../firmware/power/wish';
import { PowerController } from '../../firmware/power-controller';
import { Channel, type Channel as ChannelIndex } from '../../firmware/snapshot/channels';
import { Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';
import { FakeLatch, FakePin } from './fake-pins';

export const TICK_MS = 10;
export const DEBOUNCE_MS = 100;
export const FAULT_DELAY_MS = 20;

export interface PowerBenchOptions {
  readonly present?: boolean;
  readonly gateOn?: boolean;
  readonly slot?: number;
  readonly registers?: RegisterValues;
  readonly before?: PowerBefore;
}

export class PowerBench {
  readonly snapshot = new Snapshot();
  readonly status = new StatusRegisters();
  readonly registers: Registers;
  readonly latch: FakeLatch;
  readonly presentN: FakePin;
  readonly power: PowerController;
  readonly wish: PowerWish = { ...noWish(), wanted: true };
  readonly events: string[] = [];
  nowMs = 0;

  constructor(options: PowerBenchOptions = {}) {
    this.registers = new Registers(options.registers ?? {});
    this.latch = new FakeLatch(options.gateOn ?? false);
    this.presentN = new FakePin((options.present ?? true) ? 0 : 1);
    this.read({
      inputVoltage: 5000,
      inputCurrent: 0,
      averageCurrent: 0,
      inputPower: 0,
      outputVoltage: 0,
      temperature: 25_000,
      outputPower: 0,
    });
    this.power = new PowerController(
      {
        snapshot: this.snapshot,
        presentN: this.presentN,
        gate: this.latch,
        registers: this.registers,
        status: this.status,
        events: {
          fault: (fault, outcome, value, level) =>
            this.events.push(`${FAULT_NAMES[fault]} ${FAULT_OUTCOME_NAMES[outcome]} ${value} ${level}`),
          faultOver: (fault) => this.events.push(`${FAULT_NAMES[fault]} over`),
          started: () => {},
          transition: () => {},
        },
        debounceMs: DEBOUNCE_MS,
        faultDelayMs: FAULT_DELAY_MS,
        slot: options.slot ?? 0,
        before: options.before ?? NOTHING_BEFORE,
      },
      milliseconds(0),
    );
  }

  get wanted(): boolean {
    return this.wish.wanted;
  }

  set wanted(wanted: boolean) {
    this.wish.wanted = wanted;
  }

  get state(): (typeof STATE_NAMES)[number] {
    return STATE_NAMES[this.power.view.state]!;
  }

  /** What the sensors say from now on. */
  read(values: Readonly<Partial<Record<keyof typeof Channel, number>>>): void {
    for (const [name, value] of Object.entries(values)) {
      this.snapshot.set(Channel[name as keyof typeof Channel] as ChannelIndex, value, milliseconds(this.nowMs));
    }
  }

  write(name: CommandName, value: number): void {
    if (!this.registers.set(rowOfName(name), value)) throw new RangeError(`${name} ${value}`);
  }

  tick(ticks = 1): void {
    for (let i = 0; i < ticks; i++) {
      this.power.decide(this.wish, milliseconds(this.nowMs));
      this.nowMs += TICK_MS;
    }
  }

  /** Ticks until the state is `kind`. @returns the milliseconds that passed, or -1 after `mostMs` */
  until(kind: string, mostMs = 2000): number {
    const from = this.nowMs;
    while (this.nowMs - from <= mostMs) {
      this.tick();
      if (this.state === kind) return this.nowMs - TICK_MS - from;
    }
    return -1;
  }

  /** A unit that runs, with its output up. */
  start(): this {
    this.until('waiting');
    this.read({ outputVoltage: 5000 });
    this.until('on');
    return this;
  }
}
