// What the image and the parts are made of: seen in what gcc-arm-none-eabi built, before anything runs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bootStageCheckSum, buildElf, buildImage, buildParts, tool } from './build';
import { describeNative } from './describe-native';
import { Op } from './mailbox';

const FLASH = 0x1000_0000;
const RAM = 0x2000_0000;
const RAM_CODE = '.time_critical.racklet_code';
const HEADER = join(import.meta.dirname, 'c/mailbox.h');

/** Sections of the object file that a board keeps in RAM. */
const isInRam = (section: string): boolean => section.startsWith('.time_critical') || section === '.bss';

describeNative('the RP2040 parts as built for the board', () => {
  it('need nothing of a C library but memset, and of the compiler a division', () => {
    const needed = [...tool('nm', '-u', buildParts()).matchAll(/ U (\w+)$/gm)].map((match) => match[1]!);
    const given = new Set(['memset', '__aeabi_uidiv', '__aeabi_idiv', '__aeabi_uidivmod']);
    expect(needed.filter((name) => !given.has(name))).toEqual([]);
  });

  it('refer from code that runs while the flash is busy to nothing outside of RAM', () => {
    const object = buildParts();
    const sections = new Map<string, string>();
    for (const [, section, name] of tool('objdump', '-t', object).matchAll(/^[0-9a-f]{8} .{7} (\S+)\s+\S+ (\S+)$/gm)) {
      sections.set(name!, section!);
    }
    const references = [...tool('objdump', '-r', '-j', RAM_CODE, object).matchAll(/ R_ARM_\w+\s+(\S+)/g)];
    const outside = references.map((match) => match[1]!).filter((name) => !isInRam(sections.get(name) ?? name));
    expect(references.length).toBeGreaterThan(20);
    expect(outside).toEqual([]);
    const vectors = ['rp2040_smbus_target_i2c_vector', 'rp2040_smbus_target_watch_vector', 'rp2040_trip_vector'];
    for (const name of [...vectors, 'trip_edge', 'gate_latch_hold_clear', 'smbus_target_received']) {
      expect(sections.get(name), name).toBe(RAM_CODE);
    }
  });

  it('name what they offer by the core or by rp2040_, so that they stand beside any SDK', () => {
    const offered = [...tool('nm', '-g', '--defined-only', buildParts()).matchAll(/ [A-Z] (\w+)$/gm)];
    const names = offered.map((match) => match[1]!);
    const strangers = names.filter((name) => !/^(rp2040|racklet|smbus_target|reply_pool|write_queue)_/.test(name));
    expect(strangers.filter((name) => !/^(trip|gate_latch|flash)_[a-z_]+$/.test(name))).toEqual([]);
  });
});

describeNative('the test image', () => {
  it('calls nothing in flash from RAM by way of a veneer', () => {
    const listing = tool('objdump', '-d', '-j', '.data', buildElf());
    expect(listing).toContain('<rp2040_smbus_target_i2c_vector>:');
    expect(listing).not.toMatch(/veneer/);
  });

  it('starts with a boot stage of 252 bytes and the check sum that the boot ROM wants', () => {
    // Catalogue of parametrised CRC algorithms, CRC-32/MPEG-2: check value of "123456789".
    expect(bootStageCheckSum(new TextEncoder().encode('123456789'))).toBe(0x0376_e6e7);
    const { bytes } = buildImage();
    const view = new DataView(bytes.buffer);
    expect(view.getUint32(252, true)).toBe(bootStageCheckSum(bytes.subarray(0, 252)));
    expect(
      bytes.subarray(200, 252).every((byte) => byte === 0),
      'and room behind it',
    ).toBe(true);
  });

  it('has its stack in RAM and its start in flash, as Thumb code', () => {
    const { bytes, symbols } = buildImage();
    const view = new DataView(bytes.buffer);
    const [stack, start] = [view.getUint32(0x100, true), view.getUint32(0x104, true)];
    expect(stack).toBeGreaterThan(RAM);
    expect(start).toBe(symbols.get('image_start')! | 1);
    expect(start).toBeGreaterThan(FLASH);
  });

  it('numbers the operations of its mailbox as the test does', () => {
    const numbers: Record<string, number> = {};
    for (const [, name, value] of readFileSync(HEADER, 'utf8').matchAll(/^ {2}OP_(\w+) = (\d+),/gm)) {
      numbers[name!.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())] = Number(value);
    }
    expect(numbers).toEqual({ ...Op });
  });
});
