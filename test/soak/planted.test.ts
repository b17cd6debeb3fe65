// A defect planted into the firmware, one for each demand of the oracle: it objects, and says what is wrong. Without one it is silent.
import { describe, expect, it } from 'vitest';
import type { FirmwareBundle } from '../../host-tools/engines/engine';
import { type Objection, RackSoak } from '../../host-tools/soak/rack-soak';
import { firmwareBundle } from '../support/racks';

interface Defect {
  readonly name: string;
  /** What is done to the unit. */
  readonly only: readonly string[];
  readonly from: RegExp;
  readonly to: string;
  readonly says: RegExp;
  readonly hours?: number;
}

const DEFECTS: readonly Defect[] = [
  {
    name: 'an over-current shuts nothing down',
    only: ['overload, slow'],
    from: /var shutsDown = \(/,
    to: 'var shutsDown = () => false; var rightly = (',
    says: /overload, slow: the unit is still on after \d+ ms/,
  },
  {
    name: 'a BMC that starts anew does not take the gate as it is',
    only: ['BMC reset'],
    from: /(function adopt\([^)]*\) \{)/,
    to: '$1 return { state: ABSENT, action: Action.none, retriesUsed: 0 };',
    says: /the gate opened though nothing was wrong with the unit/,
  },
  {
    name: 'a BMC that starts anew forgets a latched fault',
    only: ['short', 'BMC reset'],
    from: /(function powerBefore\(ring\) \{)/,
    to: '$1 return NOTHING_BEFORE;',
    says: /the gate closed while the fault lasts/,
    hours: 0.02,
  },
  {
    name: 'a trip is not logged',
    only: ['short'],
    from: /(\n +fault\(fault, outcome, [^)]*\) \{)/,
    to: '$1 return;',
    says: /the log names no cause \(tripped was due\)/,
  },
  {
    name: 'one sag is told of twice',
    only: ['supply too low'],
    from: /(\n +#coming\(\) \{)/,
    to: '$1 return 0;',
    says: /the log names power-good-lost \(1 times\), which was not done to it/,
  },
  {
    name: 'a lost sensor is found late',
    only: ['sensor nack'],
    from: /(fault: Fault\.sensorLost, delayMs: )50/,
    to: '$1250',
    says: /names no cause|sensor nack: found after \d+\.\d ms, due within 125/,
  },
  {
    name: 'a value out of range is taken',
    only: ['invalid writes'],
    from: /const \{ range, values \} = [^;]*;/,
    to: 'const range = undefined, values = undefined;',
    says: /an invalid write was carried out/,
  },
];

function plant(bundle: FirmwareBundle, { from, to }: Defect): FirmwareBundle {
  const code = bundle.code.replace(from, to);
  expect(code).not.toBe(bundle.code);
  const { library } = bundle.parts!;
  const planted = library.replace(from, to);
  expect(planted).not.toBe(library);
  return { file: bundle.file, code, parts: { of: code, library: planted, code: bundle.parts!.code } };
}

const soak = (bundle: FirmwareBundle, only: readonly string[], hours = 0.012): Promise<readonly Objection[]> =>
  new RackSoak({ index: 0, units: 4, hours, seed: 5, engine: 'node', bundle, gap: 2, only })
    .run()
    .then(({ objections }) => objections);

describe('the oracle', () => {
  it('is silent where nothing is wrong', async () => {
    expect(await soak(await firmwareBundle(), [...new Set(DEFECTS.flatMap(({ only }) => only))], 0.02)).toEqual([]);
  });

  it.each(DEFECTS.map((defect) => [defect.name, defect] as const))('names a planted defect: %s', async (_, defect) => {
    const found = await soak(plant(await firmwareBundle(), defect), defect.only, defect.hours);
    expect(found.map(({ text }) => text).filter((text) => defect.says.test(text))).not.toEqual([]);
    const { kinds, history } = found[0]!;
    expect(kinds.every((kind) => kind === 'nothing' || defect.only.includes(kind))).toBe(true);
    expect(history.at(-1)!.text).toMatch(/^objection: /);
  });
});
