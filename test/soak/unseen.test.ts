// What the PEC cannot tell, by a CRC-8 that is not the firmware's.
import { describe, expect, it } from 'vitest';
import { findCommand } from '../../host-tools/client/pmbus-client';
import { mayPassUnseen } from '../../host-tools/soak/unseen';
import { crc8 } from '../support/crc8';

const WIRE = findCommand('MFR_WIRE')!;
const LIMIT = findCommand('VIN_OV_FAULT_LIMIT')!;
const RIGHT_WIRE = '0701030201000008';

describe('a read with SDA held low from a byte on', () => {
  it('(found by a soak) has a right PEC of zero now and then: MFR_WIRE at 0x1F from its fourth byte on', () => {
    const zeroed = [0x1f << 1, 0xd0, (0x1f << 1) | 1, 7, 1, 3, 0, 0, 0, 0, 0];
    expect(crc8(zeroed)).toBe(0);
    expect(mayPassUnseen({ kind: 'stuck-sda', byte: 6 }, WIRE, '0701030000000000', RIGHT_WIRE)).toBe(true);
  });

  it('is objected to where its last byte is no zero, and any other disturbance is', () => {
    expect(mayPassUnseen({ kind: 'stuck-sda', byte: 6 }, WIRE, '0701030000000008', RIGHT_WIRE)).toBe(false);
    expect(mayPassUnseen({ kind: 'flip', byte: 6, mask: 1 }, WIRE, '0701030000000000', RIGHT_WIRE)).toBe(false);
    expect(mayPassUnseen({ kind: 'short', byte: 1 }, LIMIT, '0de6', '00cb')).toBe(false);
  });
});

describe('a read whose command was changed on the wire', () => {
  it('(found by a soak) VIN_OV_FAULT_LIMIT that became MFR_HARDWARE: the third byte of a block is where a word has its PEC', () => {
    expect(LIMIT.code ^ 132).toBe(0xd1);
    // What the controller sees, of a unit at 0x1D whose identifier begins with E6 61.
    expect(crc8([0x1d << 1, 0x55, (0x1d << 1) | 1, 0x0d, 0xe6])).toBe(0x61);
    expect(mayPassUnseen({ kind: 'flip', byte: 1, mask: 132 }, LIMIT, '0de6', '00cb')).toBe(true);
  });

  it('is objected to where the other reply is as long: eight wrong bits in a row are always found', () => {
    expect(findCommand(String(0x55 ^ 2))?.read).toBe('word');
    for (let mask = 1; mask < 256; mask++)
      expect(crc8([0x3a, 0x55 ^ mask, 0x3b, 0x0d, 0xe6])).not.toBe(crc8([0x3a, 0x55, 0x3b, 0x0d, 0xe6]));
    expect(mayPassUnseen({ kind: 'flip', byte: 1, mask: 2 }, LIMIT, '0de6', '00cb')).toBe(false);
  });

  it('is objected to where there is no such command: nobody answers it', () => {
    expect(findCommand(String(0x55 ^ 0xaa))).toBeUndefined();
    expect(mayPassUnseen({ kind: 'flip', byte: 1, mask: 0xaa }, LIMIT, 'ffff', '00cb')).toBe(false);
  });
});

describe('a block whose count was changed on the wire', () => {
  it('has its PEC looked for at another place', () => {
    expect(mayPassUnseen({ kind: 'flip', byte: 3, mask: 4 }, WIRE, '03010302', RIGHT_WIRE)).toBe(true);
    expect(mayPassUnseen({ kind: 'flip', byte: 3, mask: 4 }, WIRE, RIGHT_WIRE.replace('08', '09'), RIGHT_WIRE)).toBe(
      false,
    );
    expect(mayPassUnseen({ kind: 'flip', byte: 3, mask: 4 }, LIMIT, '04cb', '00cb')).toBe(false);
  });
});
