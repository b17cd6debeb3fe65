// Commands about the BMC itself: bus counters, heap and pauses, boot, time, the console's own port.
import { UNKNOWN_FIGURE } from '../../io/meter/meter';
import { RESET_CAUSES, ROWS, rowOfName, WIRE_VERSION } from '../../pmbus/commands';
import type { Identity } from '../../pmbus/device-model';
import { putUnixTime } from '../../text/time-text';
import { type Column, type ConsoleCommand, done, type Outcome, SHOW, WRONG_WORDS } from '../command-spec';
import type { Desk, PortCounts } from '../desk';
import { writeBlock } from './writes';

/** Fields of MFR_BUS_COUNTERS, in the order of the port's counters. */
const COUNTERS = ROWS[rowOfName('MFR_BUS_COUNTERS')]!.fields!;
const LAST_REFUSED = 'lastRefusedCode';

/** `unknownCode` as `unknown code`. */
const inWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const bus: ConsoleCommand = {
  name: 'bus',
  words: '',
  help: 'what the SMBus port counted',
  layout: 'fields',
  columns: COUNTERS.map(({ name }, index) => ({
    name,
    head: inWords(name).replace('last refused code', 'last refused'),
    put: (cell, { unit }) => {
      const value = unit.model.counters[index]!;
      if (name === LAST_REFUSED) cell.hex(value, 2);
      else cell.number(value);
    },
  })),
};

const figure = (name: 'slots' | 'chunkBytes' | 'collections', head: string, unit: string): Column => ({
  name,
  head,
  put: (cell, { meter }) => {
    const value = meter[name];
    if (value !== UNKNOWN_FIGURE) cell.quantity(value, unit);
    else if (cell.isJson) cell.nothing();
    else cell.buffer.text('not known here');
  },
});

const heap: ConsoleCommand = {
  name: 'heap',
  words: '',
  help: 'heap of the engine, pauses of the ticks',
  layout: 'fields',
  columns: [
    figure('slots', 'heap slots', ''),
    figure('chunkBytes', 'heap chunks', 'B'),
    figure('collections', 'collections', ''),
    { name: 'ticks', head: 'ticks', put: (cell, { pace }) => cell.number(pace.ticks) },
    { name: 'tickMilliseconds', head: 'tick', put: (cell, { pace }) => cell.quantity(pace.tickMs, 'ms') },
    { name: 'longestTickMilliseconds', head: 'longest tick', put: (cell, { pace }) => cell.quantity(pace.longestMs, 'ms') },
    { name: 'lateTicks', head: 'late ticks', put: (cell, { pace }) => cell.number(pace.late) },
  ],
}; // biome-ignore format: a table is read by column

const identity = (name: 'model' | 'firmwareVersion' | 'controller' | 'controllerRevision' | 'location' | 'date' & keyof Identity, head: string): Column => ({ name, head, put: (cell, { unit }) => cell.word(unit.model.identity[name]) }); // biome-ignore format: a row

const boot: ConsoleCommand = {
  name: 'boot',
  words: '',
  help: 'who this is, and why it last started',
  layout: 'fields',
  columns: [
    { name: 'bootCount', head: 'starts', put: (cell, { unit }) => cell.number(unit.model.identity.bootCount) },
    { name: 'resetCause', head: 'last caused by', put: (cell, { unit }) => cell.name(RESET_CAUSES, unit.model.identity.resetCause) },
    { name: 'uptimeSeconds', head: 'running for', put: (cell, { unit }) => cell.quantity(unit.model.clock.uptime, 's') },
    { name: 'uniqueId', head: 'unique id', put: (cell, { unit }) => {
      const { uniqueId } = unit.model.identity;
      cell.open();
      for (let i = 0; i < uniqueId.length; i++) cell.buffer.hex(uniqueId[i]!, 2);
      cell.close();
    } },
    identity('model', 'board'),
    identity('firmwareVersion', 'firmware'),
    identity('controller', 'controller'),
    identity('controllerRevision', 'its revision'),
    identity('location', 'location'),
    identity('date', 'board date'),
    { name: 'wireVersion', head: 'wire version', put: (cell) => cell.number(WIRE_VERSION) },
  ],
}; // biome-ignore format: a table is read by column

function setTime(desk: Desk): Outcome {
  const { words } = desk;
  if (words.count === 1) return SHOW;
  const seconds = words.number(1);
  if (words.count > 2 || !(seconds >= 0)) return WRONG_WORDS;
  return writeBlock(desk, 'MFR_TIME', seconds);
}

const time: ConsoleCommand = {
  name: 'time',
  words: '[UNIX-SECONDS]',
  help: 'time of day and since reset; sets it',
  layout: 'fields',
  begin: setTime,
  columns: [
    { name: 'unixTime', head: 'time of day', put: (cell, { unit }) => {
      const { unixTime } = unit.model.clock;
      if (cell.isJson) cell.number(unixTime);
      else if (unixTime === 0) cell.buffer.text('not known');
      else putUnixTime(cell.buffer, unixTime);
    } },
    { name: 'uptimeSeconds', head: 'running for', put: (cell, { unit }) => cell.quantity(unit.model.clock.uptime, 's') },
    { name: 'energyEpoch', head: 'energy since', put: (cell, { unit }) => {
      const { epoch } = unit.model.energy;
      if (cell.isJson) cell.number(epoch);
      else if (epoch === 0) cell.buffer.text('reset');
      else putUnixTime(cell.buffer, epoch);
    } },
  ],
}; // biome-ignore format: a table is read by column

const counted = (name: keyof PortCounts, head: string): Column => ({ name, head, put: (cell, { counts }) => cell.number(counts[name]) }); // biome-ignore format: a row

const uart: ConsoleCommand = {
  name: 'uart',
  words: '',
  help: 'what this serial port counted',
  layout: 'fields',
  columns: [
    counted('received', 'bytes in'),
    counted('sent', 'bytes out'),
    counted('lost', 'bytes lost'),
    counted('noise', 'no text'),
    counted('refusedLines', 'lines refused'),
    counted('frames', 'SMP frames'),
  ],
};

const COLORS_ON = done('colours are on');
const COLORS_OFF = done('colours are off');
const ASKED = done('the terminal is asked');

const color: ConsoleCommand = {
  name: 'color',
  words: 'on|off|ask',
  help: 'colours: on, off, as the terminal says',
  layout: 'fields',
  begin: (desk) => {
    const { words } = desk;
    if (words.count !== 2) return WRONG_WORDS;
    if (words.is(1, 'ask')) {
      desk.asksTerminal = true;
      return ASKED;
    }
    if (!words.is(1, 'on') && !words.is(1, 'off')) return WRONG_WORDS;
    desk.hasColor = words.is(1, 'on');
    return desk.hasColor ? COLORS_ON : COLORS_OFF;
  },
  columns: [],
};

export const SYSTEM_COMMANDS: readonly ConsoleCommand[] = [bus, heap, boot, time, uart, color];
