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

export interface Flash {
  /** Sectors of the region. Offsets count from its start. */
  readonly sectors: number;
  /** `length` bytes from `offset` into `out`. */
  read(offset: number, out: Uint8Array, length: number): FlashStatus;
  /**
   * `length` bytes at `offset` and at each `stride` behind it, one behind the other into `out` until it is full; 0xFF where they cannot be
   * read. A port may leave it out: then they are read one by one.
   */
  readEach?(offset: number, stride: number, length: number, out: Uint8Array): FlashStatus;
  /**
   * The same of places that are whole: the first `count` bytes of each where the CRC-32 of its first `length` bytes stands behind them,
   * low byte first; else zeros. @returns how many are whole
   */
  readWhole?(offset: number, stride: number, length: number, count: number, out: Uint8Array): number;
  /** CRC-32 of bytes as in ISO 3309 and zlib. A port may leave it out: then JavaScript computes it, a thousand times slower. */
  crc32?(bytes: Uint8Array, from: number, to: number): number;
  /** All of it reads erased. A port may leave it out: then it is read and looked through. */
  isBlank?(offset: number, length: number): boolean;
  /** Within one page. Clears bits, and is read back. */
  program(offset: number, bytes: Uint8Array, length: number): FlashStatus;
  erase(sector: number): FlashStatus;
}
export type FlashConstructor = new () => Flash;
