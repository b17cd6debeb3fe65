// Sentences of the events, for the console and for the tools alike. A template with letters behind `%`:
//   a b c  the record's numbers      F  fault a      V  value, limit and outcome of a fault    R  reset cause a
//   w  wanted on or off              x  a as a code  K  event a, or fault b                    P  powered, where a is 1
//   g p  the halves of c: how long a start took, and its peak
import { RESET_CAUSES } from '../pmbus/table/manufacturer';
import { FAULT_COUNT, FAULT_NAMES } from '../power/faults';
import { LIMIT_TABLE } from '../power/limit-table';
import { FAULT_OUTCOME_NAMES } from '../power/power-events';
import { CHANNEL_UNITS } from '../snapshot/channels';
import type { TextBuffer } from '../text/text-buffer';
import { EVENT_NAMES, Event } from './event-codes';

export const SEVERITIES = ['info', 'warning', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a sentence is made of. */
export interface EventNumbers {
  readonly code: number;
  readonly detail: number;
  readonly wanted: boolean;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

const TEXTS: Readonly<Record<Event, readonly [Severity, string]>> = {
  [Event.boot]: ['info', 'the BMC started: %R; the unit is wanted %w'],
  [Event.wantedOn]: ['info', 'the operator wants the unit on'],
  [Event.wantedOff]: ['info', 'the operator wants the unit off'],
  [Event.unitOn]: ['info', 'the unit is on, at %a mV and %b mA; it took %g ms and %p mA at the most'],
  [Event.unitOff]: ['info', 'the unit is off'],
  [Event.inserted]: ['info', 'the unit is there'],
  [Event.removed]: ['warning', 'the tray was pulled%P'],
  [Event.fault]: ['error', '%F%V'],
  [Event.faultOver]: ['info', '%F is over'],
  [Event.timeSet]: ['info', 'the time of day was set'],
  [Event.configStored]: ['info', 'configuration %a was stored'],
  [Event.configRejected]: ['warning', 'the stored value %b of %x is out of range and was left out'],
  [Event.suppressed]: ['warning', '%c more of "%K" came too often and were left out'],
  [Event.addressConflict]: ['error', 'another BMC answers at this address'],
  [Event.strapFault]: ['error', 'the slot straps cannot be read'],
  [Event.storeFault]: ['error', 'the flash failed: status %a'],
  [Event.stopping]: ['info', 'the unit is asked to shut itself down'],
  [Event.retry]: ['info', 'another try after %F'],
}; // biome-ignore format: a table is read by column

const UNKNOWN_TEXT = 'event %e: %a, %b, %c';
/** Template and severity by code. Read-only once built. */
const TEXT_OF_CODE = EVENT_NAMES.map((_, code) => TEXTS[code as Event]?.[1] ?? UNKNOWN_TEXT);
const SEVERITY_OF_CODE = EVENT_NAMES.map((_, code) => TEXTS[code as Event]?.[0] ?? 'warning');

const NO_LIMIT = 0xff;
/** Channel of the limit that a fault is about. Read-only once built. */
const CHANNEL_OF_FAULT = new Uint8Array(FAULT_COUNT).fill(NO_LIMIT);
for (const { fault, channel } of LIMIT_TABLE) CHANNEL_OF_FAULT[fault] = channel;

/** An event that this firmware does not know is a warning. */
export const severityOf = (code: number): Severity => SEVERITY_OF_CODE[code] ?? 'warning';

/** Letters between two pauses. */
const FEW = 8;

/** The sentence of an event. Allocates nothing. @param pause is called now and then: a letter takes a microcontroller a tenth of a millisecond */
export function putEventText(out: TextBuffer, event: EventNumbers, pause?: () => void): void {
  const template = TEXT_OF_CODE[event.code] ?? UNKNOWN_TEXT;
  for (let i = 0; i < template.length; i++) {
    const letter = template.charCodeAt(i);
    if (i % FEW === 0) pause?.();
    if (letter !== 0x25) out.byte(letter);
    else putPart(out, event, template.charCodeAt(++i));
  }
}

function putPart(out: TextBuffer, event: EventNumbers, letter: number): void {
  switch (letter) {
    case 0x61: // a
      out.integer(event.a);
      return;
    case 0x62: // b
      out.integer(event.b);
      return;
    case 0x63: // c
      out.integer(event.c);
      return;
    case 0x67: // g
      out.integer(event.c >>> 16);
      return;
    case 0x70: // p
      out.integer(event.c & 0xffff);
      return;
    case 0x65: // e
      out.integer(event.code);
      return;
    case 0x46: // F
      putName(out, FAULT_NAMES, event.a, 'fault ');
      return;
    case 0x56: // V
      putFaultValues(out, event);
      return;
    case 0x52: // R
      putName(out, RESET_CAUSES, event.a, 'cause ');
      return;
    case 0x77: // w
      out.text(event.wanted ? 'on' : 'off');
      return;
    case 0x78: // x
      out.text('0x');
      out.hex(event.a, 2);
      return;
    case 0x4b: // K
      event.a === Event.fault
        ? putName(out, FAULT_NAMES, event.b, 'fault ')
        : putName(out, EVENT_NAMES, event.a, 'event ');
      return;
    default: // P
      if (event.a === 1) out.text(' while its unit was powered');
  }
}

function putFaultValues(out: TextBuffer, { a, b, c, detail }: EventNumbers): void {
  const channel = CHANNEL_OF_FAULT[a] ?? NO_LIMIT;
  if (channel !== NO_LIMIT) {
    out.text(': ');
    putValue(out, b, channel);
    out.text(', limit ');
    putValue(out, c, channel);
  }
  out.text('; ');
  putName(out, FAULT_OUTCOME_NAMES, detail, 'outcome ');
}

function putValue(out: TextBuffer, value: number, channel: number): void {
  out.integer(value);
  out.byte(0x20);
  out.text(CHANNEL_UNITS[channel]!);
}

function putName(out: TextBuffer, names: readonly string[], code: number, otherwise: string): void {
  const name = names[code];
  if (name !== undefined) {
    out.text(name);
    return;
  }
  out.text(otherwise);
  out.integer(code);
}
