// Each way to make a bad or bricking image is refused with its own reason, by the firmware's check and by the tool.
import { describe, expect, it } from 'vitest';
import { ImageCheck } from '../../firmware/update/image';
import { ImageFault } from '../../firmware/update/image-fault';
import { ImageFlag, largestImageBytes, Tlv } from '../../firmware/update/image-format';
import type { ImageLimits } from '../../firmware/update/image-limits';
import { FAULT_TEXT } from '../../host-tools/image/fault-text';
import { keyHash } from '../../host-tools/image/keys';
import { bytesSource, limitsOf, verifyImage } from '../../host-tools/image/verify';
import { craft, KEY_A, OTHER_KEY, publicKey, type TlvRecord, u32Bytes } from './vectors';

const SLOT = 0x8000;
const SECTOR = 0x1000;
const KEY = publicKey('ed25519-a');
const LIMITS: ImageLimits = { ...limitsOf(KEY, largestImageBytes(SLOT, SECTOR)), headerSize: 0x200 };
const BOARD: ImageLimits = { ...LIMITS, boardId: Buffer.from('racklet-pico'), boardRevision: 3 };

const counter: TlvRecord = [Tlv.securityCounter, u32Bytes(5)];
const board = (id: string): TlvRecord => [Tlv.boardId, Buffer.from(id)];
const revisions = (first: number, last: number): TlvRecord => [
  Tlv.boardRevisions,
  Uint8Array.from([first & 0xff, first >> 8, last & 0xff, last >> 8]),
];
const payloadFor = (total: number): Uint8Array => new Uint8Array(total - 0x200 - 12 - 144);

const CASES: readonly (readonly [string, ImageFault, Uint8Array, ImageLimits?])[] = [
  ['good', ImageFault.none, craft([counter])],
  ['no protected counter', ImageFault.counterMissing, craft([board('x')])],
  ['no protected area at all', ImageFault.counterMissing, craft([])],
  ['only an unprotected counter', ImageFault.counterUnprotected, craft([], { unprotected: [counter] })],
  ['an unprotected counter too', ImageFault.counterUnprotected, craft([counter], { unprotected: [counter] })],
  ['a second counter', ImageFault.counterRepeated, craft([counter, [Tlv.securityCounter, u32Bytes(6)]])],
  ['a counter of two bytes', ImageFault.tlvLength, craft([[Tlv.securityCounter, Uint8Array.of(5, 0)]])],
  ['a rollback', ImageFault.counterTooLow, craft([counter]), { ...LIMITS, minimumCounter: 6 }],
  ['an equal counter', ImageFault.none, craft([counter]), { ...LIMITS, minimumCounter: 5 }],
  [
    'a counter with the highest bit',
    ImageFault.none,
    craft([[Tlv.securityCounter, u32Bytes(0xfffffffe)]]),
    { ...LIMITS, minimumCounter: 0xfffffffe },
  ],
  ['a wrong key hash', ImageFault.keyMismatch, craft([counter], { named: keyHash(OTHER_KEY) })],
  ['another key', ImageFault.keyMismatch, craft([counter], { key: OTHER_KEY })],
  [
    'another key that calls itself ours',
    ImageFault.signatureMismatch,
    craft([counter], { key: OTHER_KEY, named: keyHash(KEY_A) }),
  ],
  ['no key hash', ImageFault.keyMissing, craft([counter], { without: Tlv.keyHash })],
  ['no digest', ImageFault.hashMissing, craft([counter], { without: Tlv.sha256 })],
  ['no signature', ImageFault.signatureMissing, craft([counter], { without: Tlv.ed25519 })],
  [
    'an unsigned dependency',
    ImageFault.tlvNotAllowed,
    craft([counter], { unprotected: [[Tlv.dependency, new Uint8Array(12)]] }),
  ],
  ['an unsigned board', ImageFault.tlvNotAllowed, craft([counter], { unprotected: [board('racklet-pico')] }), BOARD],
  ['its board', ImageFault.none, craft([counter, board('racklet-pico'), revisions(1, 3)]), BOARD],
  ['its board, any revision', ImageFault.none, craft([counter, board('racklet-pico')]), BOARD],
  ['another board', ImageFault.boardMismatch, craft([counter, board('racklet-pico2')]), BOARD],
  ['a shorter board name', ImageFault.boardMismatch, craft([counter, board('racklet-pic')]), BOARD],
  ['no board', ImageFault.boardMissing, craft([counter]), BOARD],
  ['two boards', ImageFault.tlvRepeated, craft([counter, board('other'), board('racklet-pico')]), BOARD],
  ['later revisions', ImageFault.revisionMismatch, craft([counter, board('racklet-pico'), revisions(4, 9)]), BOARD],
  ['earlier revisions', ImageFault.revisionMismatch, craft([counter, board('racklet-pico'), revisions(0, 2)]), BOARD],
  ['a slot less two sectors, full', ImageFault.none, craft([counter], { payload: payloadFor(SLOT - 2 * SECTOR) })],
  ['one byte more than that', ImageFault.tooLarge, craft([counter], { payload: payloadFor(SLOT - 2 * SECTOR + 1) })],
  ['a payload over the slot', ImageFault.tooLarge, craft([counter], { payload: new Uint8Array(2 * SLOT) })],
  ['another header size', ImageFault.badHeaderSize, craft([counter], { headerSize: 0x100 })],
  ['an encrypted image', ImageFault.unbootableFlags, craft([counter], { flags: ImageFlag.encryptedAes128 })],
  ['a non-bootable image', ImageFault.unbootableFlags, craft([counter], { flags: ImageFlag.nonBootable })],
  ['no image', ImageFault.badMagic, new Uint8Array(512).fill(0xff)],
  ['nothing', ImageFault.truncated, new Uint8Array(0)],
];

/** The signature is the bootloader's: the firmware does not see these. */
const FOR_THE_BOOTLOADER: readonly string[] = ['another key that calls itself ours'];

describe('refusals', () => {
  for (const [name, fault, image, limits = LIMITS] of CASES)
    it(name, () => {
      expect(FAULT_TEXT[verifyImage(image, KEY, limits).fault].text).toBe(FAULT_TEXT[fault].text);
      const check = new ImageCheck(bytesSource(image), limits);
      while (check.step());
      expect(check.fault).toBe(FOR_THE_BOOTLOADER.includes(name) ? ImageFault.none : fault);
    });

  it('gives every reason a sentence of its own', () => {
    const texts = Object.values(ImageFault).map((fault) => FAULT_TEXT[fault].text);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('begins again after reset, for the next upload', () => {
    const bytes = craft([counter]);
    const check = new ImageCheck(bytesSource(bytes), LIMITS);
    bytes[0x300] = bytes[0x300]! ^ 1;
    while (check.step());
    expect(check.fault).toBe(ImageFault.hashMismatch);
    bytes[0x300] = bytes[0x300]! ^ 1;
    check.reset();
    while (check.step());
    expect(check.fault).toBe(ImageFault.none);
    expect(check.counter).toBe(5);
  });

  it('takes an image with two signatures if one key is known, as MCUboot does', () => {
    const other: TlvRecord = [Tlv.keyHash, keyHash(OTHER_KEY)];
    const bytes = craft([counter], { unprotected: [other, [Tlv.ed25519, new Uint8Array(64)]] });
    expect(verifyImage(bytes, KEY, LIMITS).fault).toBe(ImageFault.none);
  });
});
