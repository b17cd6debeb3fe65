// The parts that a board may name.
import type { InaPart } from './ina-part';
import { INA219 } from './parts/ina219';
import { INA226 } from './parts/ina226';
import { INA228 } from './parts/ina228';
import { INA260 } from './parts/ina260';
import { INA3221_CHANNELS } from './parts/ina3221';

const [first, second, third] = INA3221_CHANNELS;

export const INA_PARTS = {
  ina219: INA219,
  ina226: INA226,
  ina228: INA228,
  ina260: INA260,
  'ina3221-1': first,
  'ina3221-2': second,
  'ina3221-3': third,
} as const satisfies Record<string, InaPart>;
export type InaPartName = keyof typeof INA_PARTS;
