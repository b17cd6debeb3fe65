// Switches the unit and waits, as an operator would.
import { Operation } from '../../firmware/pmbus/commands';
import { findCommand } from '../client/pmbus-client';
import { CheckFailed } from './check';
import type { Place } from './place';

const OPERATION = findCommand('OPERATION')!;
/** Beyond delay, soft start and power-good of the board. */
const LONGEST_MS = 6000;
const POLL_MS = 10;

export interface UnitState {
  readonly state: string;
  readonly fault: string;
  readonly gateOn: number;
}

export const stateOf = async ({ client, slot }: Place): Promise<UnitState> =>
  (await client.readFields(slot, 'MFR_UNIT_STATE')) as unknown as UnitState;

/** @returns milliseconds that it took. @throws CheckFailed where `done` does not come true in time */
export async function waitFor(
  { clock }: Place,
  what: string,
  done: () => Promise<boolean>,
  longestMs = LONGEST_MS,
): Promise<number> {
  const began = await clock.now();
  for (;;) {
    const spent = (await clock.now()) - began;
    if (await done()) return Math.round(spent);
    if (spent > longestMs) throw new CheckFailed(`${what}: not within ${longestMs} ms`);
    await clock.sleep(POLL_MS);
  }
}

/** Waits for a state of the hot-swap machine. @throws CheckFailed that names the state and fault instead */
export async function waitForState(place: Place, wanted: string): Promise<number> {
  let seen: UnitState | undefined;
  try {
    return await waitFor(place, wanted, async () => {
      seen = await stateOf(place);
      // A latched fault ends by itself never.
      if (seen.state === 'faulted' && wanted !== 'faulted')
        throw new CheckFailed(`the unit is faulted, fault ${seen.fault}, not ${wanted}`);
      return seen.state === wanted;
    });
  } catch (error) {
    if (!(error instanceof CheckFailed) || seen?.state === 'faulted') throw error;
    throw new CheckFailed(`the unit is ${seen?.state}, fault ${seen?.fault}, not ${wanted} after ${LONGEST_MS} ms`);
  }
}

/** On or off, whatever it was, a latched fault ended. */
export async function reach(place: Place, wanted: 'on' | 'off'): Promise<void> {
  const { client, slot } = place;
  const { state } = await stateOf(place);
  if (state === wanted) return;
  if (wanted === 'off' || state === 'faulted' || state === 'retrying') {
    await client.write(slot, OPERATION, Operation.immediateOff);
    await waitForState(place, 'off');
  }
  if (wanted === 'on') {
    await client.write(slot, OPERATION, Operation.on);
    await waitForState(place, 'on');
  }
}
