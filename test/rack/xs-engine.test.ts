// XS is really in the loop: its meter rises, a killed worker silences exactly its address, an error that only XS meets is
// seen, and the heap does not grow.
import { describe, expect, it } from 'vitest';
import { bundleFirmware } from '../../host-tools/engines/bundle';
import type { XsEngine } from '../../host-tools/engines/xs/xs-engine';
import { milliseconds, seconds } from '../../host-tools/sim/scheduler';
import { hasXs, makeRack, readOf, State, stateOf, transfer, writeOf } from '../support/racks';
import { emptyWorkerGrowth, growth } from '../support/xs-heap';

const FIVE = '[1, 2, 3, 4, 5]'.replace(/\d/g, (slot) => `{slot: ${slot}, security: open}`);

/** Fails where only XS goes: the node engine has a `process`. */
const ONLY_XS = "if (typeof process === 'undefined') throw new Error('planted, only under XS');";

/** A rack of one unit whose bundle begins with `banner`, and why units of it failed. */
async function planted(engine: 'xs' | 'node', banner: string, file: string) {
  const failures: string[] = [];
  const rack = await makeRack({
    engine,
    units: '[{slot: 1}]',
    bundle: await bundleFirmware({ banner, file }),
    onFailure: (_, why) => failures.push(why),
  });
  return { rack, failures };
}

describe.skipIf(!hasXs)('engine xs', () => {
  it('counts bytecodes of every unit while time passes', async () => {
    const rack = await makeRack({ engine: 'xs', units: FIVE });
    await rack.run(milliseconds(200));
    const before = rack.units.map((unit) => unit.meter!.compute);
    await rack.run(milliseconds(500));
    const perTick = rack.units.map((unit, i) => (unit.meter!.compute - before[i]!) / 50);
    for (const compute of perTick) expect(compute).toBeGreaterThan(1000);
    process.stdout.write(`xs: bytecodes per tick ${perTick.map(Math.round).join(' ')}\n`);
    rack.close();
  });

  it('killing one worker silences exactly that address and leaves its gate on', async () => {
    const failures: string[] = [];
    const rack = await makeRack({
      engine: 'xs',
      units: FIVE,
      onFailure: (slot, why) => failures.push(`${slot}: ${why}`),
    });
    await rack.run(milliseconds(500));
    process.kill(rack.unit(3)!.meter!.pid, 'SIGKILL');
    await expect.poll(() => failures).toHaveLength(1);
    expect(failures[0]).toBe('3: the XS worker is gone: killed by SIGKILL');
    for (const slot of [1, 2, 3, 4, 5]) {
      const { status } = await transfer(rack, readOf(slot, 0x88, 3));
      expect(status).toBe(slot === 3 ? 'address-nack' : 'ok');
    }
    await rack.run(milliseconds(500));
    expect(rack.units.every((unit) => unit.latch.isOn)).toBe(true);
    rack.close();
  });

  it('a unit that asks the board for what there is not fails alone, and the rack goes on', async () => {
    const banner = "if (typeof process === 'undefined') issueCommand(Uint8Array.of(19, 0, 0).buffer);";
    const { rack, failures } = await planted('xs', banner, 'build/planted-question.js');
    await rack.run(milliseconds(100));
    expect(failures).toEqual(['Error: the target port is not open']);
    rack.close();
  });

  it('an error planted in the bundle only under XS is caught, and is none on node', async () => {
    const xs = await planted('xs', ONLY_XS, 'build/planted.js');
    await xs.rack.run(milliseconds(100));
    expect(xs.failures).toEqual(['Error: planted, only under XS']);
    expect((await transfer(xs.rack, readOf(1, 0x88, 3))).status).toBe('address-nack');
    const node = await planted('node', ONLY_XS, 'build/planted.js');
    await node.rack.run(milliseconds(400));
    expect(await stateOf(node.rack, 1)).toEqual([State.on, 0, 1, 1]);
    expect(node.failures).toEqual([]);
  });

  it('a wake-up without end is an error, not a hang', async () => {
    const { rack, failures } = await planted('xs', 'for (;;) {}', 'build/endless.js');
    await rack.run(milliseconds(20));
    expect(failures).toHaveLength(1);
    rack.close();
  });
});

/** Ticks, reads and writes of the heap test. */
const ROUNDS = 10_000;
/** Commands between two measurements, so that both workers were asked equally often. */
const LEAK = 'globalThis.leaked = []; globalThis.leak = () => globalThis.leaked.push([globalThis.leaked.length]);';

async function firmwareGrowth(banner: string): Promise<number> {
  const bundle =
    banner === '' ? undefined : await bundleFirmware({ banner, file: 'build/leak.js', footer: LEAKING_FOOTER });
  const rack = await makeRack({ engine: 'xs', units: '[{slot: 1, security: open}]', ...(bundle ? { bundle } : {}) });
  await rack.run(seconds(1));
  const engine = rack.unit(1)!.engine as XsEngine;
  const use = async () => {
    await rack.run(milliseconds(100));
    for (let n = 0; n < 5; n++) {
      await transfer(rack, readOf(1, 0x88, 3));
      await transfer(rack, writeOf(1, 0x03));
    }
  };
  await use();
  const grown = await growth(engine, async () => {
    for (let i = 0; i < ROUNDS / 10; i++) await use();
  });
  rack.close();
  return grown;
}

/** Every wake-up keeps an array: one way to leak. */
const LEAKING_FOOTER =
  'const kept = globalThis.handleCommand; globalThis.handleCommand = (message) => { globalThis.leak(); return kept(message); };';

describe.skipIf(!hasXs)('XS heap', () => {
  it(`does not grow over ${ROUNDS} ticks with reads and writes`, async () => {
    const grown = await firmwareGrowth('');
    const empty = await emptyWorkerGrowth(ROUNDS);
    process.stdout.write(
      `xs heap: ${ROUNDS} ticks, ${ROUNDS / 2} reads and writes: ${grown} slots; empty worker: ${empty}\n`,
    );
    expect(grown).toBeLessThanOrEqual(empty);
  });

  it('a planted leak makes that test fail', async () => {
    const grown = await firmwareGrowth(LEAK);
    const empty = await emptyWorkerGrowth(ROUNDS);
    expect(grown).toBeGreaterThan(empty + ROUNDS);
  });
});
