// The electrical sections of `rack.yaml`: supply and load. Keys, ranges, defaults; and what the plant makes of them.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { BranchSettings } from '../plant/branch-settings';
import { constantDraw, type LoadProfile, PROFILE_NAMES, PROFILES } from '../plant/load-profile';
import { parseRecording } from '../plant/recording';
import type { SupplyOptions } from '../plant/supply';

const wholeNumber = (low: number, high: number) => z.int().min(low).max(high);

export const supplySchema = z.strictObject({
  millivolts: wholeNumber(1000, 15_000).default(5100).describe('Without load'),
  milliohms: wholeNumber(0, 1000).default(5).describe('Output resistance: how far the voltage droops'),
  limitMilliamps: wholeNumber(100, 200_000)
    .default(25_000)
    .describe('At this current the supply lets its voltage fall'),
  foldbackPercent: wholeNumber(5, 100)
    .default(100)
    .describe('What is left of the limit into a dead short; 100: no foldback'),
  busbarMilliohms: wholeNumber(0, 1000).default(0).describe('Part of the busbar that all units share'),
  slotMilliohms: wholeNumber(0, 1000).default(2).describe('Busbar tap and power pins of one slot'),
});

const LOAD_KEYS = ['milliamps', 'milliwatts', 'profile', 'recording'] as const;

export const loadSchema = z
  .strictObject({
    milliamps: wholeNumber(0, 20_000).optional().describe('A constant current'),
    milliwatts: wholeNumber(0, 100_000).optional().describe('A constant power, as a switching regulator draws it'),
    profile: z.enum(PROFILE_NAMES).optional().describe('What a Raspberry Pi 4 draws'),
    recording: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .describe('CSV of milliseconds,milliamps; a path from the folder of the rack file'),
    microfarads: wholeNumber(1, 100_000).default(470).describe('Input capacitors of the unit'),
    slopeVoltsPerSecond: wholeNumber(1, 100_000).default(500).describe("The gate's soft start"),
    startMillivolts: wholeNumber(100, 15_000).default(4000).describe('The unit starts from this voltage'),
    stopMillivolts: wholeNumber(100, 15_000).default(2500).describe('The unit stops below this voltage'),
  })
  .refine((load) => LOAD_KEYS.filter((key) => load[key] !== undefined).length <= 1, {
    message: `give one of ${LOAD_KEYS.join(', ')}`,
  })
  .refine((load) => load.stopMillivolts < load.startMillivolts, {
    message: 'stopMillivolts must be below startMillivolts',
  });

export type SupplyFile = z.infer<typeof supplySchema>;
export type LoadFile = z.infer<typeof loadSchema>;

const DEFAULT_MILLIAMPS = 600;

export const supplyOf = (file: SupplyFile): Partial<SupplyOptions> => ({
  volts: file.millivolts / 1000,
  ohms: file.milliohms / 1000,
  limitAmps: file.limitMilliamps / 1000,
  foldback: file.foldbackPercent / 100,
  busbarOhms: file.busbarMilliohms / 1000,
});

/** @throws RecordingError, or an error of the file system */
export function profileOf(load: LoadFile): LoadProfile {
  if (load.recording !== undefined) return parseRecording(readFileSync(load.recording, 'utf8'), load.recording);
  if (load.profile !== undefined) return PROFILES[load.profile];
  if (load.milliwatts !== undefined) return constantDraw({ watts: load.milliwatts / 1000 });
  return constantDraw({ amps: (load.milliamps ?? DEFAULT_MILLIAMPS) / 1000 });
}

export const loadSettingsOf = (load: LoadFile): BranchSettings => ({
  load: profileOf(load),
  farads: load.microfarads / 1e6,
  startVolts: load.startMillivolts / 1000,
  stopVolts: load.stopMillivolts / 1000,
  gate: { voltsPerSecond: load.slopeVoltsPerSecond },
});
