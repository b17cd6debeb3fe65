// Runs an emulated rack in process, in virtual time, through one scenario, and returns what the plot shows.
import { PmbusClient } from '../client/pmbus-client';
import type { EngineName, FirmwareBundle } from '../engines/engine';
import { Rack } from '../rack/rack';
import type { RackFile } from '../rack/rack-file';
import { type Nanoseconds, seconds } from '../sim/scheduler';
import { Recorder } from './recorder';
import { type Act, marksOf, prepare, SCENARIOS, type Scenario, type ScenarioName } from './scenarios';
import { type Trace, thin } from './trace';

export interface ScenarioOptions {
  readonly file: RackFile;
  readonly slot: number;
  readonly scenario: ScenarioName;
  readonly duration: Nanoseconds;
  readonly engine: EngineName;
  readonly bundle: FirmwareBundle;
  readonly seed: number;
}

/** The rack has come up and is at rest by then. */
const SETTLED = seconds(1);
/** What is shown before 0, as a share of the duration. */
const BEFORE = 0.1;

export async function recordScenario(options: ScenarioOptions): Promise<Trace> {
  const { slot, duration } = options;
  const scenario: Scenario = SCENARIOS[options.scenario];
  const failures: unknown[] = [];
  const rack = new Rack({
    file: prepare(options.file, slot, scenario),
    engine: options.engine,
    bundle: options.bundle,
    seed: options.seed,
  });
  try {
    const unit = rack.unit(slot)!;
    const act: Act = { rack, unit, client: new PmbusClient(rack.controller) };
    await rack.run(SETTLED);
    const fromNs = rack.scheduler.now;
    const zeroNs = fromNs + duration * BEFORE;
    const left = (duration * (1 - BEFORE)) / 1e9;
    const at = (ns: number, run: () => void | Promise<void>) =>
      rack.scheduler.at(Math.round(ns) as Nanoseconds, () => {
        // Not returned: what talks over the bus needs time to pass.
        void Promise.resolve(run()).catch((error: unknown) => failures.push(error));
      });
    at(zeroNs, () => scenario.act(act, left));
    if (scenario.later) at(zeroNs + scenario.later.share * left * 1e9, () => scenario.later?.act(act));
    const recorder = new Recorder({ ...act, zeroNs, fromNs, toNs: fromNs + duration });
    await recorder.run();
    if (failures.length > 0) throw failures[0];
    return traceOf(options, scenario, recorder);
  } finally {
    rack.close();
  }
}

function traceOf({ file, slot, duration, engine }: ScenarioOptions, scenario: Scenario, recorder: Recorder): Trace {
  const span = duration / 1e9;
  const from = -span * BEFORE;
  const to = span * (1 - BEFORE);
  return {
    title: `${scenario.title}: slot ${slot}`,
    subtitle: `rack "${file.metadata.name}", ${file.units.length} units, engine ${engine}`,
    from,
    to,
    lines: recorder.lines.map((line) => ({ ...line, points: thin(line.points, from, to) })),
    rows: recorder.rows.filter((row) => row.bars.length > 0),
    marks: marksOf(scenario, to),
  };
}
