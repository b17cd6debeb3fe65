// Sentences for the records of the event log, from their codes and values.
import { EVENT_NAMES, Event } from '../../firmware/events/event-codes';
import { RESET_CAUSES } from '../../firmware/pmbus/commands';
import { FAULT_NAMES } from '../../firmware/power/faults';
import { LIMIT_TABLE } from '../../firmware/power/limit-table';
import { FAULT_OUTCOME_NAMES } from '../../firmware/power/power-events';
import { Channel } from '../../firmware/snapshot/channels';

/** A record as MFR_LOG_RECORD gives it. */
export interface EventRecord {
  readonly sequence: number;
  /** Milliseconds since the BMC started. */
  readonly uptime: number;
  readonly boot: number;
  /** Name, or the number of an event that this program does not know. */
  readonly event: string | number;
  readonly detail: number;
  readonly wanted: number;
  /** 0: not known. */
  readonly unixTime: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export type Severity = 'info' | 'warning' | 'error';

const UNIT_OF_CHANNEL: Readonly<Partial<Record<number, string>>> = {
  [Channel.inputVoltage]: 'mV',
  [Channel.outputVoltage]: 'mV',
  [Channel.inputCurrent]: 'mA',
  [Channel.averageCurrent]: 'mA',
  [Channel.inputPower]: 'mW',
  [Channel.outputPower]: 'mW',
  [Channel.temperature]: 'm°C',
};

const faultName = (code: number): string => FAULT_NAMES[code] ?? `fault ${code}`;
const commandHex = (code: number): string => `0x${code.toString(16).padStart(2, '0').toUpperCase()}`;

function faultText({ a, b, c, detail }: EventRecord): string {
  const row = LIMIT_TABLE.find(({ fault }) => fault === a);
  const unit = row === undefined ? 'mA' : (UNIT_OF_CHANNEL[row.channel] ?? '');
  const measured = row === undefined ? '' : `: ${b} ${unit}, limit ${c} ${unit}`;
  return `${faultName(a)}${measured}; ${FAULT_OUTCOME_NAMES[detail] ?? `outcome ${detail}`}`;
}

type Row = readonly [Severity, (record: EventRecord) => string];

const TEXTS: Readonly<Record<Event, Row>> = {
  [Event.boot]: ['info', ({ a, wanted }) => `the BMC started: ${RESET_CAUSES[a] ?? `cause ${a}`}; the unit is wanted ${wanted ? 'on' : 'off'}`],
  [Event.wantedOn]: ['info', () => 'the operator wants the unit on'],
  [Event.wantedOff]: ['info', () => 'the operator wants the unit off'],
  [Event.unitOn]: ['info', ({ a, b }) => `the unit is on, at ${a} mV and ${b} mA`],
  [Event.unitOff]: ['info', () => 'the unit is off'],
  [Event.inserted]: ['info', () => 'the unit is there'],
  [Event.removed]: ['warning', ({ a }) => (a === 1 ? 'the tray was pulled while its unit was powered' : 'the tray was pulled')],
  [Event.fault]: ['error', faultText],
  [Event.faultOver]: ['info', ({ a }) => `${faultName(a)} is over`],
  [Event.timeSet]: ['info', () => 'the time of day was set'],
  [Event.configStored]: ['info', ({ a }) => `configuration ${a} was stored`],
  [Event.configRejected]: ['warning', ({ a, b }) => `the stored value ${b} of ${commandHex(a)} is out of range and was left out`],
  [Event.suppressed]: ['warning', ({ a, b, c }) => `${c} more of "${a === Event.fault ? faultName(b) : (EVENT_NAMES[a] ?? a)}" came too often and were left out`],
  [Event.addressConflict]: ['error', () => 'another BMC answers at this address'],
  [Event.strapFault]: ['error', () => 'the slot straps cannot be read'],
  [Event.storeFault]: ['error', ({ a }) => `the flash failed: status ${a}`],
  [Event.stopping]: ['info', () => 'the unit is asked to shut itself down'],
  [Event.retry]: ['info', ({ a }) => `another try after ${faultName(a)}`],
}; // biome-ignore format: a table is read by column

/** Severity and sentence. An event that this program does not know is shown with its numbers. */
export function explainEvent(record: EventRecord): { readonly severity: Severity; readonly text: string } {
  const code = EVENT_NAMES.indexOf(record.event as (typeof EVENT_NAMES)[number]);
  const row = TEXTS[code as Event] as Row | undefined;
  if (row === undefined)
    return { severity: 'warning', text: `event ${record.event}: ${record.a}, ${record.b}, ${record.c}` };
  return { severity: row[0], text: row[1](record) };
}
