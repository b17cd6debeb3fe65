// `npm run bench`: how much rack a machine carries. Timings are noisy: compare the ratios of one run.

import type { EngineName } from '../../host-tools/engines/engine';
import { findWorkerBinary } from '../../host-tools/engines/xs/worker-binary';
import { seconds } from '../../host-tools/sim/scheduler';
import { makeRack } from '../support/racks';

const UNITS = 5;
const RACK_SECONDS = 10;

async function measure(engine: EngineName): Promise<void> {
  const units = Array.from({ length: UNITS }, (_, slot) => `{slot: ${slot}, security: open}`).join(', ');
  const rack = await makeRack({ engine, units: `[${units}]` });
  await rack.run(seconds(1));
  const computeBefore = rack.units[0]!.meter?.compute ?? 0;
  const began = performance.now();
  await rack.run(seconds(RACK_SECONDS));
  const wallSeconds = (performance.now() - began) / 1000;
  const ticks = RACK_SECONDS * 100;
  const compute = ((rack.units[0]!.meter?.compute ?? 0) - computeBefore) / ticks;
  rack.close();
  process.stdout.write(
    `${engine.padEnd(5)} ${((UNITS * RACK_SECONDS) / wallSeconds).toFixed(0).padStart(6)} units at real time, ` +
      `${((wallSeconds * 1e6) / (ticks * UNITS)).toFixed(1)} us per tick${compute > 0 ? `, ${compute.toFixed(0)} bytecodes per tick` : ''}\n`,
  );
}

await measure('node');
if ('path' in findWorkerBinary()) await measure('xs');
