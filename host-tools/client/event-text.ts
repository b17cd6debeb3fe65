// Sentences for the records of the event log, from the firmware's own texts.
import { EVENT_NAMES } from '../../firmware/events/event-codes';
import { putEventText, type Severity, severityOf } from '../../firmware/events/event-text';
import { TextBuffer } from '../../firmware/text/text-buffer';

export type { Severity } from '../../firmware/events/event-text';

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

const LONGEST_TEXT = 256;

/** Severity and sentence. An event that this program does not know is shown with its numbers. */
export function explainEvent(record: EventRecord): { readonly severity: Severity; readonly text: string } {
  const code =
    typeof record.event === 'number' ? record.event : EVENT_NAMES.indexOf(record.event as (typeof EVENT_NAMES)[number]);
  const line = new TextBuffer(LONGEST_TEXT);
  putEventText(line, { ...record, code, wanted: record.wanted === 1 });
  return { severity: severityOf(code), text: Buffer.from(line.bytes.subarray(0, line.length)).toString('latin1') };
}
