// A question (process call) that a unit had no time for within the barrier of 10 ms is asked again, in both profiles of refusal.
import { describe, expect, it } from 'vitest';
import { PmbusClient } from '../../host-tools/client/pmbus-client';
import { milliseconds } from '../../host-tools/sim/scheduler';
import { makeRack } from '../support/racks';

const READ_VIN = 0x88;
/** PMBus Part II 1.3.1, section 11.13: supported, for reading, LINEAR11. */
const KNOWN_READ = 0xa0;
/** Longer than the barrier. */
const PAUSE = milliseconds(25);

describe('a question to a unit whose JavaScript stands still', () => {
  it.each(['nack', 'poison'])(
    'is asked again, profile %s (bug: poison was taken for a fault of the bus)',
    async (refusal) => {
      const rack = await makeRack({ engine: 'node', units: `[{slot: 1, security: open, refusal: ${refusal}}]` });
      await rack.run(milliseconds(500));
      const client = new PmbusClient(rack.controller, () => rack.run(milliseconds(1)));
      rack.unit(1)!.pause(PAUSE);
      let answer: number | undefined;
      const asking = client.query(1, READ_VIN).then((byte) => {
        answer = byte;
      });
      await rack.scheduler.runUntil(milliseconds(600), () => answer !== undefined);
      await asking;
      expect(answer! & KNOWN_READ).toBe(KNOWN_READ);
      rack.close();
    },
  );
});
