// Addresses: two BMCs at one address, straps that cannot be read, and how soon a new unit is found.
import { describe, expect, it } from 'vitest';
import { DISCOVERY_PERIOD_MS, Discovery, type DiscoveryEvent } from '../../host-tools/client/discovery';
import { PmbusClient } from '../../host-tools/client/pmbus-client';
import type { Rack } from '../../host-tools/rack/rack';
import { milliseconds } from '../../host-tools/sim/scheduler';
import { makeRack, readOf, transfer } from '../support/racks';

/** Slot 3 is 0b00011, even parity. */
const STRAPS_OF_SLOT_3 = 0b0_0011;
/** One line of slot 5 (0b00101) broken: odd parity. */
const BROKEN_STRAPS = 0b0_0100;

/** One round of discovery, with time passing meanwhile. */
async function round(rack: Rack, discovery: Discovery): Promise<readonly DiscoveryEvent[]> {
  let events: readonly DiscoveryEvent[] | undefined;
  void discovery.round().then((found) => {
    events = found;
  });
  while (events === undefined) await rack.run(milliseconds(1));
  return events;
}

describe('addresses', () => {
  it('two BMCs at one address are found and reported, and their gates stay as they are', async () => {
    const units = `[{slot: 3}, {slot: 5, straps: ${STRAPS_OF_SLOT_3}}, {slot: 6}]`;
    const rack = await makeRack({ engine: 'node', units });
    await rack.run(milliseconds(900));
    const discovery = new Discovery(new PmbusClient(rack.controller));
    const events = [...(await round(rack, discovery)), ...(await round(rack, discovery))];
    expect(events).toEqual([
      { slot: 3, kind: 'joined' },
      { slot: 6, kind: 'joined' },
      { slot: 3, kind: 'conflict' },
    ]);
    expect(rack.units.map((unit) => unit.latch.isOn)).toEqual([true, true, true]);
    // STATUS_MFR_SPECIFIC bit 5 of the unit that lost.
    expect((await transfer(rack, readOf(3, 0xd8, 1))).read[0]![0]).toBe(0);
    rack.close();
  });

  it('a reply stays right while two answer: the loser leaves the bus to the winner', async () => {
    const rack = await makeRack({ engine: 'node', units: `[{slot: 3}, {slot: 5, straps: ${STRAPS_OF_SLOT_3}}]` });
    await rack.run(milliseconds(900));
    const client = new PmbusClient(rack.controller);
    let id: unknown;
    void client.readFields(3, 'MFR_HARDWARE').then((fields) => {
      id = fields.uniqueId;
    });
    await rack.run(milliseconds(20));
    // Unique ids end in the slot number; 3 = 0b011 and 5 = 0b101 differ in bits 1 and 2: bit 2 comes first, and low wins.
    expect(id).toBe('e6615241434b0003');
    rack.close();
  });

  it('a unit alone at its address says so', async () => {
    const rack = await makeRack({ engine: 'node', units: '[{slot: 3}]' });
    await rack.run(milliseconds(100));
    expect((await transfer(rack, readOf(3, 0xd8, 1))).read[0]![0]).toBe(0xff);
    rack.close();
  });

  it('a unit whose straps cannot be read answers behind the last slot, says why, and is not switched on', async () => {
    const rack = await makeRack({ engine: 'node', units: `[{slot: 5, straps: ${BROKEN_STRAPS}}, {slot: 1}]` });
    await rack.run(milliseconds(900));
    const discovery = new Discovery(new PmbusClient(rack.controller));
    expect(await round(rack, discovery)).toEqual([
      { slot: 1, kind: 'joined' },
      { slot: 16, kind: 'strap-fault' },
    ]);
    expect(rack.unit(5)!.latch.isOn).toBe(false);
    expect((await transfer(rack, readOf(16, 0x80, 1))).read[0]![0]! & 0x10).toBe(0x10);
    rack.close();
  });

  it('a tray that is pushed in is found within one second, and one that is pulled is missed', async () => {
    const rack = await makeRack({ engine: 'node', units: '[{slot: 1}, {slot: 2, present: false}]' });
    await rack.run(milliseconds(100));
    const discovery = new Discovery(new PmbusClient(rack.controller));
    await round(rack, discovery);
    rack.unit(2)!.tray.insert();
    const from = rack.scheduler.now;
    let found: readonly DiscoveryEvent[] = [];
    while (found.length === 0) {
      await rack.run(milliseconds(DISCOVERY_PERIOD_MS));
      found = await round(rack, discovery);
    }
    expect(found).toEqual([{ slot: 2, kind: 'joined' }]);
    expect((rack.scheduler.now - from) / 1e6).toBeLessThan(1000);
    rack.unit(2)!.tray.remove();
    await rack.run(milliseconds(500));
    expect(await round(rack, discovery)).toEqual([{ slot: 2, kind: 'left' }]);
    rack.close();
  });
});
