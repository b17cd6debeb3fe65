// A process of the soak that dies between two racks ends the soak with one line.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { bundleFirmware } from '../../host-tools/engines/bundle';
import { runSoak } from '../../host-tools/soak/run-soak';
import { temporaryFolder } from '../support/run-cli';

const folder = temporaryFolder();
afterAll(folder.remove);

/** Soaks two racks by one process of this program. */
async function soakBy(program: string): Promise<unknown> {
  const worker = join(folder.path, 'worker.mjs');
  writeFileSync(worker, program);
  const bundle = await bundleFirmware({ file: join(folder.path, 'firmware.js') });
  return runSoak({ units: 32, hours: 0.01, seed: 1, engine: 'node', bundle, gap: 20, jobs: 1, worker });
}

const RESULT = '{ kind: "result", result: { tally: {}, objections: [], objected: 0, records: 0 } }';

it('that dies between two racks (bug: an error that nobody caught, with a stack)', async () => {
  const program = `process.on('message', () => process.send(${RESULT}, () => process.disconnect()));`;
  await expect(soakBy(program)).rejects.toThrow(/^soak, rack 1: its process (is gone|ended with 0)$/);
});

it('that dies in a rack', async () => {
  await expect(soakBy(`process.on('message', () => process.exit(3));`)).rejects.toThrow(
    'soak, rack 0: its process ended with 3',
  );
});
