// Which attributes the kernel's generic pmbus driver makes of a unit, by the rules of drivers/hwmon/pmbus/pmbus.c
// (pmbus_find_sensor_groups) and pmbus_core.c (voltage_attributes, current_attributes, power_attributes, temp_attributes and
// their limits; pmbus_add_sensor_attrs_one, pmbus_add_limit_attrs), Linux 6.12. Facts of those tables, written down anew.
import type { CommandSpec } from '../../firmware/pmbus/command-spec';

interface LimitRule {
  readonly code: number;
  readonly attribute: string;
  /** Shown where the sensor's status register can be read too. */
  readonly alarm?: string;
}

interface SensorRule {
  readonly kind: 'in' | 'curr' | 'power' | 'temp';
  readonly code: number;
  readonly label?: string;
  readonly status?: number;
  /** Without the alarm of any limit there is a plain `alarm`, from a bit of STATUS_WORD. */
  readonly plainAlarm?: true;
  readonly limits: readonly LimitRule[];
}

const alarmed = (code: number, attribute: string): LimitRule => ({ code, attribute, alarm: `${attribute}_alarm` });
const rated = (code: number, attribute: string): LimitRule => ({ code, attribute });

const TEMPERATURE_LIMITS = [alarmed(0x52, 'min'), alarmed(0x53, 'lcrit'), alarmed(0x51, 'max'), alarmed(0x4f, 'crit')];

// biome-ignore format: a table is read by column
const SENSORS: readonly SensorRule[] = [
  { kind: 'in', code: 0x88, label: 'vin', status: 0x7c, plainAlarm: true, limits: [alarmed(0x58, 'min'), alarmed(0x59, 'lcrit'), alarmed(0x57, 'max'), alarmed(0x55, 'crit'), rated(0xa0, 'rated_min'), rated(0xa1, 'rated_max')] },
  { kind: 'in', code: 0x8a, label: 'vcap', limits: [] },
  { kind: 'in', code: 0x8b, label: 'vout1', status: 0x7a, plainAlarm: true, limits: [alarmed(0x43, 'min'), alarmed(0x44, 'lcrit'), alarmed(0x42, 'max'), alarmed(0x40, 'crit'), rated(0xa4, 'rated_min'), rated(0xa5, 'rated_max')] },
  { kind: 'curr', code: 0x89, label: 'iin', status: 0x7c, limits: [alarmed(0x5d, 'max'), alarmed(0x5b, 'crit'), rated(0xa2, 'rated_max')] },
  { kind: 'curr', code: 0x8c, label: 'iout1', status: 0x7b, plainAlarm: true, limits: [alarmed(0x4a, 'max'), alarmed(0x4b, 'lcrit'), alarmed(0x46, 'crit'), rated(0xa6, 'rated_max')] },
  { kind: 'power', code: 0x97, label: 'pin', status: 0x7c, limits: [{ code: 0x6b, attribute: 'max', alarm: 'alarm' }, rated(0xa3, 'rated_max')] },
  { kind: 'power', code: 0x96, label: 'pout1', status: 0x7b, limits: [alarmed(0x31, 'cap'), alarmed(0x6a, 'max'), alarmed(0x68, 'crit'), rated(0xa7, 'rated_max')] },
  { kind: 'temp', code: 0x8d, status: 0x7d, plainAlarm: true, limits: [...TEMPERATURE_LIMITS, rated(0xc0, 'rated_max')] },
  { kind: 'temp', code: 0x8e, status: 0x7d, plainAlarm: true, limits: [...TEMPERATURE_LIMITS, rated(0xc1, 'rated_max')] },
  { kind: 'temp', code: 0x8f, status: 0x7d, plainAlarm: true, limits: [...TEMPERATURE_LIMITS, rated(0xc2, 'rated_max')] },
];
/** FAN_CONFIG_12 and _34: what the driver makes of them depends on their bits. No rule is written down for them here. */
const FANS = [0x3a, 0x3d];

export interface Attribute {
  readonly name: string;
  readonly role: 'input' | 'limit' | 'alarm' | 'label';
  /** Code that its value comes from; of an alarm the limit's. */
  readonly code: number;
  readonly text?: string;
}

/** All attributes of a unit with these commands. @throws Error for a table with fans */
export function attributesOf(commands: readonly CommandSpec[]): readonly Attribute[] {
  const byCode = new Map(commands.map((spec) => [spec.code, spec]));
  const isRead = (code: number, shape: 'word' | 'byte'): boolean => byCode.get(code)?.read === shape;
  if (FANS.some((code) => byCode.has(code))) throw new Error('write down the rules of fans first');
  const found: Attribute[] = [];
  const count: Record<SensorRule['kind'], number> = { in: 0, curr: 0, power: 0, temp: 0 };
  for (const { kind, code, label, status, plainAlarm, limits } of SENSORS) {
    if (!isRead(code, 'word')) continue;
    const prefix = `${kind}${++count[kind]}`;
    found.push({ name: `${prefix}_input`, role: 'input', code });
    if (label !== undefined) found.push({ name: `${prefix}_label`, role: 'label', code, text: label });
    let alarms = 0;
    for (const limit of limits) {
      if (!isRead(limit.code, 'word')) continue;
      found.push({ name: `${prefix}_${limit.attribute}`, role: 'limit', code: limit.code });
      if (limit.alarm === undefined || status === undefined || !isRead(status, 'byte')) continue;
      alarms++;
      found.push({ name: `${prefix}_${limit.alarm}`, role: 'alarm', code: limit.code });
    }
    if (alarms === 0 && plainAlarm) found.push({ name: `${prefix}_alarm`, role: 'alarm', code });
  }
  return found;
}
