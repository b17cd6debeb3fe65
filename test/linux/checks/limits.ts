// Limits written through sysfs arrive in the firmware; where writing is protected they cannot be written, or change nothing.
import { ROWS } from '../../../firmware/pmbus/commands';
import { findCommand } from '../../../host-tools/client/pmbus-client';
import { attributesOf } from '../hwmon-attributes';
import { type Job, type JudgedUnit, named } from '../job';
import { HWMON_PER_UNIT } from '../resolution';
import { expect, type Results } from '../results';
import { stepOf } from './binding';

const WRITE_PROTECT = findCommand('WRITE_PROTECT')!;
const PROTECTED = 0x80;
const LOWERED = 0.95;

export async function checkLimits(job: Job, results: Results): Promise<void> {
  for (const refusal of ['nack', 'poison'] as const) {
    const open = job.unit('open', refusal);
    await results.check(`every limit written through sysfs arrives in ${named(open)}`, () => writeAll(job, open));
    await results.check(`WRITE_PROTECT set after binding keeps the limits of ${named(open)}`, () =>
      protectedLater(job, open),
    );
    const closed = job.unit('closed', refusal);
    await results.check(`the limits of ${named(closed)} cannot be written`, () =>
      writeRefused(job, closed, 'curr2_max'),
    );
  }
}

const limits = attributesOf(ROWS).filter(({ role }) => role === 'limit');
const codeOf = (name: string): number => limits.find((limit) => limit.name === name)!.code;

/** What the firmware has, over the socket, in the unit of hwmon. */
async function inFirmware(job: Job, unit: JudgedUnit, code: number): Promise<number> {
  const { value, unit: told } = await job.client.read(unit.slot, findCommand(String(code))!);
  return Number(value) * HWMON_PER_UNIT[told]!;
}

async function writeAll(job: Job, unit: JudgedUnit): Promise<string> {
  for (const { name, code } of limits) {
    const before = await inFirmware(job, unit, code);
    const wanted = Math.round(before * LOWERED);
    expect((await job.set(unit, name, wanted)) === 0, `${name}: the write failed`);
    const after = await inFirmware(job, unit, code);
    expect(Math.abs(after - wanted) <= 2 * stepOf(name, wanted), `${name}: wrote ${wanted}, the firmware has ${after}`);
    expect((await job.set(unit, name, before)) === 0, `${name}: the second write failed`);
  }
  return `${limits.length} limits`;
}

async function writeRefused(job: Job, unit: JudgedUnit, name: string): Promise<string> {
  const before = await inFirmware(job, unit, codeOf(name));
  const code = await job.set(unit, name, Math.round(before * LOWERED));
  const after = await inFirmware(job, unit, codeOf(name));
  expect(after === before, `${name} went from ${before} to ${after}`);
  return code === 0 ? 'taken by the driver, without effect' : 'refused';
}

async function protectedLater(job: Job, unit: JudgedUnit): Promise<string> {
  await job.client.write(unit.slot, WRITE_PROTECT, PROTECTED);
  try {
    return await writeRefused(job, unit, 'curr2_max');
  } finally {
    await job.client.write(unit.slot, WRITE_PROTECT, 0);
  }
}
