// The C core of the flash: its contract over a modelled chip, a live SMBus target beside it.
import { expect, it } from 'vitest';
import { flashConformance } from '../conformance/flash';
import { describeCore } from './describe-core';
import { FlashCore } from './flash-core';
import { NorChip, PowerCut } from './nor-chip';

const SECTOR = 4096;
const FIRST = 2 * SECTOR;
const LENGTH = 4 * SECTOR;
const SIZE = 8 * SECTOR;

describeCore('flash in C', () => {
  flashConformance('the C core', () => {
    const chip = new NorChip(SIZE, 5);
    let core = new FlashCore(chip, FIRST, LENGTH);
    return {
      first: FIRST,
      length: LENGTH,
      erase: (address, length) => core.erase(address, length),
      program: (address, bytes, length) => core.program(address, bytes, length),
      replace: (address, bytes, length) => core.replace(address, bytes, length),
      read: (address, length) => core.read(address, length),
      chip: () => chip.bytes.slice(),
      preset: (value) => chip.bytes.fill(value, FIRST - SECTOR, FIRST + LENGTH + SECTOR),
      log: chip.log,
      violations: chip.violations,
      setProtected: (isProtected) => {
        chip.faults.isProtected = isProtected;
      },
      hang: (hangs) => {
        chip.faults.hangs = hangs;
      },
      stick: (address) => {
        chip.faults.stuckAt = address;
      },
      writeOnBus: () => core.writeOnBus(),
      traffic: () => core.traffic(),
      withPowerCut: async (operation, change) => {
        chip.faults.operationsLeft = operation;
        let wasCut = false;
        try {
          await change();
        } catch (error) {
          if (!(error instanceof PowerCut)) throw error;
          wasCut = true;
        }
        core.close();
        chip.restart();
        core = new FlashCore(chip, FIRST, LENGTH);
        return wasCut;
      },
      close: () => core.close(),
    };
  });

  it.each([
    [100, SECTOR],
    [0, SECTOR + 1],
    [0xfffff000, 0x2000],
  ])('takes no region that is not of whole sectors: from %i, %i bytes', (first, length) => {
    expect(() => new FlashCore(new NorChip(SIZE, 5), first, length)).toThrow('whole sectors');
  });
});
