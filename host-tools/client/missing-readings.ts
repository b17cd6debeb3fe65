// Readings that a unit has no value for, with the reason and the age of the last good one.
import type { PmbusClient } from './pmbus-client';

const READINGS = ['inputVoltage', 'inputCurrent', 'inputPower', 'outputVoltage', 'temperature', 'outputPower'] as const;
/** An age of that or more, or no good reading since reset. Milliseconds. */
const OLDEST = 0xffff;

export interface MissingReading {
  readonly reading: (typeof READINGS)[number];
  /** `not-yet`, `bus-failed`, `stale`, `unconfigured`, `implausible`. */
  readonly reason: string;
  /** Since the last good one; null for 65 seconds or more. */
  readonly ageMilliseconds: number | null;
}

/** @throws UnitError */
export async function missingReadings(client: PmbusClient, slot: number): Promise<readonly MissingReading[]> {
  const readings = await client.readFields(slot, 'MFR_READINGS');
  const ages = await client.readFields(slot, 'MFR_READING_AGES');
  return READINGS.filter((reading) => readings[`${reading}Status`] !== 'valid').map((reading) => ({
    reading,
    reason: String(readings[`${reading}Status`]),
    ageMilliseconds: ages[reading] === OLDEST ? null : Number(ages[reading]),
  }));
}

/** `inputVoltage: stale, last good 1.2 s ago`. */
export function missingText({ reading, reason, ageMilliseconds }: MissingReading): string {
  if (reason === 'not-yet') return `${reading}: ${reason}`;
  const age = ageMilliseconds === null ? 'more than 65 s' : `${(ageMilliseconds / 1000).toFixed(1)} s`;
  return `${reading}: ${reason}, last good ${age} ago`;
}
