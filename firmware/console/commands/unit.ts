// Commands about the unit behind the gate: status, sensors, power, reset.
import { OnOffConfig, Operation, PowerCycle, RESET_UNIT, rowOfName, SECURITY_MODES } from '../../pmbus/commands';
import { READING_STATUS_NAMES } from '../../pmbus/table/manufacturer';
import { FAULT_NAMES } from '../../power/faults';
import { STATE_CODE, STATE_NAMES } from '../../power/hot-swap-state';
import { addressOfSlot } from '../../smbus/limits';
import { CHANNEL_COUNT, CHANNEL_NAMES, CHANNEL_UNITS, Channel } from '../../snapshot/channels';
import { type Cell, Color } from '../cell';
import { type Column, type ConsoleCommand, done, type Outcome, SHOW, WRONG_WORDS } from '../command-spec';
import type { Desk } from '../desk';
import { writeByte } from './writes';

const OPERATION = rowOfName('OPERATION');
const ON_OFF_CONFIG = rowOfName('ON_OFF_CONFIG');
const WRITE_PROTECT = rowOfName('WRITE_PROTECT');
const GRACEFUL = '--graceful';
const WORD = 0x1_0000_0000;

function putChannel(cell: Cell, { unit: { model } }: Desk, channel: Channel): void {
  const { snapshot } = model;
  if (!snapshot.isValid(channel)) {
    cell.nothing();
    return;
  }
  cell.quantity(snapshot.value[channel]!, CHANNEL_UNITS[channel]);
}

const reading = (name: string, head: string, channel: Channel): Column => ({
  name,
  head,
  put: (cell, desk) => putChannel(cell, desk, channel),
});

const STATE: Column = {
  name: 'state',
  head: 'state',
  put: (cell, { unit: { model } }) => {
    const { state } = model.unit;
    if (state === STATE_CODE.on) cell.color = Color.good;
    else cell.color = state === STATE_CODE.faulted ? Color.bad : Color.attention;
    cell.name(STATE_NAMES, state);
  },
};
const FAULT: Column = {
  name: 'fault',
  head: 'fault',
  put: (cell, { unit: { model } }) => {
    if (model.unit.fault !== 0) cell.color = Color.bad;
    cell.name(FAULT_NAMES, model.unit.fault);
  },
};
const GATE: Column = {
  name: 'gateOn',
  head: 'gate',
  put: (cell, { unit: { model } }) => cell.flag(model.unit.gateOn, 'on', 'off'),
};
const WANTED: Column = {
  name: 'wanted',
  head: 'wanted',
  put: (cell, { unit: { registers } }) => {
    const isAlways = registers.get(ON_OFF_CONFIG) === OnOffConfig.always;
    cell.flag(isAlways || (registers.get(OPERATION) & Operation.on) !== 0, 'on', 'off');
  },
};
const SECURITY: Column = {
  name: 'security',
  head: 'security',
  put: (cell, { unit: { model } }) => cell.name(SECURITY_MODES, model.security),
};
const PROTECTION: Column = {
  name: 'writeProtect',
  head: 'WRITE_PROTECT',
  put: (cell, { unit: { registers } }) => cell.hex(registers.get(WRITE_PROTECT), 2),
};

const status: ConsoleCommand = {
  name: 'status',
  words: '',
  help: 'the unit at a glance',
  layout: 'fields',
  columns: [
    { name: 'address', head: 'address', put: (cell, { slot }) => cell.hex(addressOfSlot(slot), 2) },
    { name: 'model', head: 'model', put: (cell, { unit }) => cell.word(unit.model.identity.model) },
    { name: 'firmware', head: 'firmware', put: (cell, { unit }) => cell.word(unit.model.identity.firmwareVersion) },
    STATE,
    FAULT,
    GATE,
    WANTED,
    reading('inputMillivolts', 'busbar', Channel.inputVoltage),
    reading('inputMilliamps', 'current', Channel.inputCurrent),
    reading('inputMilliwatts', 'power', Channel.inputPower),
    reading('outputMillivolts', 'output', Channel.outputVoltage),
    reading('temperatureMillidegrees', 'temperature', Channel.temperature),
    { name: 'energyMillijoules', head: 'energy', put: (cell, { unit: { model } }) => cell.quantity(model.energy.high * WORD + model.energy.low, 'mJ') },
    { name: 'faultCount', head: 'faults', put: (cell, { unit }) => cell.number(unit.model.unit.faultCount) },
    { name: 'statusWord', head: 'STATUS_WORD', put: (cell, { unit }) => cell.hex(unit.model.status.word(), 4) },
    SECURITY,
    PROTECTION,
  ],
}; // biome-ignore format: a table is read by column

const sensors: ConsoleCommand = {
  name: 'sensors',
  words: '',
  help: 'readings, their status and their age',
  layout: 'rows',
  seek: (desk, index) => {
    desk.row = index;
    return index < CHANNEL_COUNT;
  },
  columns: [
    { name: 'reading', head: 'READING', width: 16, put: (cell, { row }) => cell.name(CHANNEL_NAMES, row) },
    { name: 'value', head: 'VALUE', width: 12, alignRight: true, put: (cell, desk) => putChannel(cell, desk, desk.row as Channel) },
    { name: 'unit', put: (cell, { row }) => cell.name(CHANNEL_UNITS, row) },
    { name: 'status', head: 'STATUS', width: 12, put: (cell, { unit, row }) => cell.name(READING_STATUS_NAMES, unit.model.snapshot.status[row]!) },
    { name: 'ageMilliseconds', head: 'AGE', put: (cell, { unit, row, now }) => cell.quantity(unit.model.snapshot.age(row as Channel, now), 'ms') },
  ],
}; // biome-ignore format: a table is read by column

function switchPower(desk: Desk): Outcome {
  const { words, unit } = desk;
  const isGraceful = words.is(2, GRACEFUL);
  if (words.count > (isGraceful ? 3 : 2)) return WRONG_WORDS;
  if (words.count === 1) return SHOW;
  if (words.is(1, 'on') && !isGraceful) return writeByte(desk, 'OPERATION', Operation.on);
  if (words.is(1, 'off')) return writeByte(desk, 'OPERATION', isGraceful ? Operation.softOff : Operation.immediateOff);
  if (!words.is(1, 'cycle')) return WRONG_WORDS;
  // A unit that is off has no first half.
  const { state } = unit.model.unit;
  const turnedOn = writeByte(desk, 'OPERATION', Operation.on);
  if (turnedOn !== SHOW || state === STATE_CODE.off || state === STATE_CODE.absent) return turnedOn;
  return writeByte(desk, 'MFR_POWER_CYCLE', isGraceful ? PowerCycle.graceful : PowerCycle.hard);
}

const power: ConsoleCommand = {
  name: 'power',
  words: '[on|off|cycle [--graceful]]',
  help: 'shows or switches the power of the unit',
  layout: 'fields',
  begin: switchPower,
  columns: [STATE, FAULT, WANTED, GATE, SECURITY, PROTECTION],
};

const RESET_DONE = done('the reset line of the unit is pulsed, if it is on');

const reset: ConsoleCommand = {
  name: 'reset',
  words: '',
  help: 'a pulse on the reset line of the unit',
  layout: 'fields',
  begin: (desk) => {
    if (desk.words.count > 1) return WRONG_WORDS;
    const outcome = writeByte(desk, 'MFR_RESET_UNIT', RESET_UNIT);
    return outcome === SHOW ? RESET_DONE : outcome;
  },
  columns: [],
};

export const UNIT_COMMANDS: readonly ConsoleCommand[] = [status, sensors, power, reset];
