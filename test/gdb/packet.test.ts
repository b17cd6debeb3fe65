// Packets as "Debugging with GDB", appendix "GDB Remote Serial Protocol", section Overview, has them. Sums were added up by hand.
import { describe, expect, it } from 'vitest';
import { checksum, PacketReader, packetOf } from '../../host-tools/gdb/packet';

describe('the sum of a packet', () => {
  it.each([
    // 0x4f + 0x4b
    ['OK', '9a'],
    ['', '00'],
    // 0x67
    ['g', '67'],
    // 0x53 + 0x30 + 0x35
    ['S05', 'b8'],
    // 0x45 + 0x30 + 0x31
    ['E01', 'a6'],
    // Above 255: 3 * 0xff = 0x2fd
    ['\xff\xff\xff', 'fd'],
  ])('of %j is %s', (payload, sum) => {
    expect(checksum(payload)).toBe(sum);
    expect(packetOf(payload)).toBe(`$${payload}#${sum}`);
  });

  it('counts what is sent: # $ } * as } and the character with bit 5 turned', () => {
    // 0x7d 0x03, 0x7d 0x04, 0x7d 0x5d, 0x7d 0x0a: 4 * 0x7d + 0x03 + 0x04 + 0x5d + 0x0a = 0x262
    expect(packetOf('#$}*')).toBe('$}\x03}\x04}\x5d}\x0a#62');
  });
});

describe('what comes in', () => {
  const read = (...parts: string[]) => {
    const reader = new PacketReader();
    return parts.flatMap((part) => reader.feed(part));
  };

  // 0x6d + 0x32 + 7 * 0x30 + 0x2c + 0x34 = 0x24f
  it('is a packet once all of it is there, however it is cut', () => {
    expect(read('+$m2000', '0000,4#', '4', 'f')).toEqual([{ kind: 'packet', payload: 'm20000000,4' }]);
  });

  it('may be several packets at once, with acknowledgements between', () => {
    expect(read('$g#67+$?#3f')).toEqual([
      { kind: 'packet', payload: 'g' },
      { kind: 'packet', payload: '?' },
    ]);
  });

  it('is unescaped after its sum was checked', () => {
    // X0,2: and the bytes 0x23 0x7d: 0x58+0x30+0x2c+0x32+0x3a + 0x7d+0x03 + 0x7d+0x5d = 0x27a
    expect(read('$X0,2:}\x03}\x5d#7a')).toEqual([{ kind: 'packet', payload: 'X0,2:#}' }]);
  });

  it('takes a sum in capitals, and says where it is wrong', () => {
    expect(read('$OK#9A')).toEqual([{ kind: 'packet', payload: 'OK' }]);
    expect(read('$OK#9b$g#67')).toEqual([{ kind: 'damaged' }, { kind: 'packet', payload: 'g' }]);
  });

  it('knows Ctrl-C and the call to send again, and passes over the rest', () => {
    expect(read('\x03-+xyz$g#67')).toEqual([
      { kind: 'interrupt' },
      { kind: 'again' },
      { kind: 'packet', payload: 'g' },
    ]);
  });

  it('drops what never ends', () => {
    expect(read(`$${'m'.repeat(20_000)}`)).toEqual([{ kind: 'damaged' }]);
  });
});
