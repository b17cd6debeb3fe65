// The pads of bank 0: who drives each wire, what the chip sees of it two cycles later, and what the outside is told.
// RP2040 datasheet, sections 2.19.3 to 2.19.6.
import { type GPIOPin, GPIOPinState } from 'rp2040js';
import type { Machine } from './machine';
import type { Hazards, PadDrive } from './options';

export const PINS = 30;
/** Reset value of PADS_BANK0_GPIOn: input on, pull-down, 4 mA, Schmitt trigger. Datasheet, table 339. */
const PAD_RESET = 0x56;
const PULL_UP = 0x08;
const CTRL_RESET = 0x1f;
const LEVEL_LOW = 1;
const LEVEL_HIGH = 2;
/** Cycles from the pad to the processor: two flip-flops. Datasheet, section 2.19.3, INPUT_SYNC_BYPASS of the PIO. */
export const SYNCHRONISER_CYCLES = 2;
const FUNCTION_I2C = 3;

export interface PadSurroundings {
  readonly hazards: Hazards;
  /** The chip drives a pad otherwise: in rack time. */
  readonly onPad: (pin: number, drive: PadDrive) => void;
}

/** The wires outlive the machine: what drives them from outside stays through resets. */
export class Pins {
  readonly #outside: PadDrive[] = new Array(PINS).fill(undefined);
  readonly #chip: PadDrive[] = new Array(PINS).fill(undefined);
  readonly #surroundings: PadSurroundings;
  #machine: Machine | undefined;

  constructor(surroundings: PadSurroundings) {
    this.#surroundings = surroundings;
  }

  /** A new machine: pads as after reset. */
  connect(machine: Machine): void {
    this.#machine = machine;
    for (const pin of machine.chip.gpio) this.#prepare(machine, pin);
  }

  /** The machine is gone: every pad floats. Tells the outside at once. */
  disconnect(): void {
    this.#machine = undefined;
    for (let pin = 0; pin < PINS; pin++) {
      if (this.#chip[pin] === undefined) continue;
      this.#chip[pin] = undefined;
      this.#surroundings.onPad(pin, undefined);
    }
  }

  /** RESETS holds IO_BANK0: no function is selected, no interrupt enabled. */
  resetFunctions(): void {
    for (const pin of this.#machine?.chip.gpio ?? []) {
      pin.ctrl = CTRL_RESET;
      pin.irqEnableMask = 0;
      pin.irqForceMask = 0;
      pin.checkForUpdates();
    }
    this.#machine?.chip.updateIOInterrupt();
  }

  /** RESETS holds PADS_BANK0. */
  resetPads(): void {
    for (const pin of this.#machine?.chip.gpio ?? []) {
      pin.padValue = PAD_RESET;
      this.#settle(pin.index, 0);
    }
  }

  drive(pin: number, drive: PadDrive): void {
    if (this.#outside[pin] === drive) return;
    this.#outside[pin] = drive;
    this.#checkContention(pin);
    this.#settle(pin, SYNCHRONISER_CYCLES);
  }

  chipDrive(pin: number): PadDrive {
    return this.#chip[pin];
  }

  /** The level on the wire: low wins over high, then the chip's pull; a floating wire reads low. */
  level(pin: number): 0 | 1 {
    const outside = this.#outside[pin];
    const chip = this.#chip[pin];
    if (outside === 0 || chip === 0) return 0;
    if (outside === 1 || chip === 1) return 1;
    const pad = this.#machine?.chip.gpio[pin]?.padValue ?? 0;
    return (pad & PULL_UP) !== 0 ? 1 : 0;
  }

  /** Both lines of an I2C block have a pad: SDA is on even pins, SCL on the odd ones behind. Datasheet, table 2. */
  hasI2c(block: 0 | 1): boolean {
    const has = (offset: number): boolean =>
      (this.#machine?.chip.gpio ?? []).some(
        (pin) => pin.index % 4 === block * 2 + offset && pin.functionSelect === FUNCTION_I2C,
      );
    return has(0) && has(1);
  }

  #prepare(machine: Machine, pin: GPIOPin): void {
    pin.padValue = PAD_RESET;
    const refresh = pin.setInputValue.bind(pin);
    // rp2040js sees an edge at every call: only changes reach it.
    let level = this.level(pin.index) === 1;
    let isSeen = level;
    const look = (value: boolean): void => {
      level = value;
      const seen = value && pin.inputEnable;
      if (seen === isSeen) return;
      isSeen = seen;
      refresh(value);
    };
    refresh(level);
    pin.irqStatus = level ? LEVEL_HIGH : LEVEL_LOW;
    pin.setInputValue = look;
    pin.refreshInput = () => {
      look(level);
      this.#settle(pin.index, 0);
    };
    pin.addListener((state) => this.#driven(machine, pin.index, state));
  }

  #driven(machine: Machine, pin: number, state: GPIOPinState): void {
    const drive = state === GPIOPinState.Low ? 0 : state === GPIOPinState.High ? 1 : undefined;
    const was = this.#chip[pin];
    this.#chip[pin] = drive;
    this.#settle(pin, SYNCHRONISER_CYCLES);
    if (drive === was) return;
    this.#checkContention(pin);
    machine.outside(() => this.#surroundings.onPad(pin, drive));
  }

  #checkContention(pin: number): void {
    const outside = this.#outside[pin];
    const chip = this.#chip[pin];
    if (outside !== undefined && chip !== undefined && outside !== chip) this.#surroundings.hazards.padContentions++;
  }

  /** The level of now reaches the chip's logic after `cycles`. */
  #settle(pin: number, cycles: number): void {
    const machine = this.#machine;
    const gpio = machine?.chip.gpio[pin];
    if (machine === undefined || gpio === undefined) return;
    const level = this.level(pin) === 1;
    if (cycles === 0) gpio.setInputValue(level);
    else machine.clock.createAlarm(() => gpio.setInputValue(level)).at(machine.cycles + cycles);
  }
}
