// The bytes of the store, as docs/store.md lays them out. Made by hand, their check sums by zlib's crc32.
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../firmware/store/bytes';
import { ConfigStore } from '../../firmware/store/config-store';
import { LogRing } from '../../firmware/store/log-ring';
import { emptyRecord } from '../../firmware/store/record';
import { entriesOf } from '../support/config-entries';
import { ModelFlash } from '../support/model-flash';

const HEAD = '524b4c470100ffff0100000001000000ffffffffffffffffffffffff98ccc84c';
const RECORD = '0100000046000000070008810081246903000000fcfffffff40100004138c31d';
const CONFIG = '524b434601ffffff0100000002000000ffffffffffffffffffffffff2bbd120146ffffff881300004fffffff084c0100';

const hex = (flash: ModelFlash, offset: number, length: number): string =>
  Buffer.from(flash.chip.read(offset, length)).toString('hex');

it('CRC-32 of "123456789" is 0xCBF43926 (ISO 3309)', () => {
  expect(crc32(Buffer.from('.123456789.'), 1, 10)).toBe(0xcbf4_3926);
});

describe('log', () => {
  it('head and record are written so', () => {
    const flash = new ModelFlash(3);
    const ring = new LogRing(flash, 0, 3);
    ring.mount();
    ring.prepare();
    ring.append({
      ...emptyRecord(),
      uptime: 70,
      boot: 7,
      code: 8,
      detail: 1,
      wanted: true,
      unixTime: 1_764_000_000,
      a: 3,
      b: -4,
      c: 500,
    });
    expect([hex(flash, 0, 32), hex(flash, 32, 32)]).toEqual([HEAD, RECORD]);
  });

  it('and read so', () => {
    const flash = new ModelFlash(3);
    flash.chip.program(0, Buffer.from(HEAD + RECORD, 'hex'));
    const ring = new LogRing(flash, 0, 3);
    ring.mount();
    const out = emptyRecord();
    expect(ring.find(0, out)).toBe(true);
    expect(out).toEqual({
      sequence: 1,
      uptime: 70,
      boot: 7,
      code: 8,
      detail: 1,
      wanted: true,
      unixTime: 1_764_000_000,
      a: 3,
      b: -4,
      c: 500,
    });
  });
});

describe('configuration', () => {
  it('is written so', () => {
    const flash = new ModelFlash(2);
    const config = new ConfigStore(flash, 0);
    config.mount();
    config.begin();
    config.put(0x46, 5000);
    config.put(0x4f, 85_000);
    config.commit();
    config.work();
    config.work();
    expect([config.isBusy, config.generation, hex(flash, 0, 48)]).toEqual([false, 1, CONFIG]);
  });

  it('and read so', () => {
    const flash = new ModelFlash(2);
    flash.chip.program(4096, Buffer.from(CONFIG, 'hex'));
    const config = new ConfigStore(flash, 0);
    config.mount();
    expect([config.generation, config.count]).toEqual([1, 2]);
    expect(entriesOf(config)).toEqual([
      [0x46, 5000],
      [0x4f, 85_000],
    ]);
  });
});
