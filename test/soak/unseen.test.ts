// What the PEC cannot tell, by a CRC-8 that is not the firmware's.
import { describe, expect, it } from 'vitest';
import { mayPassUnseen } from '../../host-tools/soak/kinds/bus';
import { crc8 } from '../support/crc8';

describe('a read with SDA held low from a byte on', () => {
  it('(found by a soak) has a right PEC of zero now and then: MFR_WIRE at 0x1F from its fourth byte on', () => {
    const zeroed = [0x1f << 1, 0xd0, (0x1f << 1) | 1, 7, 1, 3, 0, 0, 0, 0, 0];
    expect(crc8(zeroed)).toBe(0);
    expect(mayPassUnseen({ kind: 'stuck-sda', byte: 6 }, '0701030000000000')).toBe(true);
  });

  it('is objected to where its last byte is no zero, and any other disturbance is', () => {
    expect(mayPassUnseen({ kind: 'stuck-sda', byte: 6 }, '0701030000000008')).toBe(false);
    expect(mayPassUnseen({ kind: 'flip', byte: 6, mask: 1 }, '0701030000000000')).toBe(false);
  });
});
