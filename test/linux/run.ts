// npm run test:linux: an unmodified Linux kernel judges the emulated rack. README.md says what it needs and what it checks.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { judge } from './judge';
import { unpackedPackages } from './packages';
import { PLANTED, withDefect } from './planted';
import { Results } from './results';
import { CannotRun } from './skipped';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const READS = 3000;
const SOAK_READS = 100_000;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      soak: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      plant: { type: 'string' },
      planted: { type: 'boolean', default: false },
      engine: { type: 'string', default: 'node' },
    },
  });
  const results = new Results(print);
  const work = mkdtempSync(join(tmpdir(), 'racklet-linux-'));
  const began = Date.now();
  try {
    const { root, cached } = await unpackedPackages(values.fresh);
    print(`packages: ${cached ? 'from the cache' : 'fetched'}, ${seconds(began)}`);
    const common = { root, work, engine: values.engine, print };
    if (values.planted) {
      for (const name of Object.keys(PLANTED)) {
        await results.check(`the planted defect "${name}" is caught`, async () => caughtBy(name, common));
      }
    } else {
      const run = { ...common, results, reads: values.soak ? SOAK_READS : READS, full: values.plant === undefined };
      if (values.plant === undefined) await judge({ ...run, sources: ROOT });
      else await withDefect(ROOT, values.plant, work, (sources) => judge({ ...run, sources }));
    }
  } catch (error) {
    if (error instanceof CannotRun) results.skip('the Linux kernel as judge', error.message);
    else results.fail('the job', (error as Error).message);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  results.write(join(ROOT, `build/linux-${values.planted ? 'planted-' : ''}results.json`));
  print(
    `${results.count('passed')} passed, ${results.count('failed')} failed, ${results.count('skipped')} skipped in ${seconds(began)}`,
  );
  process.exit(results.count('failed') === 0 ? 0 : 1);
}

/** @throws Error where the job passed in spite of the defect */
async function caughtBy(
  name: string,
  common: Omit<Parameters<typeof judge>[0], 'sources' | 'results' | 'reads' | 'full'>,
): Promise<string> {
  const inner = new Results(() => {});
  await withDefect(ROOT, name, common.work, (sources) =>
    judge({ ...common, print: () => {}, results: inner, reads: 0, full: false, sources }),
  );
  const failed = inner.list.filter(({ outcome }) => outcome === 'failed');
  if (failed.length === 0) throw new Error('every check passed');
  return `by ${failed.length} checks, first: ${failed[0]!.name}: ${failed[0]!.detail}`;
}

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;

await main();
