// A client waits in the time of its bus: a rack that runs a board's image may be ten times slower than the clock on the wall.
// (bug: an order that an erase dropped went unnoticed, because the 20 ms until BUSY is told were 2 ms of the chip)
import { expect, it } from 'vitest';
import type { BusAdapter } from '../../host-tools/client/bus-adapter';
import { PmbusClient } from '../../host-tools/client/pmbus-client';

/** A bus whose controller does not wait for a stretched clock: there each write is followed by a wait. */
const busThat = (sleep?: (ms: number) => Promise<void>): BusAdapter => ({
  name: 'test',
  stretches: false,
  transfer: async () => ({ status: 'data-nack', read: [] }),
  ...(sleep && { sleep }),
  close: async () => {},
});

const FIRST_RECORD = 1;

async function waitsOf(bus: BusAdapter, sleep?: (ms: number) => Promise<void>): Promise<void> {
  await new PmbusClient(bus, sleep).readEvent(1, FIRST_RECORD).catch(() => {});
}

it('waits as the bus waits, where the bus has a time of its own', async () => {
  const waits: number[] = [];
  const note = async (ms: number): Promise<void> => void waits.push(ms);
  await waitsOf(busThat(note));
  expect(waits.length).toBeGreaterThan(0);
});

it('waits as it was told, whatever the bus has', async () => {
  const waits: string[] = [];
  await waitsOf(
    busThat(async () => void waits.push('bus')),
    async () => void waits.push('told'),
  );
  expect(new Set(waits)).toEqual(new Set(['told']));
});
