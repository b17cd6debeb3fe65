// Limits of the bus against SMBus 3.2, and the addresses of the slots against those that SMBus reserves.
import { describe, expect, it } from 'vitest';
import * as limits from '../../firmware/smbus/limits';
import { withHex } from '../support/hex';

/** SMBus 3.2, appendix C, and I2C: addresses that no unit may take. */
const RESERVED = [
  [0x00, 0x07, 'I2C: general call, CBUS, other formats, high speed'],
  [0x08, 0x08, 'SMBus host'],
  [0x0c, 0x0c, 'SMBus alert response'],
  [0x28, 0x28, 'ACCESS.bus host'],
  [0x37, 0x37, 'ACCESS.bus default address'],
  [0x61, 0x61, 'SMBus device default address (ARP)'],
  [0x78, 0x7f, 'I2C: ten-bit addresses, device id'],
] as const;

describe('limits of SMBus 3.2', () => {
  it('idle after SCL low for tTIMEOUT: 25 to 35 ms', () => {
    expect(limits.CLOCK_LOW_TIMEOUT_MS).toBeGreaterThanOrEqual(25);
    expect(limits.CLOCK_LOW_TIMEOUT_MS).toBeLessThanOrEqual(35);
  });

  it('the barrier fits into tLOW:SEXT: 25 ms a message', () => {
    expect(limits.BARRIER_MS).toBeGreaterThan(0);
    expect(limits.BARRIER_MS).toBeLessThan(25);
  });

  it('largest block: 255 bytes, 32 for SMBus 2 and the ioctls of Linux', () => {
    expect(limits.LARGEST_BLOCK).toBe(255);
    expect(limits.LARGEST_LINUX_BLOCK).toBe(32);
  });
});

describe('addresses of the slots', () => {
  const addresses = Array.from({ length: limits.SLOT_COUNT }, (_, slot) => limits.addressOfSlot(slot));

  it('sixteen, 0x10 to 0x1F', () => {
    expect(addresses).toEqual([
      0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
    ]);
  });

  it.each(withHex(RESERVED))('none of them is from %s, %i to %i: %s', (_, first, last) => {
    expect(addresses.filter((address) => address >= first && address <= last)).toEqual([]);
  });
});
