// The chips by the name that a board gives them.
import type { InaPartName } from '../../firmware/sensors/ina-parts';
import type { Chip } from './chip';
import { INA219_CHIP } from './parts/ina219';
import { INA226_CHIP } from './parts/ina226';
import { INA228_CHIP } from './parts/ina228';
import { INA260_CHIP } from './parts/ina260';
import { ina3221Chip } from './parts/ina3221';

export const CHIPS: Readonly<Record<InaPartName, Chip>> = {
  ina219: INA219_CHIP,
  ina226: INA226_CHIP,
  ina228: INA228_CHIP,
  ina260: INA260_CHIP,
  'ina3221-1': ina3221Chip(1),
  'ina3221-2': ina3221Chip(2),
  'ina3221-3': ina3221Chip(3),
};
