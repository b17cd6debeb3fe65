// Commands about what the flash keeps: event log, black boxes, store.
import { EVENT_NAMES } from '../../events/event-codes';
import { putEventText, severityOf } from '../../events/event-text';
import { getInteger } from '../../pmbus/bytes';
import { LogFlag } from '../../pmbus/log-view';
import { FAULT_NAMES } from '../../power/faults';
import { STATE_NAMES } from '../../power/hot-swap-state';
import { InputBit, SAMPLE_BYTES, SampleAt, UNKNOWN } from '../../power/step-sample';
import { BOX_HEAD_BYTES, BOX_MAGIC, BoxAt } from '../../store/black-box';
import { getSigned, getWord } from '../../store/bytes';
import { putSpan, putUnixTime } from '../../text/time-text';
import { type Cell, Color } from '../cell';
import { type Column, type ConsoleCommand, error, type Outcome, SHOW, WRONG_WORDS } from '../command-spec';
import type { Desk } from '../desk';

const LAST_RECORDS = 16;
const SINCE = '--since';
const NO_STORE = error('this board keeps nothing');
/** Of each severity, in the log and before the unit's own lines. */
export const MARKS = { info: ' ', warning: '!', error: '*' } as const;
export const COLORS = { info: Color.none, warning: Color.attention, error: Color.bad } as const;

function beginLog(desk: Desk): Outcome {
  const { words, store } = desk;
  if (store === undefined) return NO_STORE;
  const isSince = words.is(1, SINCE);
  if (words.count > (isSince ? 3 : 2)) return WRONG_WORDS;
  const number = words.count === 1 ? LAST_RECORDS : words.number(isSince ? 2 : 1);
  if (!(number >= 0)) return WRONG_WORDS;
  desk.from = isSince ? number : Math.max(store.ring.nextSequence - number, 0);
  return SHOW;
}

function putRecordTime(cell: Cell, { record }: Desk): void {
  if (cell.isJson) {
    cell.number(record.uptime);
    return;
  }
  putSpan(cell.buffer, record.uptime);
}

const number = (name: 'detail' | 'a' | 'b' | 'c' | 'unixTime'): Column => ({ name, put: (cell, { record }) => cell.number(record[name]) }); // biome-ignore format: a row

const log: ConsoleCommand = {
  name: 'log',
  words: '[COUNT | --since SEQUENCE]',
  help: 'what happened, from the flash',
  layout: 'rows',
  none: 'no event is kept from there on',
  begin: beginLog,
  seek: (desk, index) => desk.store!.ring.find(index === 0 ? desk.from : desk.record.sequence + 1, desk.record),
  columns: [
    { name: 'sequence', head: 'SEQ', width: 5, alignRight: true, put: (cell, { record }) => cell.number(record.sequence) },
    { name: 'boot', head: 'BOOT', width: 4, alignRight: true, put: (cell, { record }) => cell.number(record.boot) },
    { name: 'uptime', head: 'TIME', width: 13, put: putRecordTime },
    { name: 'severity', head: '', width: 1, put: (cell, { record }) => {
      const severity = severityOf(record.code);
      cell.color = COLORS[severity];
      cell.word(cell.isJson ? severity : MARKS[severity]);
    } },
    { name: 'event', put: (cell, { record }) => cell.name(EVENT_NAMES, record.code) },
    number('detail'),
    { name: 'wanted', put: (cell, { record }) => cell.flag(record.wanted) },
    number('unixTime'),
    number('a'),
    number('b'),
    number('c'),
    { name: 'text', head: 'EVENT', put: (cell, { record }) => {
      cell.color = COLORS[severityOf(record.code)];
      cell.open();
      putEventText(cell.buffer, record);
      cell.close();
    } },
  ],
}; // biome-ignore format: a table is read by column

const flag = (name: string, head: string, mask: number): Column => ({
  name,
  head,
  put: (cell, { unit: { model } }) => {
    const isSet = (model.log.flags & mask) !== 0;
    if (isSet && mask !== LogFlag.storing) cell.color = Color.bad;
    cell.flag(isSet);
  },
});
const kept = (
  name: 'oldest' | 'next' | 'waiting' | 'boxes' | 'generation',
  head: string,
): Column => ({ name, head, put: (cell, { unit }) => cell.number(unit.model.log[name]) }); // biome-ignore format: a row

const store: ConsoleCommand = {
  name: 'store',
  words: '',
  help: 'what the flash keeps',
  layout: 'fields',
  columns: [
    kept('oldest', 'oldest event'),
    kept('next', 'next event'),
    kept('waiting', 'events waiting'),
    kept('boxes', 'black boxes'),
    kept('generation', 'configuration'),
    flag('storing', 'being stored', LogFlag.storing),
    flag('fault', 'flash failed', LogFlag.fault),
    flag('foreign', 'newer layout', LogFlag.foreign),
  ],
};

/** Reads the head of a box into the bytes of the desk. */
const seekBox = (desk: Desk, box: number): boolean =>
  desk.store!.box.read(box, 0, desk.bytes, BOX_HEAD_BYTES) && getWord(desk.bytes, BoxAt.magic) === BOX_MAGIC;

const boxes: ConsoleCommand = {
  name: 'boxes',
  words: '',
  help: 'the black boxes that are kept',
  layout: 'rows',
  none: 'there is no black box',
  begin: ({ words, store: own }) => {
    if (own === undefined) return NO_STORE;
    return words.count === 1 ? SHOW : WRONG_WORDS;
  },
  seek: (desk, index) => {
    desk.row = index;
    return seekBox(desk, index);
  },
  columns: [
    { name: 'box', head: 'BOX', width: 3, alignRight: true, put: (cell, { row }) => cell.number(row) },
    { name: 'boot', head: 'BOOT', width: 4, alignRight: true, put: (cell, { bytes }) => cell.number(getWord(bytes, BoxAt.boot)) },
    { name: 'steps', head: 'STEPS', width: 5, alignRight: true, put: (cell, { bytes }) => cell.number(bytes[BoxAt.samples]!) },
    { name: 'fault', head: 'FAULT', width: 20, put: (cell, { bytes }) => cell.name(FAULT_NAMES, bytes[BoxAt.fault]!) },
    { name: 'unixTime', head: 'TIME OF DAY', put: (cell, { bytes }) => {
      const time = getWord(bytes, BoxAt.unixTime);
      if (cell.isJson) cell.number(time);
      else if (time === 0) cell.buffer.text('not known');
      else putUnixTime(cell.buffer, time);
    } },
  ],
}; // biome-ignore format: a table is read by column

const sampleAt = (index: number): number => BOX_HEAD_BYTES + index * SAMPLE_BYTES;

function seekStep(desk: Desk, index: number): boolean {
  const { box } = desk.store!;
  const { steps } = desk;
  if (index === 0) {
    if (!seekBox(desk, desk.from)) return false;
    steps.count = desk.bytes[BoxAt.samples]!;
    steps.fault = desk.bytes[BoxAt.trigger]!;
    if (!box.read(desk.from, sampleAt(steps.fault), desk.bytes, SAMPLE_BYTES)) return false;
    steps.zero = getSigned(desk.bytes, SampleAt.now);
  }
  desk.row = index;
  return index < steps.count && box.read(desk.from, sampleAt(index), desk.bytes, SAMPLE_BYTES);
}

function beginBox(desk: Desk): Outcome {
  const { words } = desk;
  if (desk.store === undefined) return NO_STORE;
  desk.from = words.count === 1 ? 0 : words.number(1);
  return words.count <= 2 && desk.from >= 0 ? SHOW : WRONG_WORDS;
}

const measured = (name: string, head: string, at: number, unit: string): Column => ({
  name,
  head,
  width: 9,
  alignRight: true,
  put: (cell, { bytes }) => {
    const value = getInteger(bytes, at, 2);
    if (value === UNKNOWN) cell.nothing();
    else cell.quantity(value, unit);
  },
});

const blackbox: ConsoleCommand = {
  name: 'blackbox',
  words: '[BOX]',
  help: 'steps around a fault; 0 is the newest',
  layout: 'rows',
  none: 'there is no such black box',
  begin: beginBox,
  seek: seekStep,
  columns: [
    { name: 'isFault', head: '', width: 1, put: (cell, { row, steps }) => (cell.isJson ? cell.flag(row === steps.fault) : cell.word(row === steps.fault ? '>' : ' ')) },
    { name: 'milliseconds', head: 'TIME', width: 8, alignRight: true, put: (cell, { bytes, steps }) => cell.quantity((getSigned(bytes, SampleAt.now) - steps.zero) | 0, 'ms') },
    measured('inputMillivolts', 'BUSBAR', SampleAt.inputMillivolts, 'mV'),
    measured('outputMillivolts', 'OUTPUT', SampleAt.outputMillivolts, 'mV'),
    measured('milliamps', 'CURRENT', SampleAt.milliamps, 'mA'),
    { name: 'state', head: 'STATE', width: 8, put: (cell, { bytes }) => cell.name(STATE_NAMES, bytes[SampleAt.state]!) },
    { name: 'inputs', head: 'INPUTS', put: (cell, { bytes }) => {
      cell.open();
      putInputs(cell, bytes[SampleAt.inputs]!);
      cell.close();
    } },
  ],
}; // biome-ignore format: a table is read by column

const INPUT_NAMES = Object.keys(InputBit) as (keyof typeof InputBit)[];

function putInputs(cell: Cell, bits: number): void {
  let isFirst = true;
  for (let i = 0; i < INPUT_NAMES.length; i++) {
    if ((bits & InputBit[INPUT_NAMES[i]!]) === 0) continue;
    if (!isFirst) cell.buffer.spaces(1);
    cell.buffer.text(INPUT_NAMES[i]!);
    isFirst = false;
  }
}

export const RECORD_COMMANDS: readonly ConsoleCommand[] = [log, boxes, blackbox, store];
