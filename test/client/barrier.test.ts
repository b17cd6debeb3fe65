// A read behind a write to a unit that has no time for longer than the barrier of 10 ms: refused, and asked again until it is answered.
// (bug: a restore of the configuration, 29 ms of JavaScript on a board, failed with "refused the read" or "damaged on the bus")
import { afterEach, describe, expect, it } from 'vitest';
import { findCommand, PmbusClient } from '../../host-tools/client/pmbus-client';
import type { Rack } from '../../host-tools/rack/rack';
import { milliseconds, seconds } from '../../host-tools/sim/scheduler';
import { ended, makeRack } from '../support/racks';

const OT_WARN_LIMIT = findCommand('OT_WARN_LIMIT')!;
/** LINEAR11 with exponent 0. */
const DEGREES = 80;
let rack: Rack | undefined;
afterEach(() => rack?.close());

async function unitOf(refusal: string): Promise<PmbusClient> {
  const here = await makeRack({ engine: 'node', units: `[{slot: 1, security: open, refusal: ${refusal}}]` });
  rack = here;
  await here.run(milliseconds(500));
  return new PmbusClient(here.controller, () => here.run(milliseconds(1)));
}

describe.each(['nack', 'poison'])('behind a write, profile %s', (refusal) => {
  it.each([0, 25, 90])('JavaScript stands still for %i ms: the write is read back', async (pause) => {
    const client = await unitOf(refusal);
    if (pause > 0) rack!.unit(1)!.pause(milliseconds(pause));
    await ended(rack!, client.write(1, OT_WARN_LIMIT, DEGREES));
    expect((await ended(rack!, client.read(1, OT_WARN_LIMIT))).value).toBe(1000 * DEGREES);
  });

  it('the first read may be MFR_WIRE itself', async () => {
    const client = await unitOf(refusal);
    rack!.unit(1)!.pause(milliseconds(25));
    await ended(rack!, client.write(1, findCommand('CLEAR_FAULTS')!));
    expect((await ended(rack!, client.readFields(1, 'MFR_WIRE'))).wireVersion).toBeGreaterThan(0);
  });

  it('a unit that does not come back is refused, not asked for ever', async () => {
    const client = await unitOf(refusal);
    rack!.unit(1)!.pause(seconds(2));
    await expect(ended(rack!, client.write(1, OT_WARN_LIMIT, DEGREES))).rejects.toThrow(/OT_WARN_LIMIT|MFR_WIRE/);
    expect(rack!.scheduler.now).toBeLessThan(seconds(2));
  });
});
