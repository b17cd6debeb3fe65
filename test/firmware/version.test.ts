// One version: that of the package is what MFR_REVISION says.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FIRMWARE_VERSION } from '../../firmware/version';

interface Package {
  readonly version: string;
  readonly packages?: Readonly<Record<string, { readonly version?: string }>>;
}
const read = (file: string): Package =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')) as Package;

it('is that of package.json', () => {
  expect(FIRMWARE_VERSION).toBe(read('package.json').version);
});

it('is that of package-lock.json', () => {
  const lock = read('package-lock.json');
  expect([lock.version, lock.packages?.['']?.version]).toEqual([FIRMWARE_VERSION, FIRMWARE_VERSION]);
});

it('is a semantic version that fits into one block of SMBus 2', () => {
  expect(FIRMWARE_VERSION).toMatch(/^\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/);
  expect(FIRMWARE_VERSION.length).toBeLessThanOrEqual(32);
});
