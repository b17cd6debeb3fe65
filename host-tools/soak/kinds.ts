// All kinds of fault that the soak knows.
import type { Kind } from './kind';
import { BMC_KINDS } from './kinds/bmc';
import { BUS_KINDS } from './kinds/bus';
import { PLANT_KINDS } from './kinds/plant';
import { SENSOR_KINDS } from './kinds/sensor';
import { SUPPLY_KINDS } from './kinds/supply';
import { TRAFFIC_KINDS } from './kinds/traffic';

export const KINDS: readonly Kind[] = [
  ...PLANT_KINDS,
  ...SUPPLY_KINDS,
  ...SENSOR_KINDS,
  ...BMC_KINDS,
  ...BUS_KINDS,
  ...TRAFFIC_KINDS,
];
export const UNIT_KINDS = KINDS.filter(({ strikes }) => strikes === 'unit');
export const RACK_KINDS = KINDS.filter(({ strikes }) => strikes === 'rack');
