// The console: a line shell on a serial port. The port's callbacks only move bytes between it and two rings; all else happens on the
// tick, a bounded number of keys and pieces at a time, so that neither the bus nor the sampler ever waits for it.
import type { Serial, SerialConstructor } from '../io/embedded';
import { LOST_SLOT } from '../smbus/limits';
import type { Milliseconds } from '../units/time';
import { Answer, LONGEST_PIECE } from './answer';
import { ByteRing } from './byte-ring';
import { Color } from './cell';
import { type ConsoleCommand, error, type Outcome, SHOW, WRONG_WORDS } from './command-spec';
import { commandOf, NO_COMMAND } from './commands';
import { Completion, LONGEST_LIST } from './completion';
import type { Desk } from './desk';
import { EventLines, LONGEST_EVENT } from './event-lines';
import { Key, KeyReader } from './key-reader';
import { Damage, LineEditor, LONGEST_ECHO } from './line-editor';

/** Pins and speed: a fact of the board. */
export interface ConsoleBoard {
  readonly receive: number;
  readonly transmit: number;
  readonly baud: number;
}

export interface ShellOptions {
  readonly serial: ConsoleBoard & { readonly io: SerialConstructor };
  readonly desk: Desk;
  /** Called between two pieces of what is printed: a line takes longer than the bus may wait. */
  readonly pause?: () => void;
}

/** A line that is pasted, and some more. */
const INPUT_SIZE = 512;
const OUTPUT_SIZE = 1024;
/** Per tick. 32 keys in 10 ms are more than anybody types; 12 pieces are about what 115,200 baud carry. */
export const KEYS_PER_TICK = 32;
export const PIECES_PER_TICK = 12;
/** Of the SDK's port. One that was found full may be full again behind what was read of it, and never says so: docs/errata.md. */
const PORT_SIZE = 128;
/** Free bytes that the next step may need, at the most. */
const ROOM = Math.max(LONGEST_PIECE, LONGEST_ECHO + LONGEST_LIST, LONGEST_ECHO + LONGEST_EVENT);

/** Bytes between two looks after the bus. */
const FEW = 8;

const SPACE = 0x20;
const RETURN = 0x0d;
const CANCEL = 0x03;
const END = '\r\n';
const BAD = '\u001b[31m';
const ATTENTION = '\u001b[33m';
const RESET = '\u001b[0m';
const CANCELLED = '^C\r\n';
/** Primary device attributes: what kind of terminal are you? ECMA-48, section 8.3.24. */
const ASK_TERMINAL = '\u001b[c';
const REFUSALS = {
  [Damage.noise]: error('the line held bytes that are no text: nothing was done'),
  [Damage.lost]: error('the line came too fast and is not whole: nothing was done'),
  [Damage.tooLong]: error('the line is too long: nothing was done'),
} as const;

export class Shell {
  readonly #serial: Serial;
  readonly #desk: Desk;
  readonly #input = new ByteRing(INPUT_SIZE);
  readonly #output = new ByteRing(OUTPUT_SIZE);
  readonly #keys = new KeyReader();
  readonly #editor: LineEditor;
  readonly #completion: Completion;
  readonly #answer: Answer;
  readonly #events: EventLines;
  readonly #pause: () => void;
  /** Bytes that the port takes now. */
  #room = 0;
  /** Bytes were lost: none is taken until those before them are done with. */
  #isLosing = false;
  /** The port was found full: it is read until it is empty. */
  #mayBeFull = false;
  #isAsking = false;
  /** Ctrl-C came while an answer was being printed. */
  #isCancelled = false;

  constructor({ serial, desk, pause = noPause }: ShellOptions) {
    const { io, receive, transmit, baud } = serial;
    this.#desk = desk;
    this.#editor = new LineEditor(this.#output, promptOf(desk.slot));
    this.#completion = new Completion(this.#output, this.#editor);
    this.#answer = new Answer(this.#output, desk);
    this.#pause = pause;
    this.#events = new EventLines(desk, this.#pause);
    this.#output.putText('\r\n');
    this.#editor.begin();
    this.#serial = new io({
      receive,
      transmit,
      baud,
      format: 'number',
      onReadable: (count) => this.#take(count),
      onWritable: (count) => {
        this.#room = count;
        this.#send();
      },
    });
  }

  /** Call behind the tick of the unit. */
  tick(now: Milliseconds): void {
    this.#desk.now = now;
    if (this.#mayBeFull) this.#drain();
    if (this.#isCancelled) this.#cancel();
    for (let pieces = 0, keys = 0; this.#output.free >= ROOM; ) {
      if (this.#answer.isOpen || this.#events.isWaiting) {
        if (pieces++ === PIECES_PER_TICK) break;
        this.#print();
        this.#pause();
      } else {
        if (this.#input.count === 0 || keys++ === KEYS_PER_TICK) break;
        this.#handle(this.#input.take());
      }
    }
    if (this.#isLosing && this.#input.count === 0) {
      this.#isLosing = false;
      this.#editor.spoil(Damage.lost);
    }
    this.#send();
  }

  #take(count: number): void {
    for (let i = 0; i < count; i++) this.#receive(this.#serial.read());
    if (count >= PORT_SIZE) this.#mayBeFull = true;
  }

  #drain(): void {
    try {
      for (let i = 0; i < PORT_SIZE; i++) this.#receive(this.#serial.read());
    } catch {
      // Nothing left: from now on the port tells again what comes.
      this.#mayBeFull = false;
    }
  }

  #receive(byte: number): void {
    const { counts } = this.#desk;
    counts.received = (counts.received + 1) >>> 0;
    if (byte === CANCEL && this.#answer.isOpen) this.#isCancelled = true;
    else if (this.#isLosing || !this.#input.put(byte)) {
      this.#isLosing = true;
      counts.lost = (counts.lost + 1) >>> 0;
    }
  }

  #send(): void {
    const { counts } = this.#desk;
    while (this.#room > 0 && this.#output.count > 0) {
      if (this.#room % FEW === 0) this.#pause();
      this.#serial.write(this.#output.take());
      this.#room--;
      counts.sent = (counts.sent + 1) >>> 0;
    }
  }

  #print(): void {
    if (!this.#answer.isOpen) {
      this.#putEvent();
      return;
    }
    this.#answer.step();
    if (!this.#answer.isOpen) this.#editor.begin();
  }

  /** In place of the prompt, which is shown again below. */
  #putEvent(): void {
    if (!this.#events.next()) return;
    const { line, color } = this.#events;
    const isPainted = this.#desk.hasColor && color !== Color.none;
    this.#output.put(RETURN);
    if (isPainted) this.#output.putText(color === Color.bad ? BAD : ATTENTION);
    for (let i = 0; i < line.length; i += FEW) {
      this.#output.putBytes(line.bytes, i, Math.min(i + FEW, line.length));
      this.#pause();
    }
    if (isPainted) this.#output.putText(RESET);
    this.#output.putMany(SPACE, this.#editor.columns - line.length);
    this.#output.putText(END);
    this.#editor.show();
  }

  #handle(byte: number): void {
    const { counts } = this.#desk;
    const key = this.#keys.push(byte, this.#editor.isEmpty);
    switch (key) {
      case Key.none:
        return;
      case Key.character:
        this.#editor.insert(byte);
        return;
      case Key.enter:
        this.#enter();
        return;
      case Key.cancel:
        this.#output.putText(CANCELLED);
        this.#editor.begin();
        return;
      case Key.complete:
        this.#completion.complete();
        return;
      case Key.frame:
        counts.frames = (counts.frames + 1) >>> 0;
        return;
      case Key.terminal:
        if (this.#isAsking) this.#desk.hasColor = true;
        this.#isAsking = false;
        return;
      default:
        if (key === Key.noise) counts.noise = (counts.noise + 1) >>> 0;
        this.#editor.edit(key);
    }
  }

  #enter(): void {
    const { line, length, damage } = this.#editor;
    const { words, counts } = this.#desk;
    this.#editor.finish();
    if (damage !== Damage.none) {
      counts.refusedLines = (counts.refusedLines + 1) >>> 0;
      this.#answer.begin(undefined, REFUSALS[damage], false);
      return;
    }
    words.read(line, length);
    if (words.count === 0) {
      this.#editor.begin();
      return;
    }
    const command = commandOf(words);
    this.#answer.begin(command, this.#outcomeOf(command), words.isJson);
    if (!this.#desk.asksTerminal) return;
    this.#desk.asksTerminal = false;
    this.#isAsking = true;
    this.#output.putText(ASK_TERMINAL);
  }

  #outcomeOf(command: ConsoleCommand | undefined): Outcome {
    const { words } = this.#desk;
    if (command === undefined) return NO_COMMAND;
    if (words.isTooMany) return WRONG_WORDS;
    if (command.begin !== undefined) return command.begin(this.#desk);
    return words.count === 1 ? SHOW : WRONG_WORDS;
  }

  /** Where there is no room for it yet, nothing more of the answer is printed either. */
  #cancel(): void {
    if (this.#answer.isOpen && this.#output.free < ROOM) return;
    this.#isCancelled = false;
    if (!this.#answer.isOpen) return;
    this.#answer.cancel();
    this.#output.putText(CANCELLED);
    this.#editor.begin();
  }
}

const noPause = (): void => {};

const promptOf = (slot: number): string => `racklet:${slot === LOST_SLOT ? '?' : slot}> `;
