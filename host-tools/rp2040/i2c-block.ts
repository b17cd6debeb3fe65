// What the two sides of an I2C block share: the wires around it, and its registers and FIFOs.
import type { BusDevice } from '../bus/bus-device';
import type { CycleAlarm } from './cycle-clock';
import type { ReadRequestTimes } from './options';

/** What the block finds around it. */
export interface I2cSurroundings {
  readonly cycles: () => number;
  readonly createAlarm: (callback: () => void) => CycleAlarm;
  /** Carries `effect` out in rack time, at the core's cycle. */
  readonly outside: (effect: () => void) => void;
  readonly setInterrupt: (level: boolean) => void;
  /** Pads are switched to this block for both lines. */
  readonly isWired: () => boolean;
  /** Ends a stretch on the bus. */
  readonly release: (answer: number) => void;
  readonly devices: readonly BusDevice[];
  readonly onAnswered?: ((times: ReadRequestTimes) => void) | undefined;
}

/** Registers and FIFOs, as the sides on the wires use them. */
export interface I2cShared {
  readonly surroundings: I2cSurroundings;
  readonly isEnabled: boolean;
  /** A plain register. */
  stored(offset: number): number;
  /** A bit of IC_CON is set. */
  has(bit: number): boolean;
  /** The receive FIFO. */
  readonly received: readonly number[];
  push(value: number): void;
  /** In the transmit FIFO. */
  readonly pendingBytes: number;
  takeByte(): number | undefined;
  raise(bits: number): void;
  abort(source: number): void;
  update(): void;
}
