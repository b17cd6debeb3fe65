// What an emulated board is made with, and what it tells. Everything that a board's data names (pins, addresses) stays outside: this
// folder knows the RP2040 and its flash chip, not Racklet.
import type { Bus } from '../bus/bus';
import type { BusDevice } from '../bus/bus-device';
import type { NorFlash, Torn } from '../flash/nor-flash';
import type { Random } from '../sim/random';
import type { Scheduler } from '../sim/scheduler';

/** What the chip does to a pad: drives it low or high, or not at all. */
export type PadDrive = 0 | 1 | undefined;

/** Why the core started. A pulled RUN pin and a brown-out look alike to the RP2040: datasheet, section 2.12. */
export type ResetCause = 'power-on' | 'brown-out' | 'run-pin' | 'watchdog-timer' | 'watchdog-forced';

/** What goes wrong in a core. `lockup` is a fault within the fault handler: nothing runs any more, until a reset. */
export interface CoreFault {
  readonly kind: 'hard-fault' | 'lockup';
  readonly reason: string;
  /** Address of the instruction. */
  readonly pc: number;
  readonly cycles: number;
}

/** Times of one read that the I2C block serves as a target, in core cycles since reset. */
export interface ReadRequestTimes {
  /** RD_REQ was raised. */
  readonly requested: number;
  /** The first byte was written into IC_DATA_CMD. */
  readonly answered: number;
}

/** One of the two I2C blocks, seen from outside. A block may have both sides. */
export interface I2cWiring {
  /** Target side: the block is a device on this bus while its IC_ENABLE and IC_SLAVE_DISABLE say so. */
  readonly bus?: Bus;
  /** Controller side: what the block finds on its wires as a controller. `registerDevice` makes one of register chips. */
  readonly devices?: readonly BusDevice[];
  /** Each first byte that answered a read request: for latencies. Called from within the core's run. */
  readonly onAnswered?: (times: ReadRequestTimes) => void;
}

/** A power failure in the middle of an erase or a program leaves this behind. Default: noise by `random`. */
export interface PowerLossOptions {
  readonly torn: Torn;
  readonly random: Random;
}

/** Looks at the flash chip's commands, and makes it fail. May be changed at any time. */
export interface FlashProbe {
  /** The chip takes no write enable, as one whose /WP and status bits forbid it. */
  isProtected?: boolean;
  /** An erase (`length` undefined) or a program begins. */
  readonly begun?: (address: number, length: number | undefined) => void;
}

export interface Rp2040BoardOptions {
  readonly scheduler: Scheduler;
  /** The flash chip with the image in it (`flashWithImage`). It outlives power. */
  readonly flash: NorFlash;
  /** Eight bytes that the chip gives for command 0x4B. Default: 0 to 7. */
  readonly uniqueId?: Uint8Array;
  /** Where the boot loader finds the vectors. Default 0x10000100, behind boot2; behind MCUboot: slot + 0x200. */
  readonly vectorTable?: number;
  /** The pads that the chip drives, whenever one changes: in rack time. Reset and power loss tell every driven pad undefined. */
  readonly onPad?: (pin: number, drive: PadDrive) => void;
  /** Twelve bits of a converter's channel, 0..4 (4 is the chip's temperature), when a conversion begins. Default 0. */
  readonly adc?: (channel: number) => number;
  /** Bytes that UART0 sends. */
  readonly onUart?: (byte: number) => void;
  readonly i2c?: { readonly 0?: I2cWiring; readonly 1?: I2cWiring };
  /** The core starts: before its first instruction. */
  readonly onReset?: (cause: ResetCause) => void;
  readonly onFault?: (fault: CoreFault) => void;
  readonly powerLoss?: PowerLossOptions;
  readonly flashProbe?: FlashProbe;
  /** Cycles added at every exception entry. Default 15: Cortex-M0+ Technical Reference Manual, section 3.9 (no wait states). */
  readonly exceptionEntryCycles?: number;
}

/** What silicon would not forgive, counted since the board was made. Tests of an image want zeros. */
export interface Hazards {
  /** Reads and fetches from the flash window while the chip is busy, not in its read mode, or the SSI is not set up. */
  xipReadsWhileBusy: number;
  /** Accesses to a peripheral that RESETS still holds in reset: they do nothing. */
  accessesInReset: number;
  /** Use of the timer before the watchdog's tick generator runs: it would stand still. */
  timerWithoutTick: number;
  /** Reads and writes of addresses where nothing is, unaligned ones among them: each is a HardFault. */
  busFaults: number;
  /** The chip and the outside drove one pad against each other. */
  padContentions: number;
}
