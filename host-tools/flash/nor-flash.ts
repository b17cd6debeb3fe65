// A serial NOR flash: erased in sectors to ones, programmed in pages, where a program only clears bits. Power can fail in the middle
// of any operation. Bytes and times; knows neither file systems nor images.
import type { Random } from '../sim/random';

export interface FlashPart {
  readonly name: string;
  readonly bytes: number;
  readonly sectorBytes: number;
  readonly pageBytes: number;
  /** Typical. */
  readonly eraseMicroseconds: number;
  /** Typical, for a page. */
  readonly programMicroseconds: number;
  readonly source: string;
}

/** The flash of a Raspberry Pi Pico. */
export const W25Q16JV: FlashPart = {
  name: 'W25Q16JV',
  bytes: 2 << 20,
  sectorBytes: 4096,
  pageBytes: 256,
  eraseMicroseconds: 45_000,
  programMicroseconds: 400,
  source: 'Winbond W25Q16JV data sheet, 9.6 AC Electrical Characteristics',
};

/** What a caller may do with a flash, a real one or this model. */
export interface Flash {
  readonly part: FlashPart;
  /** @throws RangeError outside of the part */
  read(offset: number, bytes: number): Uint8Array;
  /** Clears bits. @throws RangeError outside of the part, or across the end of a page */
  program(offset: number, bytes: Uint8Array): void;
  /** Sets all bits of a sector. @throws RangeError if `offset` is not a sector's */
  erase(offset: number): void;
}

/** Power was lost in the middle of an operation. What runs ends here; the flash keeps what it has. */
export class PowerLost extends Error {}

/**
 * What an operation that power fails in leaves behind: nothing done; the first half done; all done, but no more; or each bit by chance
 * old or new.
 */
export const TORN = ['untouched', 'half', 'complete', 'noise'] as const;
export type Torn = (typeof TORN)[number];

export class NorFlash implements Flash {
  readonly part: FlashPart;
  /** Erases and programs that were begun. */
  operations = 0;
  /** Time that they took. */
  busyMicroseconds = 0;
  /** How often each sector was erased. */
  readonly wear: Uint32Array;
  readonly #bytes: Uint8Array;
  #cut: { readonly operation: number; readonly torn: Torn; readonly random: Random } | undefined;

  constructor(part: FlashPart) {
    this.part = part;
    this.#bytes = new Uint8Array(part.bytes).fill(0xff);
    this.wear = new Uint32Array(part.bytes / part.sectorBytes);
  }

  /** Power fails in the operation of that number, counted as `operations` does, from 0. */
  cutAt(operation: number, torn: Torn, random: Random): void {
    this.#cut = { operation, torn, random };
  }

  /** Power stays. */
  uncut(): void {
    this.#cut = undefined;
  }

  read(offset: number, bytes: number): Uint8Array {
    this.#within(offset, bytes);
    return this.#bytes.slice(offset, offset + bytes);
  }

  program(offset: number, bytes: Uint8Array): void {
    this.#within(offset, bytes.length);
    const { pageBytes, programMicroseconds } = this.part;
    if (Math.floor(offset / pageBytes) !== Math.floor((offset + bytes.length - 1) / pageBytes)) {
      throw new RangeError(`program of ${bytes.length} bytes at 0x${offset.toString(16)} crosses the end of a page`);
    }
    this.busyMicroseconds += programMicroseconds;
    this.#change(offset, bytes.map((byte, i) => byte & this.#bytes[offset + i]!)); // biome-ignore format: one line
  }

  erase(offset: number): void {
    const { sectorBytes, eraseMicroseconds } = this.part;
    this.#within(offset, sectorBytes);
    if (offset % sectorBytes !== 0) throw new RangeError(`0x${offset.toString(16)} is not the start of a sector`);
    this.busyMicroseconds += eraseMicroseconds;
    this.wear[offset / sectorBytes]!++;
    this.#change(offset, new Uint8Array(sectorBytes).fill(0xff));
  }

  /** What a loss of power left there, whatever stood before. */
  overwrite(offset: number, bytes: Uint8Array): void {
    this.#within(offset, bytes.length);
    this.#bytes.set(bytes, offset);
  }

  #within(offset: number, bytes: number): void {
    if (!(offset >= 0 && bytes >= 1 && offset + bytes <= this.part.bytes)) {
      throw new RangeError(`${bytes} bytes at 0x${offset.toString(16)} are not within ${this.part.bytes}`);
    }
  }

  #change(offset: number, after: Uint8Array): void {
    const cut = this.#cut;
    if (this.operations++ !== cut?.operation) {
      this.#bytes.set(after, offset);
      return;
    }
    const before = this.#bytes.slice(offset, offset + after.length);
    this.#bytes.set(tear(before, after, cut.torn, cut.random), offset);
    this.#cut = undefined;
    throw new PowerLost(`power lost in operation ${cut.operation}`);
  }
}

/** What an operation leaves behind in whose middle the power failed. */
export function tear(before: Uint8Array, after: Uint8Array, torn: Torn, random: Random): Uint8Array {
  if (torn === 'untouched') return before;
  if (torn === 'complete') return after;
  if (torn === 'half') return before.map((byte, i) => (i < before.length / 2 ? after[i]! : byte));
  return before.map((byte, i) => {
    const done = random.below(256);
    return (after[i]! & done) | (byte & ~done);
  });
}

/** Programs any length, page by page. */
export function programAll(flash: Flash, offset: number, bytes: Uint8Array): void {
  const { pageBytes } = flash.part;
  for (let at = 0; at < bytes.length; ) {
    const room = pageBytes - ((offset + at) % pageBytes);
    flash.program(offset + at, bytes.subarray(at, at + room));
    at += room;
  }
}
