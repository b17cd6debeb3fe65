// An over-current: its alarm rises, is read again while the current lasts although each read clears it, and falls after.
import { type Job, type JudgedUnit, named } from '../job';
import { expect, type Results } from '../results';

/** Between the warning (4 A) and the fault (5 A) of the output, below the warning of the input (4.5 A). */
const OVER_CURRENT_MILLIAMPS = 4200;
const READS_WHILE_IT_LASTS = 5;
const LONGEST_WAIT_READS = 40;

export async function checkAlarms(job: Job, results: Results): Promise<void> {
  for (const refusal of ['nack', 'poison'] as const) {
    const unit = job.unit('open', refusal);
    await results.check(`an over-current raises, holds and drops its alarm on ${named(unit)}`, () =>
      overCurrent(job, unit),
    );
  }
}

async function overCurrent(job: Job, unit: JudgedUnit): Promise<string> {
  const alarm = () => job.attribute(unit, 'curr2_max_alarm');
  expect((await alarm()) === 0, 'the alarm stands before anything happened');
  await job.rack.socket.disturbPlant({ kind: 'load', slot: unit.slot, milliamps: OVER_CURRENT_MILLIAMPS });
  try {
    await staysUp(job, unit, alarm);
  } finally {
    await job.rack.socket.disturbPlant({ kind: 'heal', what: 'load', slot: unit.slot });
  }
  const fell = await waitFor(alarm, 0);
  expect(fell > 0, 'the alarm stays after the over-current');
  expect((await alarm()) === 0, 'the alarm rose again after the over-current');
  return `1 for ${READS_WHILE_IT_LASTS} reads at ${OVER_CURRENT_MILLIAMPS} mA, 0 after`;
}

async function staysUp(job: Job, unit: JudgedUnit, alarm: () => Promise<number>): Promise<void> {
  const rose = await waitFor(alarm, 1);
  expect(rose > 0, `curr2_max_alarm stays 0 at ${OVER_CURRENT_MILLIAMPS} mA`);
  for (let i = 0; i < READS_WHILE_IT_LASTS; i++) {
    expect((await alarm()) === 1, 'the alarm fell while the over-current lasted');
  }
  expect((await job.attribute(unit, 'curr2_crit_alarm')) === 0, 'curr2_crit_alarm stands below its limit');
}

/** @returns how many reads it took, 0 where it never came */
async function waitFor(read: () => Promise<number>, wanted: number): Promise<number> {
  for (let i = 1; i <= LONGEST_WAIT_READS; i++) if ((await read()) === wanted) return i;
  return 0;
}
