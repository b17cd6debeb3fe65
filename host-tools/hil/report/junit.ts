// JUnit XML, one test suite for each of ours, as CI servers read it.
import junit from 'junit-report-builder';
import { SUITES } from '../check';
import type { Outcome } from '../run-suite';
import type { Run } from './run';

export function junitReport({ bus, slot, engine, outcomes, left }: Run): string {
  const builder = junit.newBuilder();
  for (const name of SUITES) {
    const own = outcomes.filter(({ suite }) => suite === name);
    if (own.length === 0) continue;
    const suite = builder.testSuite().name(`racklet.${name}`).property('bus', bus).property('slot', String(slot));
    suite.property('engine', engine);
    for (const line of left) suite.property('not put back', line);
    for (const outcome of own) addCase(suite, outcome);
  }
  return builder.build();
}

type Suite = ReturnType<ReturnType<typeof junit.newBuilder>['testSuite']>;

function addCase(suite: Suite, { suite: room, name, status, detail, milliseconds, figures }: Outcome): void {
  const made = suite
    .testCase()
    .className(`racklet.${room}`)
    .name(name)
    .time(milliseconds / 1000);
  if (status === 'failed') made.failure(detail);
  else if (status === 'skipped') made.skipped();
  if (status !== 'failed') made.standardOutput(detail);
  for (const [key, value] of Object.entries(figures ?? {})) made.property(key, String(value));
}
