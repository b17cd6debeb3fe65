// One life of the chip, from reset to reset: core, clock, alarms, and what waits to happen outside.
import { Chip } from './chip';
import { CoreExtras } from './core';
import type { CoreDebug } from './core-debug';
import { CycleClock } from './cycle-clock';
import type { CoreFault, Hazards } from './options';

export interface MachineOptions {
  readonly hazards: Hazards;
  readonly entryCycles: number;
  readonly onFault: (fault: CoreFault) => void;
  /** BKPT or UDF at `pc`: true where the board plays it (its boot ROM), false for a HardFault. */
  readonly onBreak: (pc: number, code: number) => boolean;
  readonly debug: CoreDebug;
}

export class Machine {
  readonly clock = new CycleClock();
  readonly chip: Chip;
  readonly extras: CoreExtras;
  readonly effects: (() => void)[] = [];
  readonly #onFault: (fault: CoreFault) => void;
  readonly #debug: CoreDebug;

  constructor(options: MachineOptions) {
    this.#onFault = options.onFault;
    this.#debug = options.debug;
    this.chip = new Chip(this.clock);
    this.clock.counter = this.chip.core;
    this.chip.hazards = options.hazards;
    this.extras = new CoreExtras(this.chip, this.clock, options.entryCycles);
    this.chip.onBreak = (code) => {
      if (options.onBreak((this.chip.core.PC - 2) >>> 0, code)) return;
      if (options.debug.isAttached && this.#isBreakpoint()) this.#trap();
      else this.extras.raise('breakpoint without a debugger');
    };
  }

  get cycles(): number {
    return this.chip.core.cycles;
  }

  /** The core does nothing until an alarm or an interrupt. */
  get isWaiting(): boolean {
    return this.chip.core.waiting || this.extras.isLockedUp;
  }

  /** Something that the rest of the rack sees: after the instruction under way the core stops, and `effect` happens in rack time. */
  outside(effect: () => void): void {
    this.effects.push(effect);
    this.clock.limit = 0;
  }

  /** Runs to the first instruction boundary at or behind `until`, or to the first effect on the outside. */
  run(until: number): void {
    const { clock, extras } = this;
    const { core } = this.chip;
    while (core.cycles < until && this.effects.length === 0 && this.#debug.held === undefined) {
      clock.limit = Math.min(until, clock.due);
      if (core.waiting) core.checkForInterrupts();
      if (this.isWaiting) core.cycles = Math.max(core.cycles, clock.limit);
      else if (core.cycles < clock.limit) this.#burst();
      if (extras.fault !== undefined) this.#fault();
      clock.ring();
    }
  }

  #burst(): void {
    const { clock } = this;
    const { core } = this.chip;
    if (this.#debug.isWatching) {
      this.#watchedBurst();
      return;
    }
    do core.executeInstruction();
    while (core.cycles < clock.limit && !core.waiting);
  }

  /** The same, with a debugger that wants to know before each instruction. */
  #watchedBurst(): void {
    const { clock } = this;
    const { core } = this.chip;
    do {
      if (core.interruptsUpdated) core.checkForInterrupts();
      if (this.#debug.stopsBefore((core.PC & ~1) >>> 0)) return;
      core.executeInstruction();
    } while (core.cycles < clock.limit && !core.waiting);
  }

  /** BKPT, where UDF might be as well: ARMv6-M Architecture Reference Manual, section A6.7.12. */
  #isBreakpoint(): boolean {
    const { chip } = this;
    return chip.readUint16((chip.core.PC - 2) & ~1) >>> 8 === 0xbe;
  }

  /** BKPT under a debugger: held at the instruction itself. */
  #trap(): void {
    this.chip.core.PC -= 2;
    this.clock.limit = 0;
    this.#debug.stop('breakpoint');
  }

  #fault(): void {
    const fault = this.extras.takeFault();
    if (fault === undefined) return;
    const kind = this.extras.isLockedUp ? 'lockup' : 'hard-fault';
    this.#onFault({ kind, ...fault, cycles: this.cycles });
  }
}
