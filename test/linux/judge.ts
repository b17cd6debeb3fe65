// One judgement: starts rack and guest, runs the checks, ends both whatever happens.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRackFile } from '../../host-tools/rack/rack-file';
import { checkAlarms } from './checks/alarms';
import { checkBinding } from './checks/binding';
import { checkBus } from './checks/bus';
import { checkCommandLine, checkHeldAddress } from './checks/command-line';
import { checkHotSwap, checkSoak } from './checks/hot-swap';
import { checkLimits } from './checks/limits';
import { checkReadings, readSensors } from './checks/readings';
import { bundleCommandLine } from './command-line';
import { type EmulatedRack, startRack } from './emulated-rack';
import { Guest } from './guest-line';
import { buildInitramfs } from './initramfs';
import { Job, judgedUnit } from './job';
import { type Machine, startMachine } from './qemu';
import type { Results } from './results';

const BOOT_SECONDS = 60;
/** Whole job without the long reads; and what 1,000 reads may take. */
const LONGEST_SECONDS = 180;
const SECONDS_PER_1000_READS = 20;
const RACK_FILE = fileURLToPath(new URL('./rack.yaml', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUILD = join(ROOT, 'build');

export interface JudgeOptions {
  /** The unpacked packages. */
  readonly root: string;
  readonly work: string;
  /** Folder of firmware/ and host-tools/ that the rack runs from. */
  readonly sources: string;
  readonly engine: string;
  readonly reads: number;
  /** False: without the checks that no planted defect needs. */
  readonly full: boolean;
  readonly results: Results;
  readonly print: (line: string) => void;
}

export async function judge(options: JudgeOptions): Promise<void> {
  const { results, print } = options;
  const work = mkdtempSync(join(options.work, 'run-'));
  const longest = LONGEST_SECONDS + (options.reads / 1000) * SECONDS_PER_1000_READS;
  let rack: EmulatedRack | undefined;
  let machine: Machine | undefined;
  const end = (): void => {
    machine?.kill();
    rack?.kill();
  };
  const timer = setTimeout(() => {
    results.fail('the job', `not done in ${longest} s`);
    end();
  }, longest * 1000);
  process.once('exit', end);
  try {
    const file = await readRackFile(RACK_FILE);
    const commandLine = options.full ? await bundleCommandLine(ROOT) : undefined;
    const initramfs = buildInitramfs(options.root, commandLine);
    const starts = await Promise.allSettled([
      startRack(options.sources, options.engine, work).then((started) => {
        rack = started;
      }),
      startMachine({ root: options.root, initramfs, work }).then((started) => {
        machine = started;
      }),
    ]);
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
    if (rack === undefined || machine === undefined) return;
    results.disturbances = rack.timeouts;
    const guest = new Guest(machine);
    const kernel = await guest.ready(BOOT_SECONDS);
    print(
      `kernel ${kernel} in QEMU (${machine.acceleration}), rack of ${file.units.length} units on the engine ${options.engine}`,
    );
    const job = new Job(guest, rack, file.units.map(judgedUnit));
    await rack.socket.follow((line) => job.trace.push(line));
    await checks(job, options);
    const errors = (await guest.must('dmesg'))
      .split('\n')
      .filter((line) => /pmbus.*(fail|error|No attributes)|BUG:|Oops/i.test(line));
    if (errors.length > 0) print(`kernel: ${errors.join('\n        ')}`);
    if (rack.complaint() !== '') print(`rack: ${rack.complaint()}`);
    print(`${job.trace.length - 1} transactions on the bus, ${errors.length} complaints of the kernel`);
  } catch (error) {
    results.fail('the job', (error as Error).message);
    mkdirSync(BUILD, { recursive: true });
    if (machine) writeFileSync(join(BUILD, 'linux-console.txt'), machine.console());
  } finally {
    clearTimeout(timer);
    end();
    process.off('exit', end);
  }
}

async function checks(job: Job, { results, reads, full }: JudgeOptions): Promise<void> {
  const attached = await job.guest.must(`attach ${job.rack.port}`);
  job.bus = attached.split('\n').at(-1)!;
  await checkBus(job, results);
  if (full) await checkCommandLine(job, results);
  await checkBinding(job, results);
  if (full) await checkHeldAddress(job, results);
  const { text, report } = await readSensors(job);
  await checkAlarms(job, results);
  if (full) {
    mkdirSync(BUILD, { recursive: true });
    writeFileSync(join(BUILD, 'linux-sensors.txt'), `${text}\n`);
    await checkLimits(job, results);
    await checkSoak(job, results, reads, (reads / 1000) * SECONDS_PER_1000_READS);
    await checkHotSwap(job, results);
  }
  // Loads that were disturbed are healed, and the last tray is in again: the plant is as it was when the sensors were read.
  await job.guest.must('sleep 2');
  await checkReadings(job, report, await job.rack.end(), results);
}
