// From bytes to keys: control characters, escape sequences (ECMA-48; xterm, VT100 and Linux console), and frames of the update
// protocol between lines. A carriage return always ends whatever is under way, so that a line can be begun anew after any noise.

export const Key = {
  /** Nothing yet, or nothing that means anything here. */
  none: 0,
  /** A printable character: the byte itself. */
  character: 1,
  enter: 2,
  left: 3,
  right: 4,
  home: 5,
  end: 6,
  backspace: 7,
  delete: 8,
  /** To the end of the line. */
  kill: 9,
  killLine: 10,
  killWord: 11,
  cancel: 12,
  clearScreen: 13,
  previous: 14,
  next: 15,
  complete: 16,
  /** A byte that is no text: noise, a break, another alphabet. */
  noise: 17,
  /** A whole frame of the update protocol. */
  frame: 18,
  /** A terminal said what it is. */
  terminal: 19,
} as const;
export type Key = (typeof Key)[keyof typeof Key];

const State = { text: 0, escape: 1, sequence: 2, single: 3, frameStart: 4, frame: 5 } as const;

const ESCAPE = 0x1b;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const DELETE = 0x7f;
/** Parameters of an escape sequence, at the most. */
const LONGEST_SEQUENCE = 32;
/** Of a frame: MCUmgr over serial, 127 bytes a line. */
const LONGEST_FRAME = 127;
/** First and second byte of a frame, and of one that goes on. */
const FRAME_START = 0x0609;
const FRAME_NEXT = 0x0414;

// biome-ignore format: a table is read by column
const CONTROL: Readonly<Record<number, Key>> = {
  1: Key.home, 2: Key.left, 3: Key.cancel, 4: Key.delete, 5: Key.end, 6: Key.right, 8: Key.backspace, 9: Key.complete,
  11: Key.kill, 12: Key.clearScreen, 14: Key.next, 16: Key.previous, 21: Key.killLine, 23: Key.killWord,
};
/** By the byte that ends a sequence. `~` is told by its number. */
const FINAL: Readonly<Record<number, Key>> = {
  65: Key.previous,
  66: Key.next,
  67: Key.right,
  68: Key.left,
  70: Key.end,
  72: Key.home,
};
const TILDE = 0x7e;
const NUMBERED: Readonly<Record<number, Key>> = {
  1: Key.home,
  3: Key.delete,
  4: Key.end,
  7: Key.home,
  8: Key.end,
};
/** Ends the answer to "what are you": `ESC [ ? 1 ; 2 c`. */
const ATTRIBUTES = 0x63;

/** Of the 32 control characters. Read-only once built. */
const KEY_OF_CONTROL = Uint8Array.from({ length: 32 }, (_, byte) => CONTROL[byte] ?? Key.noise);

export class KeyReader {
  #state: number = State.text;
  #count = 0;
  #number = 0;
  #start = 0;
  #wasReturn = false;

  /** @param between no line is begun: a frame may start */
  push(byte: number, between: boolean): Key {
    const wasReturn = this.#wasReturn;
    this.#wasReturn = byte === CARRIAGE_RETURN;
    if (byte === LINE_FEED && wasReturn) return Key.none;
    switch (this.#state) {
      case State.escape:
        return this.#afterEscape(byte, between);
      case State.single:
        return this.#endSequence(byte, between);
      case State.sequence:
        return this.#inSequence(byte, between);
      case State.frameStart:
        return this.#afterFrameStart(byte, between);
      case State.frame:
        return this.#inFrame(byte, between);
      default:
        return this.#plain(byte, between);
    }
  }

  #plain(byte: number, between: boolean): Key {
    this.#state = State.text;
    if (byte >= 0x20 && byte < DELETE) return Key.character;
    if (byte === CARRIAGE_RETURN || byte === LINE_FEED) return Key.enter;
    if (byte === DELETE) return Key.backspace;
    if (byte > DELETE) return Key.noise;
    if (between && (byte === FRAME_START >> 8 || byte === FRAME_NEXT >> 8)) {
      this.#state = State.frameStart;
      this.#start = byte;
      return Key.none;
    }
    if (byte === ESCAPE) {
      this.#state = State.escape;
      return Key.none;
    }
    // A break is read as 0. Between lines it is how some terminals ask for attention.
    if (byte === 0 && between) return Key.none;
    return KEY_OF_CONTROL[byte]! as Key;
  }

  #afterEscape(byte: number, between: boolean): Key {
    this.#count = 0;
    this.#number = 0;
    if (byte === 0x5b) this.#state = State.sequence;
    else if (byte === 0x4f) this.#state = State.single;
    else return byte >= 0x20 && byte < DELETE ? this.#drop() : this.#plain(byte, between);
    return Key.none;
  }

  #inSequence(byte: number, between: boolean): Key {
    if (byte < 0x20 || byte >= DELETE) return this.#plain(byte, between);
    if (byte >= 0x40) return this.#endSequence(byte, between);
    if (++this.#count > LONGEST_SEQUENCE) return this.#drop();
    if (byte >= 0x30 && byte <= 0x39) this.#number = Math.min(10 * this.#number + byte - 0x30, 0xffff);
    else if (byte === 0x3b) this.#number = 0xffff;
    return Key.none;
  }

  #endSequence(byte: number, between: boolean): Key {
    this.#state = State.text;
    if (byte < 0x20 || byte > DELETE) return this.#plain(byte, between);
    if (byte === TILDE) return NUMBERED[this.#number] ?? Key.none;
    if (byte === ATTRIBUTES) return Key.terminal;
    return FINAL[byte] ?? Key.none;
  }

  #afterFrameStart(byte: number, between: boolean): Key {
    const start = (this.#start << 8) | byte;
    if (start !== FRAME_START && start !== FRAME_NEXT) return this.#plain(byte, between);
    this.#state = State.frame;
    this.#count = 2;
    return Key.none;
  }

  /** Base64 up to the line feed; anything else is no frame. */
  #inFrame(byte: number, between: boolean): Key {
    if (byte === LINE_FEED) {
      this.#state = State.text;
      return Key.frame;
    }
    if (!isBase64(byte)) return this.#plain(byte, between);
    return ++this.#count > LONGEST_FRAME ? this.#drop() : Key.none;
  }

  #drop(): Key {
    this.#state = State.text;
    return Key.none;
  }
}

const isBase64 = (byte: number): boolean =>
  (byte >= 0x61 && byte <= 0x7a) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x2f && byte <= 0x39) ||
  byte === 0x2b ||
  byte === 0x3d;
