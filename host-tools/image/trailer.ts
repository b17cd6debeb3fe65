// The trailer that `--pad` puts at the end of a slot, and reading one. Offsets from the slot's end, for alignments up to 8.
// Source: MCUboot docs/design.md, "Image trailer"; sizes as imgtool 2.4.0 makes them, so that padded images are equal.

export const TRAILER_MAGIC = Uint8Array.from([
  0x77, 0xc2, 0x95, 0xf3, 0x60, 0xd2, 0xef, 0x7f, 0x35, 0x52, 0x50, 0x0f, 0x2c, 0xb6, 0x79, 0x80,
]);
/** Of the larger alignments: {alignment u16} and this. */
const MAGIC_REST = Uint8Array.from([
  0x2d, 0xe1, 0x5d, 0x29, 0x41, 0x0b, 0x8d, 0x77, 0x67, 0x9c, 0x11, 0x0f, 0x1f, 0x8a,
]);
const MAGIC_BYTES = 16;
const DEFAULT_MAX_ALIGN = 8;
/** image_ok, copy_done, swap_info, swap_size: one aligned field each. */
const FIELDS = 4;
const STATUS_STATES = 3;
export const FLAG_SET = 0x01;
const ERASED = 0xff;

export const ALIGNMENTS = [1, 2, 4, 8, 16, 32] as const;
export const DEFAULT_MAX_SECTORS = 128;

const maxAlign = (align: number): number => Math.max(DEFAULT_MAX_ALIGN, align);
const magicRoom = (align: number): number => Math.ceil(MAGIC_BYTES / maxAlign(align)) * maxAlign(align);

/** Bytes of the trailer, as imgtool reckons them. */
export const trailerBytes = (align: number, maxSectors: number): number =>
  maxSectors * STATUS_STATES * align + FIELDS * maxAlign(align) + magicRoom(align);

function magicOf(align: number): Uint8Array {
  if (maxAlign(align) === DEFAULT_MAX_ALIGN) return TRAILER_MAGIC;
  return Uint8Array.from([align & 0xff, align >> 8, ...MAGIC_REST]);
}

/** `image` filled up to the slot, with the magic that asks for a swap, confirmed on request. */
export function padToSlot(image: Uint8Array, slotBytes: number, align: number, confirm: boolean): Uint8Array {
  const slot = new Uint8Array(slotBytes).fill(ERASED);
  slot.set(image);
  slot.set(magicOf(align), slotBytes - MAGIC_BYTES);
  if (confirm) slot[slotBytes - magicRoom(align) - maxAlign(align)] = FLAG_SET;
  return slot;
}

export type TrailerFlag = 'set' | 'unset' | 'bad';
export interface Trailer {
  readonly offset: number;
  readonly imageOk: TrailerFlag;
  readonly copyDone: TrailerFlag;
  readonly swapInfo: number;
}

const flagOf = (byte: number): TrailerFlag => (byte === FLAG_SET ? 'set' : byte === ERASED ? 'unset' : 'bad');

/** The trailer at the end of a whole slot (alignment up to 8). @returns undefined where there is none */
export function readTrailer(slot: Uint8Array): Trailer | undefined {
  const at = slot.length - MAGIC_BYTES;
  if (at < 3 * DEFAULT_MAX_ALIGN || !TRAILER_MAGIC.every((byte, i) => slot[at + i] === byte)) return undefined;
  return {
    offset: at - FIELDS * DEFAULT_MAX_ALIGN,
    imageOk: flagOf(slot[at - DEFAULT_MAX_ALIGN]!),
    copyDone: flagOf(slot[at - 2 * DEFAULT_MAX_ALIGN]!),
    swapInfo: slot[at - 3 * DEFAULT_MAX_ALIGN]!,
  };
}
