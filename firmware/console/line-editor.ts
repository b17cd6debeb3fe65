// Edits one line of fixed length and shows it: what a key does to the line and to the screen. The line never wraps at 80 columns.
// A line that is not what was sent (noise, bytes lost, too long) is refused as a whole: half a command is another command.
import type { ByteRing } from './byte-ring';
import { History } from './history';
import { Key } from './key-reader';

/** Characters of a line. With the longest prompt it fits in 80 columns. */
export const LINE_SIZE = 66;
/** What one key may put on the screen, at the most: prompt, line, and back to the cursor. */
export const LONGEST_ECHO = 2 * LINE_SIZE + 32;

/** Why a line is not carried out. */
export const Damage = { none: 0, noise: 1, lost: 2, tooLong: 3 } as const;
export type Damage = (typeof Damage)[keyof typeof Damage];

const BELL = 0x07;
const BACK = 0x08;
const SPACE = 0x20;
const CLEAR_TO_END = '\u001b[K';
const CLEAR_SCREEN = '\u001b[H\u001b[2J';

export class LineEditor {
  readonly line = new Uint8Array(LINE_SIZE);
  length = 0;
  damage: Damage = Damage.none;
  readonly #out: ByteRing;
  readonly #prompt: string;
  readonly #history = new History(LINE_SIZE);
  #cursor = 0;
  /** Lines back in the history; 0: the line is a new one. */
  #back = 0;

  constructor(out: ByteRing, prompt: string) {
    this.#out = out;
    this.#prompt = prompt;
  }

  /** No line is begun. */
  get isEmpty(): boolean {
    return this.length === 0 && this.damage === Damage.none;
  }

  /** The cursor is behind the line. */
  get isAtEnd(): boolean {
    return this.#cursor === this.length;
  }

  /** Columns that prompt and line take. */
  get columns(): number {
    return this.#prompt.length + this.length;
  }

  /** A new line. */
  begin(): void {
    this.length = 0;
    this.#cursor = 0;
    this.#back = 0;
    this.damage = Damage.none;
    this.show();
  }

  /** Prompt and line, from where the cursor of the screen is. */
  show(): void {
    this.#out.putText(this.#prompt);
    this.#out.putBytes(this.line, 0, this.length);
    this.#goBack(this.length);
  }

  /** The line is done with: it is remembered, and the screen is on the next one. */
  finish(): void {
    this.#out.putText('\r\n');
    if (this.length > 0 && this.damage === Damage.none) this.#history.add(this.line, this.length);
  }

  spoil(damage: Damage): void {
    this.damage = damage;
  }

  insert(byte: number): void {
    if (this.length === LINE_SIZE) {
      this.damage = Damage.tooLong;
      this.#out.put(BELL);
      return;
    }
    for (let i = this.length; i > this.#cursor; i--) this.line[i] = this.line[i - 1]!;
    this.line[this.#cursor] = byte;
    this.length++;
    this.#out.putBytes(this.line, this.#cursor, this.length);
    this.#cursor++;
    this.#goBack(this.length);
  }

  /** All keys but those that end a line, and completion. */
  edit(key: Key): void {
    switch (key) {
      case Key.left:
        if (this.#cursor > 0) this.#move(this.#cursor - 1);
        return;
      case Key.right:
        if (this.#cursor < this.length) this.#move(this.#cursor + 1);
        return;
      case Key.home:
        this.#move(0);
        return;
      case Key.end:
        this.#move(this.length);
        return;
      case Key.backspace:
        if (this.#cursor > 0) this.#remove(this.#cursor - 1, this.#cursor);
        return;
      case Key.delete:
        if (this.#cursor < this.length) this.#remove(this.#cursor, this.#cursor + 1);
        return;
      case Key.kill:
        this.#remove(this.#cursor, this.length);
        return;
      case Key.killLine:
        this.damage = Damage.none;
        this.#remove(0, this.length);
        return;
      case Key.killWord:
        this.#remove(this.#wordStart(), this.#cursor);
        return;
      case Key.clearScreen:
        this.#out.putText(CLEAR_SCREEN);
        this.show();
        return;
      case Key.previous:
        if (this.#back < this.#history.count) this.#recall(this.#back + 1);
        return;
      case Key.next:
        if (this.#back > 0) this.#recall(this.#back - 1);
        return;
      case Key.noise:
        this.damage = Damage.noise;
        this.#out.put(BELL);
        return;
      default:
    }
  }

  #move(to: number): void {
    if (to > this.#cursor) this.#out.putBytes(this.line, this.#cursor, to);
    else this.#out.putMany(BACK, this.#cursor - to);
    this.#cursor = to;
  }

  /** Takes `from` up to `to` out; the cursor is left at `from`. */
  #remove(from: number, to: number): void {
    if (from === to) return;
    this.#move(from);
    for (let i = to; i < this.length; i++) this.line[i - (to - from)] = this.line[i]!;
    this.length -= to - from;
    this.#out.putBytes(this.line, from, this.length);
    this.#out.putText(CLEAR_TO_END);
    this.#goBack(this.length);
  }

  #recall(back: number): void {
    this.#move(0);
    this.#back = back;
    this.damage = Damage.none;
    this.length = back === 0 ? 0 : this.#history.recall(back, this.line);
    this.#out.putBytes(this.line, 0, this.length);
    this.#out.putText(CLEAR_TO_END);
    this.#cursor = this.length;
  }

  #wordStart(): number {
    let at = this.#cursor;
    while (at > 0 && this.line[at - 1] === SPACE) at--;
    while (at > 0 && this.line[at - 1] !== SPACE) at--;
    return at;
  }

  /** From column `from` of the line back to the cursor. */
  #goBack(from: number): void {
    this.#out.putMany(BACK, from - this.#cursor);
  }
}
