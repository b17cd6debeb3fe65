// A million random bytes and ten thousand random lines on the console of one unit: nothing throws, nothing grows, the bus does not notice,
// and the next line is answered.
import { describe, expect, it } from 'vitest';
import type { EngineName } from '../../host-tools/engines/engine';
import type { XsEngine } from '../../host-tools/engines/xs/xs-engine';
import type { Rack } from '../../host-tools/rack/rack';
import { Random } from '../../host-tools/sim/random';
import { milliseconds, seconds } from '../../host-tools/sim/scheduler';
import { ConsoleLine } from '../support/console-line';
import { hasXs, makeRack, readOf, writeOf } from '../support/racks';
import { randomLine } from '../support/random-lines';

const UNITS = '[{slot: 1, security: closed}, {slot: 2, security: open, load: {milliamps: 850}}]';
const RANDOM_BYTES = 1_000_000;
const RANDOM_LINES = 10_000;
/** 115,200 baud, ten bits a byte. */
const BYTES_PER_10_MS = 115;
const FIRST_USE_BYTES = 50_000;
const FIRST_USE_LINES = 500;
/** As long as these take on the line the traces are compared. */
const TRACED_BYTES = 300_000;
const WARM_UP = seconds(1);

interface Traffic {
  readonly rack: Rack;
  readonly lines: string[];
  readonly failures: string[];
}

/** Both units are asked and written to over the bus, every 35 ms, for as long as the rack runs. */
async function busyRack(engine: EngineName): Promise<Traffic> {
  const lines: string[] = [];
  const failures: string[] = [];
  const rack = await makeRack({ engine, units: UNITS, seed: 7, lines, onFailure: (_, why) => failures.push(why) });
  const every = (ms: number, offset: number, send: () => void): void => {
    const again = (): void => {
      send();
      rack.scheduler.after(milliseconds(ms), again);
    };
    rack.scheduler.after(milliseconds(offset), again);
  };
  for (const slot of [1, 2]) {
    every(35, 20 + 7 * slot, () => rack.controller.begin(readOf(slot, 0x88, 3), () => {}));
    every(35, 21 + 7 * slot, () => rack.controller.begin(readOf(slot, 0xd2, 2, true), () => {}));
    every(35, 23 + 7 * slot, () => rack.controller.begin(writeOf(slot, 0x60, 0x05, 0x00), () => {}));
    every(35, 24 + 7 * slot, () => rack.controller.begin(readOf(slot, 0x60, 3), () => {}));
  }
  await rack.run(WARM_UP);
  return { rack, lines, failures };
}

/** Bytes as the line carries them: a third of them any, a third what keyboards send, a third of lines. */
function randomBytes(random: Random, count: number): Uint8Array {
  const kind = random.below(3);
  if (kind === 2)
    return Buffer.from(`${randomLine(random)}\r`.padEnd(count, `${randomLine(random)}\r`), 'latin1').subarray(0, count);
  return Uint8Array.from({ length: count }, () => (kind === 0 ? random.below(256) : random.below(0x30)));
}

async function settledSlots(engine: XsEngine): Promise<number> {
  await engine.evaluate('gc()');
  await engine.evaluate('gc()');
  return engine.meter().heapCount;
}

async function flooded(engine: EngineName, bytes: number) {
  const traffic = await busyRack(engine);
  const { rack, lines } = traffic;
  const line = new ConsoleLine(rack, 1);
  const random = new Random(3);
  const xs = rack.unit(1)!.engine as XsEngine;
  let before = 0;
  for (let sent = 0; sent < bytes; ) {
    // What is made once, at the first use, is no growth.
    if (before === 0 && sent >= FIRST_USE_BYTES) before = await settledSlots(xs);
    const chunk = randomBytes(random, Math.min(BYTES_PER_10_MS, bytes - sent));
    sent += chunk.length;
    line.type(chunk);
    line.clear();
    await rack.run(milliseconds(10));
  }
  const during = lines.length;
  await rack.run(seconds(2));
  return { ...traffic, line, during, grown: (await settledSlots(xs)) - before };
}

/** What the same measurement shows where nobody types: the worker's own. */
async function quietGrowth(): Promise<number> {
  const { rack } = await busyRack('xs');
  await new ConsoleLine(rack, 1).ask('status');
  const xs = rack.unit(1)!.engine as XsEngine;
  const before = await settledSlots(xs);
  await rack.run(seconds(20));
  const grown = (await settledSlots(xs)) - before;
  rack.close();
  return grown;
}

async function quiet(engine: EngineName, bytes: number): Promise<readonly string[]> {
  const { rack, lines } = await busyRack(engine);
  await rack.run(milliseconds(10 * Math.ceil(bytes / BYTES_PER_10_MS)));
  rack.close();
  return [...lines];
}

describe.skipIf(!hasXs)('on xs', () => {
  it(`${RANDOM_BYTES} random bytes: no throw, no growth, the same bus trace, the next line answered`, async () => {
    const { rack, lines, failures, line, during, grown } = await flooded('xs', RANDOM_BYTES);
    expect(failures).toEqual([]);
    const trace = await quiet('xs', RANDOM_BYTES);
    const common = Math.min(during, trace.length);
    expect(common).toBeGreaterThan(10_000);
    expect(lines.slice(0, common)).toEqual(trace.slice(0, common));
    await line.ask('');
    expect(await line.ask('status')).toMatch(/^address +0x11$/m);
    process.stdout.write(`console: ${RANDOM_BYTES} random bytes: ${grown} slots; ${common} transactions the same\n`);
    expect(grown).toBeLessThanOrEqual(await quietGrowth());
    rack.close();
  });

  it(`${RANDOM_LINES} random lines, each answered before the next: no throw, no growth, the same bus trace`, async () => {
    const { rack, lines, failures } = await busyRack('xs');
    const line = new ConsoleLine(rack, 1);
    const random = new Random(5);
    const xs = rack.unit(1)!.engine as XsEngine;
    let before = 0;
    for (let i = 0; i < RANDOM_LINES; i++) {
      if (i === FIRST_USE_LINES) before = await settledSlots(xs);
      await line.ask(`\u0015${randomLine(random)}`);
    }
    expect(failures).toEqual([]);
    const trace = await quiet('xs', TRACED_BYTES);
    const common = Math.min(lines.length, trace.length);
    expect(common).toBeGreaterThan(5000);
    expect(lines.slice(0, common)).toEqual(trace.slice(0, common));
    await rack.run(seconds(5));
    const grown = (await settledSlots(xs)) - before;
    await line.ask('\u0015');
    expect(await line.ask('status')).toMatch(/address +0x11$/m);
    process.stdout.write(
      `console: ${RANDOM_LINES} random lines answered: ${grown} slots; ${common} transactions the same\n`,
    );
    expect(grown).toBeLessThanOrEqual(await quietGrowth());
    rack.close();
  });
});
