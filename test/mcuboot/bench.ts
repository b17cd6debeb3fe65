// A flash with two small slots, images signed for it, and a bootloader that knows the key.
import { createPublicKey } from 'node:crypto';
import { NorFlash, W25Q16JV } from '../../host-tools/flash/nor-flash';
import { signImage } from '../../host-tools/image/sign';
import { parseVersion } from '../../host-tools/image/version';
import { Bootloader } from '../../host-tools/mcuboot/bootloader';
import { checkWith } from '../../host-tools/mcuboot/check-image';
import type { SlotLayout } from '../../host-tools/mcuboot/slots';
import { KEY_A, optionsOf } from '../image/vectors';

const SECTOR = 4096;
export const SLOT_BYTES = 10 * SECTOR;
export const LAYOUT: SlotLayout = {
  primary: 0,
  secondary: SLOT_BYTES,
  slotBytes: SLOT_BYTES,
  align: 4,
  maxSectors: 16,
};
const PART = { ...W25Q16JV, bytes: 2 * SLOT_BYTES };
const PUBLIC = createPublicKey(KEY_A);

/** A signed image whose payload is filled with one byte. */
export const imageOf = (version: string, payloadBytes: number, counter: number): Uint8Array =>
  signImage(new Uint8Array(payloadBytes).fill(counter), {
    ...optionsOf(['--pad-header']),
    align: 4,
    slotSize: SLOT_BYTES,
    version: parseVersion(version),
    securityCounter: counter,
  });

export class Board {
  readonly flash = new NorFlash(PART);

  /** With `image` confirmed in slot 0, as it leaves the bench. */
  constructor(image: Uint8Array) {
    const { flash } = this;
    for (let at = 0; at < image.length; at += 256) flash.program(at, image.subarray(at, at + 256));
    this.start.confirm();
  }

  /** Another start of the bootloader: it remembers nothing but the flash. */
  get start(): Bootloader {
    return new Bootloader(this.flash, LAYOUT, checkWith(PUBLIC, SLOT_BYTES - 2 * SECTOR));
  }

  /** Slot 0 begins with this image. */
  runs(image: Uint8Array): boolean {
    return this.holds(0, image);
  }

  /** The image is whole in slot 0, or in slot 1 from its first or second sector on. */
  has(image: Uint8Array): boolean {
    return [0, SLOT_BYTES, SLOT_BYTES + SECTOR].some((offset) => this.holds(offset, image));
  }

  private holds(offset: number, image: Uint8Array): boolean {
    const length = Math.min(image.length, PART.bytes - offset);
    return length === image.length && Buffer.compare(this.flash.read(offset, length), image) === 0;
  }
}
