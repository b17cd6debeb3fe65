// One value of an answer, written for people or as JSON. Composed on its own, so that its width is known before it is placed.
import { TextBuffer } from '../text/text-buffer';

/** Longest value: a sentence of the event log. */
const CELL_SIZE = 160;
const QUOTE = 0x22;

/** Names of what the console colours. Colours of ECMA-48 that every terminal has. */
export const Color = { none: 0, good: 32, attention: 33, bad: 31, faint: 2 } as const;
export type Color = (typeof Color)[keyof typeof Color];

/** Thousandths of these are held; people see the whole ones. */
const WHOLE_UNITS: Readonly<Record<string, string>> = { mV: 'V', mA: 'A', mW: 'W', mJ: 'J', mdegC: 'degC' };

export class Cell {
  readonly buffer = new TextBuffer(CELL_SIZE);
  isJson = false;
  color: Color = Color.none;

  begin(isJson: boolean): void {
    this.buffer.clear();
    this.isJson = isJson;
    this.color = Color.none;
  }

  /** There is no value. */
  nothing(): void {
    this.buffer.text(this.isJson ? 'null' : '-');
  }

  number(value: number): void {
    this.buffer.integer(value);
  }

  /** `0x0840`; a number in JSON. */
  hex(value: number, digits: number): void {
    if (this.isJson) {
      this.buffer.integer(value);
      return;
    }
    this.buffer.text('0x');
    this.buffer.hex(value, digits);
  }

  flag(value: boolean, yes = 'yes', no = 'no'): void {
    if (this.isJson) this.buffer.text(value ? 'true' : 'false');
    else this.buffer.text(value ? yes : no);
  }

  /** `5.086 V` of 5086 mV; 5086 in JSON. */
  quantity(value: number, unit: string): void {
    const whole = WHOLE_UNITS[unit];
    if (this.isJson || whole === undefined) this.buffer.integer(value);
    else this.buffer.thousandths(value);
    if (this.isJson || unit === '') return;
    this.buffer.spaces(1);
    this.buffer.text(whole ?? unit);
  }

  word(text: string): void {
    this.open();
    this.buffer.text(text);
    this.close();
  }

  /** The name of a code, or the code. */
  name(names: readonly string[], code: number): void {
    const name = names[code];
    if (name === undefined) this.buffer.integer(code);
    else this.word(name);
  }

  /** Begins a text that `buffer` is given piece by piece. */
  open(): void {
    if (!this.isJson) return;
    this.buffer.byte(QUOTE);
    this.buffer.isQuoted = true;
  }

  close(): void {
    if (!this.isJson) return;
    this.buffer.isQuoted = false;
    this.buffer.byte(QUOTE);
  }
}
