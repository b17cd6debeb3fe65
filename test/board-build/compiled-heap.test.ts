// The firmware as it is compiled for boards, on the XS engine of the host: ticks and transactions without end, and a heap that is the same
// after a collection as before. `RACKLET_HEAP_ROUNDS=100000` runs as many of each as docs/measurements.md tells of.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIMIT, limitValue, READING } from '../../host-tools/board-bench/limit-write';
import { compileFirmware } from '../../host-tools/board-build/compile';
import { bundleFirmware } from '../../host-tools/engines/bundle';
import type { FirmwareBundle } from '../../host-tools/engines/engine';
import type { XsEngine } from '../../host-tools/engines/xs/xs-engine';
import { milliseconds, type Nanoseconds, seconds } from '../../host-tools/sim/scheduler';
import { hasXs, makeRack, readOf, transfer, writeOf } from '../support/racks';
import { emptyWorkerGrowth, growth } from '../support/xs-heap';

const ROUNDS = Number(process.env.RACKLET_HEAP_ROUNDS ?? 2000);
const LONG = 7_200_000;
const TICK = milliseconds(10);
/** A leak of one object per write shows in so many rounds. */
const LEAKING_ROUNDS = 300;
/** Of ten transactions one is a write. */
const WRITE_EVERY = 10;

async function compiledBundle(): Promise<FirmwareBundle> {
  const compiled = new Map(compileFirmware(process.cwd()).map(({ file, code }) => [file, code]));
  return bundleFirmware({
    file: join(mkdtempSync(join(tmpdir(), 'racklet-heap-')), 'compiled.js'),
    transform: (_, file) => compiled.get(relative(process.cwd(), file))!,
  });
}

/** A transaction per tick. @returns slots more than before, bytes that the engine took more for slots and chunks */
async function grownBy(
  bundle: FirmwareBundle,
  rounds: number,
): Promise<{ slots: number; bytes: number; answered: number }> {
  const rack = await makeRack({ engine: 'xs', units: '[{slot: 1, security: open, load: {milliamps: 600}}]', bundle });
  await rack.run(seconds(4));
  let answered = 0;
  const round = async (i: number): Promise<void> => {
    const end = (rack.scheduler.now + TICK) as Nanoseconds;
    const isWrite = i % WRITE_EVERY === 0;
    const messages = isWrite ? writeOf(1, LIMIT, ...limitValue(i / WRITE_EVERY)) : readOf(1, READING, 3);
    if ((await transfer(rack, messages)).status === 'ok') answered++;
    await rack.scheduler.runUntil(end);
  };
  for (let i = 0; i < 200; i++) await round(i);
  answered = 0;
  const engine = rack.unit(1)!.engine as XsEngine;
  const before = engine.meter().allocated;
  const slots = await growth(engine, async () => {
    for (let i = 0; i < rounds; i++) await round(i);
  });
  const bytes = engine.meter().allocated - before;
  rack.close();
  return { slots, bytes, answered };
}

describe.skipIf(!hasXs)('XS heap of the firmware as boards have it', () => {
  it(`does not grow over ${ROUNDS} ticks with ${ROUNDS} transactions`, { timeout: LONG }, async () => {
    const { slots, bytes, answered } = await grownBy(await compiledBundle(), ROUNDS);
    // A tick is a command, and so is a write.
    const empty = await emptyWorkerGrowth(ROUNDS + ROUNDS / WRITE_EVERY);
    process.stdout.write(
      `xs heap: ${ROUNDS} ticks, ${answered} transactions: ${slots} slots, ${bytes} bytes; empty worker: ${empty}\n`,
    );
    expect(answered).toBeGreaterThan(0.99 * ROUNDS);
    expect(slots).toBeLessThanOrEqual(empty);
    expect(bytes).toBe(0);
  });

  it('a planted leak, one object per write of a limit, makes that test fail', { timeout: LONG }, async () => {
    const bundle = await compiledBundle();
    const code = bundle.code.replace(/\bserve\((\w+)\) \{/, '$& (globalThis.leaked ??= []).push({ now: $1 });');
    expect(code).not.toBe(bundle.code);
    const { slots } = await grownBy({ file: bundle.file, code }, LEAKING_ROUNDS);
    const empty = await emptyWorkerGrowth(LEAKING_ROUNDS + LEAKING_ROUNDS / WRITE_EVERY);
    expect(slots).toBeGreaterThanOrEqual(empty + LEAKING_ROUNDS / WRITE_EVERY);
  });
});
