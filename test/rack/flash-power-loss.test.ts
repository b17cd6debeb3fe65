// The flash of an emulated BMC whose supply goes while operations wait for one another.
import { expect, it } from 'vitest';
import { FlashStatus, PAGE_BYTES, SECTOR_BYTES } from '../../firmware/io/flash/flash';
import { W25Q16JV } from '../../host-tools/flash/nor-flash';
import { BmcFlash } from '../../host-tools/rack/bmc-flash';
import { Random } from '../../host-tools/sim/random';
import { microseconds, Scheduler } from '../../host-tools/sim/scheduler';

const page = (byte: number): Uint8Array => new Uint8Array(PAGE_BYTES).fill(byte);

async function flashAfter(seed: number, lossAtUs: number): Promise<readonly Uint8Array[]> {
  const scheduler = new Scheduler();
  const flash = new BmcFlash({
    sectors: 1,
    scheduler,
    random: new Random(seed),
    port: () => undefined,
    pause: () => {},
  });
  flash.chip.program(0, page(0x00));
  // In one turn of JavaScript: the page is programmed behind the erase.
  expect([flash.erase(0), flash.program(0, page(0xa5), PAGE_BYTES)]).toEqual([FlashStatus.ok, FlashStatus.ok]);
  await scheduler.runUntil(microseconds(lossAtUs));
  flash.losePower();
  return [flash.chip.read(0, PAGE_BYTES), flash.chip.read(PAGE_BYTES, SECTOR_BYTES - PAGE_BYTES)];
}

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);
const holds = (bytes: Uint8Array, ...values: readonly number[]): boolean =>
  bytes.every((byte) => values.includes(byte));

it('what waited behind an erase that the power failed in was never done', async () => {
  const seen = new Set<string>();
  for (const seed of SEEDS) {
    const [first] = await flashAfter(seed, W25Q16JV.eraseMicroseconds / 2);
    seen.add(holds(first!, 0x00) ? 'as it was' : holds(first!, 0xff) ? 'erased' : 'in between');
    expect(holds(first!, 0xa5)).toBe(false);
  }
  expect(seen).toContain('as it was');
});

it('an erase that was over is whole, whatever became of the page behind it', async () => {
  for (const seed of SEEDS) {
    const [first, rest] = await flashAfter(seed, W25Q16JV.eraseMicroseconds + W25Q16JV.programMicroseconds / 2);
    expect(holds(rest!, 0xff)).toBe(true);
    // Bits that the page has as ones were never programmed.
    expect(first!.every((byte) => (byte & 0xa5) === 0xa5)).toBe(true);
  }
});
