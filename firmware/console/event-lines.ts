// The unit's own lines: each event of the log once it is in flash, behind a `#`, which no answer begins with.
import { putEventText, severityOf } from '../events/event-text';
import { emptyRecord } from '../store/record';
import { TextBuffer } from '../text/text-buffer';
import { putSpan } from '../text/time-text';
import type { Color } from './cell';
import { COLORS, MARKS } from './commands/records';
import type { Desk } from './desk';

const LONGEST_LINE = 160;
/** With colours and the end of the line. */
export const LONGEST_EVENT = LONGEST_LINE + 16;
const PREFIX = '# ';

export class EventLines {
  readonly line = new TextBuffer(LONGEST_LINE);
  color: Color = 0;
  readonly #desk: Desk;
  readonly #pause: () => void;
  readonly #record = emptyRecord();
  #next: number;

  /** Tells of what came since the start of the BMC. @param pause is called between two parts of a line */
  constructor(desk: Desk, pause: () => void) {
    this.#desk = desk;
    this.#pause = pause;
    this.#next = desk.store?.firstSequence ?? 0;
  }

  get isWaiting(): boolean {
    const { store } = this.#desk;
    return store !== undefined && this.#next < store.ring.nextSequence;
  }

  /** Composes the next one. @returns false where it is no longer kept */
  next(): boolean {
    const { ring } = this.#desk.store!;
    const isFound = ring.find(this.#next, this.#record);
    this.#next = isFound ? this.#record.sequence + 1 : ring.nextSequence;
    if (!isFound) return false;
    this.#pause();
    const severity = severityOf(this.#record.code);
    this.color = COLORS[severity];
    this.line.clear();
    this.line.text(PREFIX);
    this.line.integer(this.#record.sequence);
    this.line.spaces(1);
    putSpan(this.line, this.#record.uptime);
    this.line.spaces(1);
    this.line.text(MARKS[severity]);
    this.line.spaces(1);
    this.#pause();
    putEventText(this.line, this.#record, this.#pause);
    return true;
  }
}
