// Prints the answer to a line, a piece at a time: what comes next is a row and a column, so that it can stop after any piece.
// No piece is longer than LONGEST_PIECE. Text and JSON (one object to a line, with `version`) come from the same columns.
import type { ByteRing } from './byte-ring';
import { Cell, Color } from './cell';
import type { Column, ConsoleCommand, Outcome } from './command-spec';
import type { Desk } from './desk';

/** Of every object. Raised when a reader of the old one would misread. */
export const JSON_VERSION = 1;
/** Bytes that one piece may take: a sentence in three lines, with their indents and colours. */
export const LONGEST_PIECE = 320;

const SCREEN_WIDTH = 80;
const LABEL_WIDTH = 16;
const GAP = 2;
const SPACE = 0x20;
const END = '\r\n';
const RESET = '\u001b[0m';

const Stage = { closed: 0, message: 1, head: 2, cells: 3 } as const;
type Stage = (typeof Stage)[keyof typeof Stage];

export class Answer {
  readonly #out: ByteRing;
  readonly #desk: Desk;
  readonly #cell = new Cell();
  #stage: Stage = Stage.closed;
  #command: ConsoleCommand | undefined;
  #outcome: Outcome | undefined;
  #isJson = false;
  #row = 0;
  #column = 0;
  /** Where the cell begins on the screen. */
  #at = 0;

  constructor(out: ByteRing, desk: Desk) {
    this.#out = out;
    this.#desk = desk;
  }

  get isOpen(): boolean {
    return this.#stage !== Stage.closed;
  }

  /** @param command undefined where the line names none */
  begin(command: ConsoleCommand | undefined, outcome: Outcome, isJson: boolean): void {
    this.#command = command;
    this.#outcome = outcome;
    this.#isJson = isJson;
    this.#row = 0;
    this.#column = 0;
    if (command === undefined || outcome.kind !== 'show') this.#stage = Stage.message;
    else this.#stage = isJson || command.layout === 'fields' ? Stage.cells : Stage.head;
  }

  /** Gives up what is left. */
  cancel(): void {
    if (this.#stage === Stage.cells && this.#column > 0) this.#out.putText(END);
    this.#stage = Stage.closed;
  }

  /** The next piece. */
  step(): void {
    switch (this.#stage) {
      case Stage.message:
        this.#putMessage();
        return;
      case Stage.head:
        this.#putHead();
        return;
      case Stage.cells:
        this.#command!.layout === 'fields' ? this.#putField() : this.#putCell();
        return;
      default:
    }
  }

  #putMessage(): void {
    const { kind, text } = this.#outcome!;
    const isError = kind === 'error';
    if (this.#isJson) {
      this.#openObject();
      this.#out.putText(isError ? ',"error":"' : ',"done":"');
      this.#out.putText(text);
      this.#out.putText('"}');
    } else {
      this.#paint(isError ? Color.bad : Color.none);
      if (isError) this.#out.putText('error: ');
      this.#out.putText(text);
      this.#paintOver(isError ? Color.bad : Color.none);
    }
    this.#out.putText(END);
    this.#stage = Stage.closed;
  }

  /** The heads of all columns are short: one piece. */
  #putHead(): void {
    const { columns, none, seek } = this.#command!;
    if (!seek!(this.#desk, 0)) {
      this.#out.putText(none ?? 'none');
      this.#out.putText(END);
      this.#stage = Stage.closed;
      return;
    }
    this.#paint(Color.faint);
    for (let i = 0; i < columns.length; i++) this.#putHeading(columns[i]!, i === columns.length - 1);
    this.#paintOver(Color.faint);
    this.#out.putText(END);
    this.#stage = Stage.cells;
  }

  #putHeading({ head, width = 0, alignRight }: Column, isLast: boolean): void {
    if (head === undefined) return;
    const padding = width - head.length;
    if (alignRight) this.#out.putMany(SPACE, padding);
    this.#out.putText(head);
    if (!isLast) this.#out.putMany(SPACE, (alignRight ? 0 : Math.max(padding, 0)) + GAP);
  }

  #putField(): void {
    const { columns } = this.#command!;
    const column = columns[this.#column];
    if (this.#isJson && this.#column === 0) this.#openObject();
    if (column === undefined) {
      if (this.#isJson) this.#out.putText('}\r\n');
      this.#stage = Stage.closed;
      return;
    }
    this.#column++;
    if (!this.#isJson && column.head === undefined) return;
    this.#compose(column);
    if (this.#isJson) {
      this.#putMember(column);
      return;
    }
    this.#out.putText(column.head!);
    this.#out.putMany(SPACE, LABEL_WIDTH - column.head!.length);
    this.#at = LABEL_WIDTH;
    this.#putLastValue();
    this.#out.putText(END);
  }

  #putCell(): void {
    const { columns, seek } = this.#command!;
    if (this.#column === 0) {
      if (!seek!(this.#desk, this.#row)) {
        this.#stage = Stage.closed;
        return;
      }
      if (this.#isJson) this.#openObject();
      this.#at = 0;
    }
    const column = columns[this.#column]!;
    const isLast = ++this.#column === columns.length;
    if (this.#isJson) {
      this.#compose(column);
      this.#putMember(column);
    } else if (column.head !== undefined) {
      this.#compose(column);
      this.#place(column, isLast);
    }
    if (!isLast) return;
    this.#out.putText(this.#isJson ? '}\r\n' : END);
    this.#column = 0;
    this.#row++;
  }

  #place({ width = 0, alignRight }: Column, isLast: boolean): void {
    if (isLast) {
      this.#putLastValue();
      return;
    }
    const padding = Math.max(width - this.#cell.buffer.length, 0);
    if (alignRight) this.#out.putMany(SPACE, padding);
    this.#putValue(0, this.#cell.buffer.length);
    this.#out.putMany(SPACE, (alignRight ? 0 : padding) + GAP);
    this.#at += width + GAP;
  }

  #compose(column: Column): void {
    this.#cell.begin(this.#isJson);
    column.put(this.#cell, this.#desk);
  }

  /** What does not fit is broken at a space, and goes on below where it began. */
  #putLastValue(): void {
    const { bytes, length } = this.#cell.buffer;
    const most = SCREEN_WIDTH - this.#at;
    let from = 0;
    while (length - from > most) {
      let to = from + most;
      while (to > from && bytes[to] !== SPACE) to--;
      if (to === from) break;
      this.#putValue(from, to);
      this.#out.putText(END);
      this.#out.putMany(SPACE, this.#at);
      from = to + 1;
    }
    this.#putValue(from, length);
  }

  #putValue(from: number, to: number): void {
    const { buffer, color } = this.#cell;
    this.#paint(color);
    this.#out.putBytes(buffer.bytes, from, to);
    this.#paintOver(color);
  }

  #putMember({ name }: Column): void {
    const { buffer } = this.#cell;
    this.#out.putText(',"');
    this.#out.putText(name);
    this.#out.putText('":');
    this.#out.putBytes(buffer.bytes, 0, buffer.length);
  }

  #openObject(): void {
    this.#out.putText('{"version":');
    this.#out.put(0x30 + JSON_VERSION);
    this.#out.putText(',"command":"');
    this.#out.putText(this.#command?.name ?? '');
    this.#out.putText('","slot":');
    putNumber(this.#out, this.#desk.slot);
  }

  #paint(color: Color): void {
    if (color === Color.none || !this.#desk.hasColor) return;
    this.#out.putText('\u001b[');
    putNumber(this.#out, color);
    this.#out.put(0x6d);
  }

  #paintOver(color: Color): void {
    if (color !== Color.none && this.#desk.hasColor) this.#out.putText(RESET);
  }
}

/** Below 100. */
function putNumber(out: ByteRing, value: number): void {
  if (value >= 10) out.put(0x30 + Math.trunc(value / 10));
  out.put(0x30 + (value % 10));
}
