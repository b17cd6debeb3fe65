// The store: event log, configuration, black box. What only a loss of power shows is asked where a tray can be pulled.
import { LogFlag } from '../../../firmware/pmbus/log-view';
import { decodeBox } from '../../black-box/decode';
import { findCommand } from '../../client/pmbus-client';
import { UnitError } from '../../client/unit-error';
import { CannotCheck, type Check, expect, needsOpen } from '../check';
import { reach, waitFor } from '../operate';
import type { Place } from '../place';

/** Records looked at, the newest. */
const RECORDS = 100;
/** An event is in flash, and a configuration too, within that. */
const STORED_MS = 5000;
const CLOCKS_AGREE_SECONDS = 5;
/** Longer than the hold-up of a BMC's supply. */
const PULLED_MS = 500;
const STORE_USER_ALL = findCommand('STORE_USER_ALL')!;
const RESTORE_USER_ALL = findCommand('RESTORE_USER_ALL')!;
/** A register that nothing depends on for a moment. LINEAR11, in degrees: exponent 0. */
const SCRATCH = findCommand('OT_WARN_LIMIT')!;

interface LogState {
  readonly oldest: number;
  readonly next: number;
  readonly flags: number;
  readonly generation: number;
  readonly boxes: number;
}

const logState = async ({ client, slot }: Place): Promise<LogState> =>
  (await client.readFields(slot, 'MFR_LOG_STATE')) as unknown as LogState;

async function keepsOrder(place: Place): Promise<string> {
  const { client, slot } = place;
  const { oldest, next, flags } = await logState(place);
  expect((flags & LogFlag.fault) === 0, 'the unit says that its flash does not keep what it is given');
  let wanted = Math.max(oldest, next - RECORDS);
  const first = wanted;
  let last: { boot: number; uptime: number } | undefined;
  for (;;) {
    const record = await client.readEvent(slot, wanted);
    if (record === undefined) break;
    expect(record.sequence >= wanted, `record ${record.sequence} came where ${wanted} was asked for`);
    expect(
      last === undefined || record.boot > last.boot || (record.boot === last.boot && record.uptime >= last.uptime),
      `record ${record.sequence} is older than the one before it`,
    );
    last = record;
    wanted = record.sequence + 1;
  }
  expect(last !== undefined, 'the log is empty: not even the start of the BMC is in it');
  return `records ${first} to ${wanted - 1}, in order`;
}

async function stampsTime(place: Place): Promise<string> {
  const { client, slot } = place;
  const { next } = await logState(place);
  const now = Math.floor(Date.now() / 1000);
  // Less than a jump is a clock that is kept in step, and no event.
  await client.writeTime(slot, now - 100);
  await client.writeTime(slot, now);
  let stamped: number | undefined;
  await waitFor(
    place,
    'a record that the time of day was set',
    async () => {
      for (let at = next; ; ) {
        const record = await client.readEvent(slot, at);
        if (record === undefined) return false;
        if (record.event === 'time-set') stamped = record.unixTime;
        if (stamped !== undefined && Math.abs(stamped - now) <= CLOCKS_AGREE_SECONDS) return true;
        at = record.sequence + 1;
      }
    },
    STORED_MS,
  );
  const off = Math.abs(stamped! - now);
  expect(off <= CLOCKS_AGREE_SECONDS, `the record carries a time that is ${off} s off`);
  return 'logged with the time of day';
}

const scratchWord = async ({ client, slot }: Place): Promise<number> => {
  const [low, high] = await client.readBytes(slot, SCRATCH);
  return low! | (high! << 8);
};

/** One degree from `word` on, to the side where there is room. */
const nextTo = (word: number): number => word ^ 0x01;

async function restores(place: Place): Promise<string> {
  const { client, slot } = place;
  if ((await logState(place)).generation === 0) throw new CannotCheck('the unit has no stored configuration yet');
  await client.write(slot, RESTORE_USER_ALL);
  const stored = await scratchWord(place);
  await client.write(slot, SCRATCH, nextTo(stored));
  await client.write(slot, RESTORE_USER_ALL);
  const back = await scratchWord(place);
  expect(
    back === stored,
    `${SCRATCH.name} is 0x${back.toString(16)} behind RESTORE_USER_ALL, stored was 0x${stored.toString(16)}`,
  );
  return `${SCRATCH.name} changed and came back from flash`;
}

async function stores(place: Place): Promise<string> {
  const { client, slot } = place;
  const { generation } = await logState(place);
  // What is stored stays what is stored; where nothing is, it is what the unit starts with anyway.
  if (generation > 0) await client.write(slot, RESTORE_USER_ALL);
  const stored = await scratchWord(place);
  await client.write(slot, STORE_USER_ALL);
  await waitFor(
    place,
    'the next generation of the configuration',
    async () => (await logState(place)).generation > generation,
    STORED_MS,
  );
  await client.write(slot, SCRATCH, nextTo(stored));
  await client.write(slot, RESTORE_USER_ALL);
  expect((await scratchWord(place)) === stored, `${SCRATCH.name} did not come back from the stored configuration`);
  return `generation ${generation + 1} is in flash`;
}

async function decodesBox(place: Place): Promise<string> {
  const { boxes } = await logState(place);
  if (boxes === 0) throw new CannotCheck('no fault has been recorded yet');
  const box = decodeBox(await place.client.readBox(place.slot, 0));
  return `the newest of ${boxes}: ${box.fault}, ${box.steps.length} steps`;
}

/** 0 while the unit starts: it refuses what it does not know yet, and answers at once what never changes. */
async function bootCount({ client, slot }: Place): Promise<number> {
  try {
    return Number((await client.readFields(slot, 'MFR_HARDWARE')).bootCount);
  } catch (error) {
    if (!(error instanceof UnitError) || error.kind !== 'refused') throw error;
    return 0;
  }
}

async function outlivesLoss(place: Place): Promise<string> {
  const { client, slot, rack } = place;
  const wasOn = Number((await client.readFields(slot, 'MFR_UNIT_STATE')).gateOn) === 1;
  await waitFor(
    place,
    'every event in flash',
    async () => Number((await client.readFields(slot, 'MFR_LOG_STATE')).waiting) === 0,
    STORED_MS,
  );
  const before = await logState(place);
  const kept = await client.readEvent(slot, before.next - 1);
  const boot = await bootCount(place);
  await rack!.plant('remove', slot);
  await place.clock.sleep(PULLED_MS);
  await rack!.plant('insert', slot);
  await waitFor(place, 'the unit answers again', async () => await client.isPresent(slot), STORED_MS);
  await waitFor(place, 'the next start of the BMC', async () => (await bootCount(place)) > boot, STORED_MS);
  const again = await client.readEvent(slot, before.next - 1);
  expect(
    JSON.stringify(again) === JSON.stringify(kept),
    `record ${before.next - 1} is not what it was before the loss of power`,
  );
  const after = await logState(place);
  expect(after.generation === before.generation, 'the stored configuration is another one');
  if (wasOn && !place.isClosed) await reach(place, 'on');
  return `record ${before.next - 1} is still there, and ${after.next - before.next} new ones`;
}

const check = (name: string, run: Check['run'], more: Partial<Check> = {}): Check => ({
  suite: 'store',
  name,
  run,
  ...more,
});

export const STORE_CHECKS: readonly Check[] = [
  check('keeps its log in order', keepsOrder),
  check('logs the time of day', stampsTime, { switches: 'sets the time of day' }),
  check('stores the configuration', stores, {
    switches: 'writes the stored configuration again (the present one where there is none)',
    missing: needsOpen,
  }),
  check('restores the configuration', restores, {
    switches: 'changes a warning limit and restores it',
    missing: needsOpen,
  }),
  check('its newest black box is whole', decodesBox),
  check('the log outlives a loss of power', outlivesLoss, {
    switches: 'pulls the tray and pushes it in again',
    missing: ({ rack, isClosed }) =>
      rack === undefined
        ? 'nobody here can pull the tray'
        : isClosed
          ? 'a closed unit cannot be switched on again'
          : undefined,
  }),
];
