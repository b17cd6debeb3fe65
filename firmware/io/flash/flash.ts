// The flash port as TypeScript sees it: a region of sectors that belongs to the store. Contract: README.md of this folder.
// No call throws; each says by its status whether it was done. JavaScript stands still while one runs.

export const SECTOR_BYTES = 4096;
export const PAGE_BYTES = 256;

/** Statuses of `flash.h`. */
export const FlashStatus = {
  ok: 0,
  outOfBounds: 1,
  misaligned: 2,
  /** A write waits on the bus: try again. */
  busy: 3,
  notErased: 4,
  protected: 5,
  timeout: 6,
  verifyFailed: 7,
} as const;
export type FlashStatus = (typeof FlashStatus)[keyof typeof FlashStatus];

/** No sector, and the least of no words. */
export const NOWHERE = 0xffff_ffff;
/** What a ring's heads say together. */
export const RingFound = {
  /** Index of the sector with the largest turn, the first of several; NOWHERE where none has a turn. */
  newest: 0,
  /** Its turn. */
  turn: 1,
  /** The least word that is not 0. */
  least: 2,
  /** The largest major version. */
  major: 3,
  count: 4,
} as const;

export interface Flash {
  /** Sectors of the region. Offsets count from its start. */
  readonly sectors: number;
  /** `length` bytes from `offset` into `out`. */
  read(offset: number, out: Uint8Array, length: number): FlashStatus;
  /**
   * The heads of a ring: a sector for each word of `words`, from `offset` on. A head begins with the word `magic`; its byte 4 is its major
   * version, the word at 8 its turn. `checked`: so many bytes, 16 to 60, are vouched for by the CRC-32 behind them; 0: by nothing here.
   * `words` gets the word at `at`, 12 at the most, of each head, and 0 where none stands or can be read; `found` what `RingFound` says.
   * A port may leave it out: then they are read one by one.
   */
  readRing?(offset: number, magic: number, checked: number, at: number, words: Uint32Array, found: Uint32Array): void;
  /** CRC-32 of bytes as in ISO 3309 and zlib. A port may leave it out: then JavaScript computes it, a thousand times slower. */
  crc32?(bytes: Uint8Array, from: number, to: number): number;
  /** All of it reads erased. A port may leave it out: then it is read and looked through. */
  isBlank?(offset: number, length: number): boolean;
  /** Within one page. Clears bits, and is read back. */
  program(offset: number, bytes: Uint8Array, length: number): FlashStatus;
  erase(sector: number): FlashStatus;
}
export type FlashConstructor = new () => Flash;
