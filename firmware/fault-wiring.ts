// Which register of the bus holds which limit and which response, and which status bits a fault and its warning set.
// Limits and conditions by index of their tables; responses by fault.
import { type CommandName, ROWS, rowOfName } from './pmbus/commands';
import type { Registers } from './pmbus/registers';
import { INITIAL } from './pmbus/row-columns';
import { Input, Iout, Manufacturer, StatusRegister, Temperature, Vout } from './pmbus/status-bits';
import type { StatusRegisters } from './pmbus/status-registers';
import type { ConditionMonitor } from './power/condition-monitor';
import { CONDITION_TABLE, type ConditionFault } from './power/condition-table';
import { FAULT_COUNT, Fault } from './power/faults';
import type { HotSwapLimits } from './power/hot-swap-state';
import { type LimitMonitor, levelsOf, type SetLevels } from './power/limit-monitor';
import { LIMIT_TABLE } from './power/limit-table';
import { retriesOf, retryDelayOf, shutsDown } from './power/response';

interface LimitWiring {
  readonly faultLimit?: CommandName;
  readonly warnLimit?: CommandName;
  readonly response?: CommandName;
  readonly register: StatusRegister;
  readonly faultBits: number;
  readonly warnBits: number;
}

type LimitFault = (typeof LIMIT_TABLE)[number]['fault'];

// biome-ignore format: a table is read by column
export const LIMIT_WIRING: Readonly<Record<LimitFault, LimitWiring>> = {
  [Fault.overCurrent]: { faultLimit: 'IOUT_OC_FAULT_LIMIT', warnLimit: 'IOUT_OC_WARN_LIMIT', response: 'IOUT_OC_FAULT_RESPONSE', register: StatusRegister.iout, faultBits: Iout.overCurrentFault, warnBits: Iout.overCurrentWarning },
  [Fault.inputOverCurrent]: { faultLimit: 'IIN_OC_FAULT_LIMIT', warnLimit: 'IIN_OC_WARN_LIMIT', response: 'IIN_OC_FAULT_RESPONSE', register: StatusRegister.input, faultBits: Input.overCurrentFault, warnBits: Input.overCurrentWarning },
  [Fault.averageOverCurrent]: { faultLimit: 'MFR_IOUT_AVERAGE_LIMIT', response: 'MFR_IOUT_AVERAGE_RESPONSE', register: StatusRegister.manufacturer, faultBits: Manufacturer.averageOverCurrent, warnBits: 0 },
  [Fault.outputOverVoltage]: { faultLimit: 'VOUT_OV_FAULT_LIMIT', warnLimit: 'VOUT_OV_WARN_LIMIT', response: 'VOUT_OV_FAULT_RESPONSE', register: StatusRegister.vout, faultBits: Vout.overVoltageFault, warnBits: Vout.overVoltageWarning },
  [Fault.inputOverVoltage]: { faultLimit: 'VIN_OV_FAULT_LIMIT', warnLimit: 'VIN_OV_WARN_LIMIT', response: 'VIN_OV_FAULT_RESPONSE', register: StatusRegister.input, faultBits: Input.overVoltageFault, warnBits: Input.overVoltageWarning },
  [Fault.outputOverPower]: { faultLimit: 'POUT_OP_FAULT_LIMIT', warnLimit: 'POUT_OP_WARN_LIMIT', response: 'POUT_OP_FAULT_RESPONSE', register: StatusRegister.iout, faultBits: Iout.overPowerFault, warnBits: Iout.overPowerWarning },
  [Fault.overTemperature]: { faultLimit: 'OT_FAULT_LIMIT', warnLimit: 'OT_WARN_LIMIT', response: 'OT_FAULT_RESPONSE', register: StatusRegister.temperature, faultBits: Temperature.overTemperatureFault, warnBits: Temperature.overTemperatureWarning },
  [Fault.outputUnderVoltage]: { faultLimit: 'VOUT_UV_FAULT_LIMIT', warnLimit: 'VOUT_UV_WARN_LIMIT', response: 'VOUT_UV_FAULT_RESPONSE', register: StatusRegister.vout, faultBits: Vout.underVoltageFault, warnBits: Vout.underVoltageWarning },
  [Fault.inputUnderVoltage]: { faultLimit: 'VIN_UV_FAULT_LIMIT', warnLimit: 'VIN_UV_WARN_LIMIT', response: 'VIN_UV_FAULT_RESPONSE', register: StatusRegister.input, faultBits: Input.underVoltageFault, warnBits: Input.underVoltageWarning },
  [Fault.inputOverPower]: { warnLimit: 'PIN_OP_WARN_LIMIT', register: StatusRegister.input, faultBits: 0, warnBits: Input.overPowerWarning },
};

interface ConditionWiring {
  readonly response?: CommandName;
  /** Without a response of its own: it keeps a unit from starting. */
  readonly blocks?: true;
  /** Of STATUS_MFR_SPECIFIC. */
  readonly bits: number;
}

// biome-ignore format: a table is read by column
export const CONDITION_WIRING: Readonly<Record<ConditionFault, ConditionWiring>> = {
  [Fault.powerGoodLost]: { response: 'MFR_POWER_GOOD_RESPONSE', bits: 0 },
  [Fault.sensorLost]: { response: 'MFR_SENSOR_RESPONSE', bits: Manufacturer.sensorLost },
  [Fault.sensorFrozen]: { response: 'MFR_SENSOR_RESPONSE', bits: Manufacturer.sensorLost },
  [Fault.sensorImplausible]: { response: 'MFR_SENSOR_RESPONSE', bits: Manufacturer.sensorLost },
  [Fault.currentWhileOff]: { blocks: true, bits: Manufacturer.gateFault },
  [Fault.noCurrent]: { response: 'MFR_NO_CURRENT_RESPONSE', bits: Manufacturer.gateFault },
};

/** Faults that the machine finds by itself. */
export const MACHINE_RESPONSE = {
  [Fault.tripped]: 'MFR_TRIP_RESPONSE',
  [Fault.powerGoodTimeout]: 'TON_MAX_FAULT_RESPONSE',
} as const satisfies Partial<Record<Fault, CommandName>>;

type Retries = Pick<HotSwapLimits, 'retries' | 'retryDelayMs'>;
/** By row: the registers, or what they hold before anything is set. */
type RowValues = Pick<Registers, 'get'>;

const rowOrNone = (name: CommandName | undefined): number => (name === undefined ? -1 : rowOfName(name));

const LIMITS = LIMIT_TABLE.map(({ fault }) => {
  const wiring = LIMIT_WIRING[fault];
  return { ...wiring, fault, faultRow: rowOrNone(wiring.faultLimit), warnRow: rowOrNone(wiring.warnLimit) };
});
const CONDITIONS = CONDITION_TABLE.map(({ fault }) => CONDITION_WIRING[fault]);

/** By fault: the row of its response, or -1. Read-only once built. */
const RESPONSE_ROW = new Int16Array(FAULT_COUNT).fill(-1);
for (const { fault } of LIMIT_TABLE) RESPONSE_ROW[fault] = rowOrNone(LIMIT_WIRING[fault].response);
for (const { fault } of CONDITION_TABLE) RESPONSE_ROW[fault] = rowOrNone(CONDITION_WIRING[fault].response);
RESPONSE_ROW[Fault.tripped] = rowOfName(MACHINE_RESPONSE[Fault.tripped]);
RESPONSE_ROW[Fault.powerGoodTimeout] = rowOfName(MACHINE_RESPONSE[Fault.powerGoodTimeout]);

/** By row. Read-only once built. */
const LIMIT_OF_ROW = new Int8Array(ROWS.length).fill(-1);
const IS_RESPONSE = new Uint8Array(ROWS.length);
LIMITS.forEach(({ faultRow, warnRow }, limit) => {
  if (faultRow >= 0) LIMIT_OF_ROW[faultRow] = limit;
  if (warnRow >= 0) LIMIT_OF_ROW[warnRow] = limit;
});
for (const row of RESPONSE_ROW) if (row >= 0) IS_RESPONSE[row] = 1;

const NEVER_ABOVE = 0x7fff_ffff;

/** The response byte of a fault; 0, to go on, where it has none. */
export function responseTo(registers: RowValues, fault: Fault): number {
  const row = RESPONSE_ROW[fault]!;
  return row < 0 ? 0 : registers.get(row);
}

/** The level of a limit, in the unit of its channel; 0 for a fault without one. */
export function levelOf(registers: Registers, fault: Fault): number {
  for (let i = 0; i < LIMITS.length; i++) {
    const { fault: own, faultRow } = LIMITS[i]!;
    if (own === fault) return faultRow < 0 ? 0 : registers.get(faultRow);
  }
  return 0;
}

/** The limit that a register holds a level of, or -1. */
export const limitOfRow = (row: number): number => LIMIT_OF_ROW[row]!;

/** Says what a fault leads to. */
export const isResponse = (row: number): boolean => IS_RESPONSE[row] === 1;

/** The registers of a limit into the monitor. */
export function loadLimit(monitor: LimitMonitor, registers: Registers, index: number): void {
  putLimit(monitor, registers, index);
  monitor.changed(index);
}

function putLimit(levels: SetLevels, values: RowValues, index: number): void {
  const { fault, faultRow, warnRow } = LIMITS[index]!;
  levels.warnLimit[index] = warnRow < 0 ? NEVER_ABOVE : values.get(warnRow);
  levels.warnsOnly[index] = faultRow < 0 ? 1 : 0;
  if (faultRow >= 0) levels.faultLimit[index] = values.get(faultRow);
  levels.shutsDown[index] = shutsDown(responseTo(values, fault)) ? 1 : 0;
}

/** All of them: whenever a response changed. */
export function loadLimits(monitor: LimitMonitor, registers: Registers): void {
  for (let i = 0; i < LIMITS.length; i++) loadLimit(monitor, registers, i);
}

/** The same for conditions. */
export function loadConditions(monitor: ConditionMonitor, registers: Registers): void {
  let bits = 0;
  for (let i = 0; i < CONDITIONS.length; i++) {
    const stops = CONDITIONS[i]!.blocks === true || shutsDown(responseTo(registers, CONDITION_TABLE[i]!.fault));
    if (stops) bits |= 1 << i;
  }
  monitor.shutdowns = bits;
}

/** Retries and their delays, by fault. */
export function loadRetries(retries: Uint8Array, delaysMs: Uint32Array, values: RowValues): void {
  for (let fault = 0; fault < FAULT_COUNT; fault++) loadRetry(retries, delaysMs, values, fault as Fault);
}

function loadRetry(retries: Uint8Array, delaysMs: Uint32Array, values: RowValues, fault: Fault): void {
  const response = responseTo(values, fault);
  retries[fault] = retriesOf(response);
  delaysMs[fault] = retryDelayOf(response);
}

/** What the monitors and the machine begin with: the table's initial values. Read-only once built. */
const INITIAL_VALUES: RowValues = { get: (row) => INITIAL[row]! };
export const INITIAL_RETRIES = new Uint8Array(FAULT_COUNT);
export const INITIAL_RETRY_DELAYS_MS = new Uint32Array(FAULT_COUNT);
loadRetries(INITIAL_RETRIES, INITIAL_RETRY_DELAYS_MS, INITIAL_VALUES);
const INITIAL_LIMITS: SetLevels = {
  faultLimit: new Int32Array(LIMITS.length),
  warnLimit: new Int32Array(LIMITS.length),
  warnsOnly: new Uint8Array(LIMITS.length),
  shutsDown: new Uint8Array(LIMITS.length),
};
for (let i = 0; i < LIMITS.length; i++) putLimit(INITIAL_LIMITS, INITIAL_VALUES, i);
export const INITIAL_LEVELS = levelsOf(INITIAL_LIMITS);

/** What a response that was written leads to: the limits, conditions and retries that hang on it. */
export function loadResponse(
  row: number,
  limits: LimitMonitor,
  conditions: ConditionMonitor,
  { retries, retryDelayMs }: Retries,
  registers: Registers,
): void {
  for (let fault = 0; fault < FAULT_COUNT; fault++) {
    if (RESPONSE_ROW[fault] === row) loadRetry(retries, retryDelayMs, registers, fault as Fault);
  }
  for (let i = 0; i < LIMITS.length; i++) {
    if (RESPONSE_ROW[LIMITS[i]!.fault] === row) loadLimit(limits, registers, i);
  }
  for (let i = 0; i < CONDITIONS.length; i++) {
    if (RESPONSE_ROW[CONDITION_TABLE[i]!.fault] !== row) continue;
    loadConditions(conditions, registers);
    return;
  }
}

/** The monitor's findings as status bits that last: call it when its version changed. */
export function showLimits(status: StatusRegisters, monitor: LimitMonitor): void {
  for (let i = 0; i < LIMITS.length; i++) {
    const { register, faultBits, warnBits } = LIMITS[i]!;
    if (warnBits !== 0) status.hold(register, warnBits, monitor.isWarning(i));
    if (faultBits !== 0) status.hold(register, faultBits, monitor.isFault(i));
  }
}

/** The same for conditions; two may share a bit. */
export function showConditions(status: StatusRegisters, monitor: ConditionMonitor): void {
  let lasting = 0;
  let all = 0;
  for (let i = 0; i < CONDITIONS.length; i++) {
    all |= CONDITIONS[i]!.bits;
    if (monitor.isFault(i)) lasting |= CONDITIONS[i]!.bits;
  }
  status.hold(StatusRegister.manufacturer, all & ~lasting, false);
  status.hold(StatusRegister.manufacturer, lasting, true);
}
