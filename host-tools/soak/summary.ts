// What a soak found, for people and for programs.
import type { Kind } from './kind';
import { KINDS } from './kinds';
import type { Objection } from './rack-soak';
import type { SoakResult } from './run-soak';
import { emptyTally, type KindTally, type Spread, spreadOf, type Tally } from './tally';

export interface SoakFrame {
  readonly units: number;
  readonly hours: number;
  readonly seed: number;
  readonly gap: number;
  readonly engine: string;
  /** Names of the kinds that might strike; all where it is not given. */
  readonly only?: readonly string[];
}

const kindsOf = (only: readonly string[] | undefined): readonly Kind[] =>
  only === undefined ? KINDS : KINDS.filter(({ name }) => only.includes(name));

const NONE = '-';
const ms = (spread: Spread | undefined): string =>
  spread === undefined ? NONE : `${spread.median.toFixed(1)} .. ${spread.most.toFixed(1)}`;

/** Head and rows of a table; every kind has one, those that did not come as well. */
export function kindRows(
  tally: Readonly<Tally>,
  only?: readonly string[],
): [readonly string[], readonly (readonly string[])[]] {
  return [
    ['FAULT', 'DONE', 'UNITS', 'OVERLAPPED', 'NAMED', 'WRONG', 'GATE OPEN AFTER, MS', 'LOGGED AFTER, MS'],
    kindsOf(only).map(({ name }) => {
      const { injected, struck, overlapped, detected, wrong, cutAfter, loggedAfter } = tally[name] ?? emptyTally();
      return [
        name,
        ...[injected, struck, overlapped, detected, wrong].map(String),
        ms(spreadOf(cutAfter)),
        ms(spreadOf(loggedAfter)),
      ];
    }),
  ];
}

const faultsOf = (tally: Readonly<Tally>): number =>
  Object.values(tally).reduce((sum, { injected }) => sum + injected, 0);

/** The kind that came least. */
function leastOf(
  tally: Readonly<Tally>,
  only: readonly string[] | undefined,
): { readonly name: string; readonly injected: number } {
  const counts = kindsOf(only).map(({ name }) => ({ name, injected: tally[name]?.injected ?? 0 }));
  return counts.reduce((least, each) => (each.injected < least.injected ? each : least));
}

export function summaryText(result: SoakResult, frame: SoakFrame, seconds: number): string {
  const least = leastOf(result.tally, frame.only);
  const { units, hours, seed, engine, gap } = frame;
  const verdict = result.objected === 0 ? 'the oracle has no objection' : `the oracle objects ${result.objected} times`;
  return [
    `${units} units in ${result.racks} racks for ${hours} h, engine ${engine}, seed ${seed}, a fault each ${gap} s: ${seconds.toFixed(0)} s`,
    `${faultsOf(result.tally)} faults of ${kindsOf(frame.only).length} kinds, of "${least.name}" the least: ${least.injected}`,
    `${result.records} records of the event logs read; ${verdict}`,
  ].join('\n');
}

export function objectionText({ rack, slot, ms: at, kinds, text, history }: Objection): string {
  return [
    `rack ${rack} slot ${slot} at ${(at / 1000).toFixed(3)} s [${kinds.join(' with ')}]: ${text}`,
    ...history.map((event) => `  ${(event.ms / 1000).toFixed(6).padStart(12)} s  ${event.text}`),
  ].join('\n');
}

/** One object per kind, and one for the whole. Times in milliseconds. */
export function soakJson(result: SoakResult, frame: SoakFrame, isInterrupted: boolean): readonly object[] {
  const kinds = kindsOf(frame.only).map(({ name }) => {
    const { cutAfter, loggedAfter, ...counts }: KindTally = result.tally[name] ?? emptyTally();
    return {
      type: 'kind',
      name,
      ...counts,
      cutAfterMs: spreadOf(cutAfter) ?? null,
      loggedAfterMs: spreadOf(loggedAfter) ?? null,
    };
  });
  const { units, hours, seed, engine, gap } = frame;
  const { racks, records, objected } = result;
  return [
    ...kinds,
    {
      type: 'verdict',
      passed: objected === 0 && !isInterrupted,
      interrupted: isInterrupted,
      units,
      racks,
      hours,
      seed,
      gap,
      engine,
      faults: faultsOf(result.tally),
      records,
      objections: objected,
    },
  ];
}
