// Plays a scenario on an emulated rack in virtual time, as fast as possible, and gives its time line and verdict.
import type { EngineName, FirmwareBundle } from '../engines/engine';
import type { Nanoseconds } from '../sim/scheduler';
import { act } from './actions';
import { judge } from './expectations';
import type { Scenario } from './scenario-file';
import { type Step, spanOf } from './scenario-schema';
import { Stage } from './stage';
import type { Entry } from './time-line';

export interface ScenarioResult {
  readonly entries: readonly Entry[];
  /** Expectations that were judged. */
  readonly expectations: number;
  readonly failed: number;
  /** Rack time from time 0 on. */
  readonly ns: number;
}

export interface RunOptions {
  readonly scenario: Scenario;
  readonly engine: EngineName;
  readonly bundle: FirmwareBundle;
  readonly seed: number;
  /** Called at the end, while the rack still stands. */
  readonly atEnd?: (stage: Stage) => Promise<void>;
}

/** @throws EngineFailure where the engine cannot run here */
export async function runScenario(options: RunOptions): Promise<ScenarioResult> {
  const { scenario } = options;
  const stage = new Stage(options);
  try {
    await stage.run(async () => {
      for (const step of scenario.file.steps) await play(stage, step);
      judgeHealthy(stage, scenario.file.healthy ?? []);
      await options.atEnd?.(stage);
    });
    const { expectations, entries } = stage.line;
    const failed = expectations.filter(({ passed }) => passed === false).length;
    return { entries, expectations: expectations.length, failed, ns: stage.ns };
  } finally {
    stage.rack.close();
  }
}

async function play(stage: Stage, step: Step): Promise<void> {
  const at = spanOf(step.at);
  const wait = at === undefined ? (spanOf(step.after) ?? 0) : at - stage.ns;
  if (wait > 0) await stage.sleep(wait as Nanoseconds);
  if (step.note !== undefined) stage.tell('note', step.note);
  if (step.expect === undefined) await act(stage, step);
  else await judge(stage, step, step.expect);
}

/** Losses were told of when they came; here is what is to be said where none came. */
function judgeHealthy(stage: Stage, slots: readonly number[]): void {
  stage.rack.plant.settle();
  const unharmed = slots.filter((slot) => stage.plant.counts(slot).interruptions === 0);
  const dead = unharmed.filter((slot) => !stage.rack.unit(slot)!.branch.load.isRunning);
  for (const slot of dead) stage.tell('expected', `slot ${slot} keeps its power; it never had any`, false);
  const kept = unharmed.filter((slot) => !dead.includes(slot));
  if (kept.length === 0) return;
  stage.tell('expected', `slot${kept.length > 1 ? 's' : ''} ${kept.join(', ')} kept power all along`, true);
}
