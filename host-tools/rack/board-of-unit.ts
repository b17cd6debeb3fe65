// The board's facts for one unit of the rack: the emulated board, changed where rack.yaml says so.
import { EMULATED_BOARD } from '../../boards/emulated/board';
import type { Board } from '../../firmware/board';
import type { UnitFile } from './rack-file';
import { partOf, shuntMilliohmsOf } from './sensor-schema';

/** MFR_RESTORE_POLICY. */
const RESTORE = { off: 0, on: 1, last: 2 } as const;

export function boardOfUnit(unit: UnitFile): Board {
  const { overCurrentMilliamps, faultDelayMs, debounceMs } = unit.limits;
  return {
    ...EMULATED_BOARD,
    security: unit.security,
    restore: RESTORE[unit.power],
    sensor: {
      ...EMULATED_BOARD.sensor,
      part: partOf(unit.sensor),
      shuntMicroohms: shuntMilliohmsOf(unit) * 1000,
    },
    debounceMs: debounceMs ?? EMULATED_BOARD.debounceMs,
    faultDelayMs: faultDelayMs ?? EMULATED_BOARD.faultDelayMs,
    registers: {
      ...EMULATED_BOARD.registers,
      ...(overCurrentMilliamps === undefined ? {} : { IOUT_OC_FAULT_LIMIT: overCurrentMilliamps }),
    },
  };
}

/** JSON in ASCII alone: the bridge carries bytes. */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
