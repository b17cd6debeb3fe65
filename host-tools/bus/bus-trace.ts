// The bus on paper: one line per transaction, for people, for comparing two runs byte by byte, and for tests.
//   time in us, S address R/W and +/-, bytes in hex with + (ACK) or - (NACK), ~us after a byte that was stretched, Sr, P.
//   123.456 S 13W+ 88+ Sr 13R+ 1f+ d0+ 3c- P

export interface BusTrace {
  start(time: number): void;
  restart(): void;
  byte(byte: number, acknowledged: boolean, stretchedNs: number): void;
  stop(): void;
  abandon(): void;
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

/** Nanoseconds as microseconds with three decimals. */
const micros = (ns: number): string => (ns / 1000).toFixed(3);

export class TextTrace implements BusTrace {
  readonly #sink: (line: string) => void;
  #line = '';
  #expectsAddress = false;

  /** `sink` gets each finished line. */
  constructor(sink: (line: string) => void) {
    this.#sink = sink;
  }

  start(time: number): void {
    this.#line = `${micros(time)} S`;
    this.#expectsAddress = true;
  }

  restart(): void {
    this.#line += ' Sr';
    this.#expectsAddress = true;
  }

  byte(byte: number, acknowledged: boolean, stretchedNs: number): void {
    const text = this.#expectsAddress ? `${hex(byte >> 1)}${byte & 1 ? 'R' : 'W'}` : hex(byte);
    this.#expectsAddress = false;
    this.#line += ` ${text}${stretchedNs > 0 ? `~${micros(stretchedNs)}` : ''}${acknowledged ? '+' : '-'}`;
  }

  stop(): void {
    this.#sink(`${this.#line} P`);
  }

  abandon(): void {
    this.#sink(`${this.#line} !`);
  }
}
