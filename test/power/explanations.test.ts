// Which fault is the cause of which, in the words of the bench; and that no two faults excuse each other.
import { describe, expect, it } from 'vitest';
import { isExplained } from '../../firmware/power/explanations';
import { FAULT_COUNT, Fault } from '../../firmware/power/faults';

const CURRENT = [Fault.overCurrent, Fault.inputOverCurrent];
/** By fault: what brings it along. */
const CAUSES: readonly (readonly [why: string, fault: Fault, causes: readonly Fault[]])[] = [
  ['what flows out flows in', Fault.inputOverCurrent, [Fault.overCurrent]],
  ['a high current is a high average', Fault.averageOverCurrent, CURRENT],
  ['power is volts times amps', Fault.outputOverPower, [...CURRENT, Fault.outputOverVoltage, Fault.inputOverVoltage]],
  ['the output follows the busbar', Fault.outputOverVoltage, [Fault.inputOverVoltage]],
  [
    'the output sags with the busbar, or under its load',
    Fault.outputUnderVoltage,
    [...CURRENT, Fault.inputUnderVoltage],
  ],
  [
    'an output that sags is not good',
    Fault.powerGoodLost,
    [...CURRENT, Fault.inputUnderVoltage, Fault.outputUnderVoltage],
  ],
  [
    'a unit without volts draws nothing',
    Fault.noCurrent,
    [Fault.powerGoodLost, Fault.outputUnderVoltage, Fault.inputUnderVoltage],
  ],
];
const ALL = Array.from({ length: FAULT_COUNT }, (_, fault) => fault as Fault);
const maskOf = (faults: readonly Fault[]): number => faults.reduce<number>((mask, fault) => mask | (1 << fault), 0);

describe('a fault', () => {
  it.each(CAUSES)('%s', (_, fault, causes) => {
    expect(ALL.filter((cause) => isExplained(fault, 1 << cause))).toEqual(causes.toSorted((a, b) => a - b));
    expect(isExplained(fault, maskOf(ALL)), 'one cause among others is enough').toBe(true);
    expect(isExplained(fault, ~maskOf(causes)), 'all but its causes').toBe(false);
  });

  it('that is not named above has no cause but its own', () => {
    const named = CAUSES.map(([, fault]) => fault);
    for (const fault of ALL.filter((each) => !named.includes(each)))
      expect(isExplained(fault, -1), `${fault}`).toBe(false);
  });
});

it('law: no fault explains itself, by no way round', () => {
  const reached = (from: Fault, seen = new Set<Fault>()): Set<Fault> => {
    for (const cause of ALL.filter((each) => !seen.has(each) && isExplained(from, 1 << each)))
      reached(cause, seen.add(cause));
    return seen;
  };
  for (const fault of ALL) expect(reached(fault).has(fault), `${fault}`).toBe(false);
});
