// Many racks under test, on several processes: each takes the next rack when it has finished one. What a rack finds depends on its number
// and the seed alone, never on the processes.
import { type ChildProcess, fork } from 'node:child_process';
import type { EngineName, FirmwareBundle } from '../engines/engine';
import type { Objection, RackResult } from './rack-soak';
import { UNITS_PER_RACK } from './rack-under-test';
import { addTally, type Tally } from './tally';
import type { FromWorker, ToWorker } from './worker-messages';

export interface SoakOptions {
  readonly units: number;
  /** Of virtual time. */
  readonly hours: number;
  readonly seed: number;
  readonly engine: EngineName;
  readonly bundle: FirmwareBundle;
  /** Seconds between two faults of a unit, on average. */
  readonly gap: number;
  /** Names of the kinds that may strike; all where it is not given. */
  readonly only?: readonly string[];
  /** Processes. */
  readonly jobs: number;
  /** The worker's program: `bundleWorker`. */
  readonly worker: string;
  /** Called with the share of the work that is done, 0 to 1, and what was found so far. */
  readonly onProgress?: (share: number, sofar: SoakResult) => void;
  /** Called once for each objection, as soon as its rack is done. */
  readonly onObjection?: (objection: Objection) => void;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

export interface SoakResult {
  racks: number;
  tally: Tally;
  objections: Objection[];
  /** More than are shown. */
  objected: number;
  /** Records of the event logs that were read over the bus. */
  records: number;
}

/** Units of each rack: as many as it holds, and the rest in the last one. */
export function racksOf(units: number): readonly number[] {
  const racks: number[] = [];
  for (let left = units; left > 0; left -= UNITS_PER_RACK) racks.push(Math.min(left, UNITS_PER_RACK));
  return racks;
}

/** @throws Error where a worker fails */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const racks = racksOf(options.units);
  const sum: SoakResult = { racks: racks.length, tally: {}, objections: [], objected: 0, records: 0 };
  const results = new Map<number, RackResult>();
  const hoursOf = new Float64Array(racks.length);
  const progress = (): void => {
    const done = racks.reduce((all, units, i) => all + units * Math.min(hoursOf[i]!, options.hours), 0);
    options.onProgress?.(done / (options.units * options.hours), sum);
  };
  let next = 0;
  const workers = Array.from({ length: Math.min(options.jobs, racks.length) }, () => new Worker(options.worker));
  const stop = (): void => {
    for (const worker of workers) worker.end();
  };
  options.signal?.addEventListener('abort', stop);
  try {
    await Promise.all(
      workers.map(async (worker) => {
        while (next < racks.length && options.signal?.aborted !== true) {
          const index = next++;
          const { hours, seed, engine, bundle, gap, only } = options;
          const order = { index, units: racks[index]!, hours, seed, engine, bundle, gap, ...(only && { only }) };
          const result = await worker.run(order, (at) => {
            hoursOf[index] = at;
            progress();
          });
          if (result === undefined) return;
          hoursOf[index] = hours;
          results.set(index, result);
          addTally(sum.tally, result.tally);
          sum.records += result.records;
          sum.objected += result.objected;
          for (const objection of result.objections) options.onObjection?.(objection);
          progress();
        }
      }),
    );
  } finally {
    options.signal?.removeEventListener('abort', stop);
    stop();
  }
  sum.objections = [...results.keys()].sort((a, b) => a - b).flatMap((index) => [...results.get(index)!.objections]);
  return sum;
}

class Worker {
  readonly #child: ChildProcess;
  #isEnded = false;

  constructor(program: string) {
    this.#child = fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' });
    // A process that could not be made has no channel either: the order that it is given fails.
    this.#child.on('error', () => {});
  }

  /** @returns undefined where it was ended meanwhile. @throws Error where it failed */
  run(order: ToWorker, onHours: (hours: number) => void): Promise<RackResult | undefined> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        child.off('message', onMessage).off('exit', onExit);
      };
      const onMessage = (message: FromWorker): void => {
        if (message.kind === 'hours') {
          onHours(message.hours);
          return;
        }
        settle();
        if (message.kind === 'result') resolve(message.result);
        else reject(new Error(`soak, rack ${order.index}: ${message.reason}`));
      };
      const onExit = (code: number | null): void => {
        settle();
        if (this.#isEnded) resolve(undefined);
        else reject(new Error(`soak, rack ${order.index}: its process ended with ${code ?? 'a signal'}`));
      };
      child.on('message', onMessage).on('exit', onExit);
      // It may have died between two racks, when nobody listened.
      child.send(order, (error) => {
        if (error === null) return;
        settle();
        reject(new Error(`soak, rack ${order.index}: its process is gone`));
      });
    });
  }

  end(): void {
    this.#isEnded = true;
    this.#child.kill();
  }
}
