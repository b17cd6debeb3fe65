// Which register of the bus holds which limit, and which status bits its fault and its warning set. By index of LIMIT_TABLE.
import { type CommandName, rowOfName } from './pmbus/commands';
import type { Registers } from './pmbus/registers';
import { Input, Iout, StatusRegister, Temperature, Vout } from './pmbus/status-bits';
import type { StatusRegisters } from './pmbus/status-registers';
import { Fault } from './power/faults';
import type { LimitMonitor } from './power/limit-monitor';
import { LIMIT_TABLE } from './power/limit-table';

interface Wiring {
  readonly faultLimit?: CommandName;
  readonly warnLimit: CommandName;
  readonly response?: CommandName;
  readonly register: StatusRegister;
  readonly faultBits: number;
  readonly warnBits: number;
}

type LimitFault = (typeof LIMIT_TABLE)[number]['fault'];

// biome-ignore format: a table is read by column
const WIRING: Readonly<Record<LimitFault, Wiring>> = {
  [Fault.overCurrent]: { faultLimit: 'IOUT_OC_FAULT_LIMIT', warnLimit: 'IOUT_OC_WARN_LIMIT', response: 'IOUT_OC_FAULT_RESPONSE', register: StatusRegister.iout, faultBits: Iout.overCurrentFault, warnBits: Iout.overCurrentWarning },
  [Fault.inputOverCurrent]: { faultLimit: 'IIN_OC_FAULT_LIMIT', warnLimit: 'IIN_OC_WARN_LIMIT', response: 'IIN_OC_FAULT_RESPONSE', register: StatusRegister.input, faultBits: Input.overCurrentFault, warnBits: Input.overCurrentWarning },
  [Fault.outputOverVoltage]: { faultLimit: 'VOUT_OV_FAULT_LIMIT', warnLimit: 'VOUT_OV_WARN_LIMIT', response: 'VOUT_OV_FAULT_RESPONSE', register: StatusRegister.vout, faultBits: Vout.overVoltageFault, warnBits: Vout.overVoltageWarning },
  [Fault.inputOverVoltage]: { faultLimit: 'VIN_OV_FAULT_LIMIT', warnLimit: 'VIN_OV_WARN_LIMIT', response: 'VIN_OV_FAULT_RESPONSE', register: StatusRegister.input, faultBits: Input.overVoltageFault, warnBits: Input.overVoltageWarning },
  [Fault.outputOverPower]: { faultLimit: 'POUT_OP_FAULT_LIMIT', warnLimit: 'POUT_OP_WARN_LIMIT', response: 'POUT_OP_FAULT_RESPONSE', register: StatusRegister.iout, faultBits: Iout.overPowerFault, warnBits: Iout.overPowerWarning },
  [Fault.overTemperature]: { faultLimit: 'OT_FAULT_LIMIT', warnLimit: 'OT_WARN_LIMIT', response: 'OT_FAULT_RESPONSE', register: StatusRegister.temperature, faultBits: Temperature.overTemperatureFault, warnBits: Temperature.overTemperatureWarning },
  [Fault.outputUnderVoltage]: { faultLimit: 'VOUT_UV_FAULT_LIMIT', warnLimit: 'VOUT_UV_WARN_LIMIT', response: 'VOUT_UV_FAULT_RESPONSE', register: StatusRegister.vout, faultBits: Vout.underVoltageFault, warnBits: Vout.underVoltageWarning },
  [Fault.inputUnderVoltage]: { faultLimit: 'VIN_UV_FAULT_LIMIT', warnLimit: 'VIN_UV_WARN_LIMIT', response: 'VIN_UV_FAULT_RESPONSE', register: StatusRegister.input, faultBits: Input.underVoltageFault, warnBits: Input.underVoltageWarning },
  [Fault.inputOverPower]: { warnLimit: 'PIN_OP_WARN_LIMIT', register: StatusRegister.input, faultBits: 0, warnBits: Input.overPowerWarning },
};

const SHUT_DOWN = 0x80;
const ROWS = LIMIT_TABLE.map(({ fault }) => {
  const wiring = WIRING[fault];
  return {
    ...wiring,
    faultRow: wiring.faultLimit === undefined ? -1 : rowOfName(wiring.faultLimit),
    warnRow: rowOfName(wiring.warnLimit),
    responseRow: wiring.response === undefined ? -1 : rowOfName(wiring.response),
  };
});

/** Registers into the monitor: at start and whenever a register changed. */
export function loadLimits(monitor: LimitMonitor, registers: Registers): void {
  for (let i = 0; i < ROWS.length; i++) {
    const { faultRow, warnRow, responseRow } = ROWS[i]!;
    monitor.warnLimit[i] = registers.get(warnRow);
    monitor.warnsOnly[i] = faultRow < 0 ? 1 : 0;
    if (faultRow >= 0) monitor.faultLimit[i] = registers.get(faultRow);
    monitor.shutsDown[i] = responseRow >= 0 && (registers.get(responseRow) & SHUT_DOWN) !== 0 ? 1 : 0;
  }
}

/** The monitor's findings as status bits that last: call it when its version changed. */
export function showLimits(status: StatusRegisters, monitor: LimitMonitor): void {
  for (let i = 0; i < ROWS.length; i++) {
    const { register, faultBits, warnBits } = ROWS[i]!;
    status.hold(register, warnBits, monitor.isWarning(i));
    if (faultBits !== 0) status.hold(register, faultBits, monitor.isFault(i));
  }
}
