// What happens in a plot: each scenario prepares a rack, and at time 0 does one thing to one unit.
import { findCommand, type PmbusClient } from '../client/pmbus-client';
import type { Rack } from '../rack/rack';
import type { RackFile } from '../rack/rack-file';
import type { Unit } from '../rack/unit';
import type { Mark } from './trace';

export interface Act {
  readonly rack: Rack;
  readonly unit: Unit;
  readonly client: PmbusClient;
}

export interface Later {
  /** Share of the time after 0. */
  readonly share: number;
  readonly label: string;
  readonly act: (act: Act) => void | Promise<void>;
}

export interface Scenario {
  readonly title: string;
  /** The tray is out before 0. */
  readonly startsEmpty?: boolean;
  readonly label: string;
  readonly act: (act: Act, secondsLeft: number) => void | Promise<void>;
  readonly later?: Later;
}

/** A short of a cable's length of wire, ohms. A guess. */
const SHORT_OHMS = 0.05;
/** A unit that draws more than the supply has left. */
const OVERLOAD_AMPS = 9;
/** Where the supply sags to, and for which share of the plot. Below what keeps a BMC up. */
const SAG_VOLTS = 3;
const SAG_SHARE = 0.3;

const OPERATION = findCommand('OPERATION')!;
const OFF = 0x00;
const ON = 0x80;

export const SCENARIOS = {
  insert: {
    title: 'Tray inserted',
    startsEmpty: true,
    label: 'long pins touch',
    act: ({ unit }) => {
      unit.tray.insert();
    },
  },
  remove: {
    title: 'Tray pulled while its unit runs',
    label: 'short pin leaves',
    act: ({ unit }) => {
      unit.tray.remove();
    },
  },
  'power-cycle': {
    title: 'Unit switched off and on over the bus',
    label: 'OPERATION: off',
    act: ({ client, unit }) => client.write(unit.slot, OPERATION, OFF),
    later: {
      share: 0.4,
      label: 'OPERATION: on',
      act: ({ client, unit }) => client.write(unit.slot, OPERATION, ON),
    },
  },
  short: {
    title: `Short of ${SHORT_OHMS * 1000} mΩ behind the gate`,
    label: 'short',
    act: ({ rack, unit }) => rack.plant.short(unit.slot, SHORT_OHMS),
  },
  overload: {
    title: `Unit that draws ${OVERLOAD_AMPS} A`,
    label: `${OVERLOAD_AMPS} A`,
    act: ({ rack, unit }) => rack.plant.setLoad(unit.slot, { amps: OVERLOAD_AMPS }),
  },
  'brown-out': {
    title: `Supply sags to ${SAG_VOLTS} V`,
    label: 'supply sags',
    act: ({ rack }, secondsLeft) => rack.plant.brownOut(SAG_VOLTS, secondsLeft * SAG_SHARE),
    later: { share: SAG_SHARE, label: 'supply is back', act: () => {} },
  },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
export const SCENARIO_NAMES = Object.keys(SCENARIOS) as [ScenarioName, ...ScenarioName[]];

/** The rack file as the scenario needs it before 0. */
export function prepare(file: RackFile, slot: number, scenario: Scenario): RackFile {
  if (!scenario.startsEmpty) return file;
  return { ...file, units: file.units.map((unit) => (unit.slot === slot ? { ...unit, present: false } : unit)) };
}

export const marksOf = (scenario: Scenario, secondsLeft: number): Mark[] => [
  { at: 0, label: scenario.label },
  ...(scenario.later ? [{ at: scenario.later.share * secondsLeft, label: scenario.later.label }] : []),
];
