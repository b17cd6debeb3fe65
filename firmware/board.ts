// What a board is: pins, addresses, shunt, limits. Data only; one frozen object per board revision under boards/.
import type { ConsoleBoard } from './console/shell';
import type { RegisterValues } from './pmbus/registers';
import type { AnalogSpec } from './sensors/analog-channel';
import type { InaPartName } from './sensors/ina-parts';
import type { StoreMap } from './store/store';

export interface SensorBoard {
  readonly part: InaPartName;
  readonly address: number;
  readonly hz: number;
  readonly data: number;
  readonly clock: number;
  /** Milliseconds. */
  readonly timeout: number;
  /** Of the shunt on the board; a part with its own takes no notice of it. */
  readonly shuntMicroohms: number;
}

export interface Board {
  /** MFR_MODEL. */
  readonly name: string;
  /** MFR_ID. */
  readonly manufacturer: string;
  /** Date of the board's revision, YYMMDD. */
  readonly date: string;
  readonly controller: string;
  readonly controllerRevision: string;
  readonly tickMs: number;
  /** `closed`: WRITE_PROTECT is on after reset and stays on. `open`: off, and anyone may set or lift it. */
  readonly security: 'open' | 'closed';
  /** MFR_RESTORE_POLICY at the first start: what becomes of a unit when the busbar comes back. 0 off, 1 on, 2 as it was wanted last. */
  readonly restore: 0 | 1 | 2;
  readonly store: StoreMap;
  readonly sensor: SensorBoard;
  readonly analog: readonly AnalogSpec[];
  /** Serial port for people; a board without a UART has none. */
  readonly console?: ConsoleBoard;
  readonly pins: {
    /** Active low, short pin. */
    readonly presentN: number;
    /** Bits 0..3 and parity. */
    readonly slotStraps: readonly number[];
    readonly gateSet: number;
    readonly gateClear: number;
    readonly gateReadBack: number;
    /** Open drain, active low: asks the unit to shut itself down. */
    readonly shutdownRequestN?: number;
    /** Open drain, active low: resets the unit. */
    readonly resetN?: number;
  };
  /** For a bench: while the pin is low (its pull-up is on), each tick makes and forgets so many objects. */
  readonly litter?: { readonly pin: number; readonly objects: number };
  /** Presence has to hold for so long. */
  readonly debounceMs: number;
  /** A limit has to be exceeded for so long. */
  readonly faultDelayMs: number;
  /** Registers of the bus after reset, where they differ from the command table. In the units of the table. */
  readonly registers: RegisterValues;
}
