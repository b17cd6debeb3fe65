// What a board is: pins, addresses, shunt, limits. Data only; one frozen object per board revision under boards/.
import type { HotSwapLimits } from './power/hot-swap-state';
import type { AnalogSpec } from './sensors/analog-channel';

export interface SensorBoard {
  readonly part: 'ina226';
  readonly address: number;
  readonly hz: number;
  readonly data: number;
  readonly clock: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly shuntMicroohms: number;
}

export interface PowerLimits extends HotSwapLimits {
  readonly overCurrentMilliamps: number;
  readonly overCurrentDelayMs: number;
  /** Output voltage from which power is good, and below which it no longer is. */
  readonly powerGoodOnMillivolts: number;
  readonly powerGoodOffMillivolts: number;
}

export interface Board {
  /** MFR_MODEL. */
  readonly name: string;
  /** MFR_ID. */
  readonly manufacturer: string;
  readonly tickMs: number;
  /** `closed`: WRITE_PROTECT is on after reset and stays on. `open`: off, and anyone may set or lift it. */
  readonly security: 'open' | 'closed';
  /** Whether a unit that is found off is wanted on after a reset of the BMC. One that runs stays on. */
  readonly powerOn: boolean;
  readonly sensor: SensorBoard;
  readonly analog: readonly AnalogSpec[];
  readonly pins: {
    /** Active low, short pin. */
    readonly presentN: number;
    /** Bits 0..3 and parity. */
    readonly slotStraps: readonly number[];
    readonly gateSet: number;
    readonly gateClear: number;
    readonly gateReadBack: number;
  };
  readonly limits: PowerLimits;
}
