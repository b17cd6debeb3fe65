// The pictures of docs/plant.md: which scenario each shows. `npm run docs` draws them; a test holds them to what the plant does now.
import { bundleFirmware } from '../engines/bundle';
import { drawSvg } from '../plot/chart';
import { recordScenario } from '../plot/record-scenario';
import type { ScenarioName } from '../plot/scenarios';
import { readRackFile } from '../rack/rack-file';
import { type Nanoseconds, seconds } from '../sim/scheduler';

const RACK_FILE = 'docs/plant/rack.yaml';

export interface Picture {
  readonly name: string;
  readonly scenario: ScenarioName;
  readonly slot: number;
  /** Time in the picture. */
  readonly duration: Nanoseconds;
}

export const PICTURES: readonly Picture[] = [
  { name: 'insert', scenario: 'insert', slot: 3, duration: seconds(0.5) },
  { name: 'short', scenario: 'short', slot: 3, duration: seconds(20e-6) },
  { name: 'remove', scenario: 'remove', slot: 1, duration: seconds(0.12) },
  { name: 'overload', scenario: 'overload', slot: 3, duration: seconds(0.25) },
  { name: 'brown-out', scenario: 'brown-out', slot: 1, duration: seconds(0.6) },
  { name: 'power-cycle', scenario: 'power-cycle', slot: 3, duration: seconds(0.8) },
  { name: 'boot', scenario: 'insert', slot: 2, duration: seconds(25) },
];

export const pathOf = ({ name }: Picture): string => `docs/plant/${name}.svg`;

/** Draws one. Run in the project's folder. */
export async function drawPicture({ scenario, slot, duration }: Picture): Promise<string> {
  const [file, bundle] = [await readRackFile(RACK_FILE), await bundleFirmware()];
  return drawSvg(await recordScenario({ file, bundle, scenario, slot, duration, engine: 'node', seed: 1 }));
}
