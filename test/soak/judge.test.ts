// The oracle's judgement of a log, and what surrounds it: pure parts. Records are made by hand.
import { describe, expect, it } from 'vitest';
import { FAULT_NAMES } from '../../firmware/power/faults';
import { verdictOf } from '../../host-tools/cli/commands/soak';
import type { EventRecord } from '../../host-tools/client/event-text';
import { Random } from '../../host-tools/sim/random';
import { Deck } from '../../host-tools/soak/deck';
import { judge } from '../../host-tools/soak/judge';
import { KINDS } from '../../host-tools/soak/kinds';
import { racksOf } from '../../host-tools/soak/run-soak';
import { addTally, emptyTally, spreadOf, type Tally } from '../../host-tools/soak/tally';

const record = (event: string, a = 0, detail = 0): EventRecord => ({
  sequence: 1,
  uptime: 0,
  boot: 1,
  event,
  detail,
  wanted: 1,
  unixTime: 0,
  a,
  b: 0,
  c: 0,
});
const [NOTED, SHUT_DOWN, ACCOMPANIES] = [0, 1, 3];
const fault = (name: (typeof FAULT_NAMES)[number], detail = SHUT_DOWN): EventRecord =>
  record('fault', FAULT_NAMES.indexOf(name), detail);
const WATCHDOG = record('boot', 1);
const kind = (name: string) => KINDS.find((each) => each.name === name)!;
const objections = (names: readonly string[], records: readonly EventRecord[]): readonly string[] =>
  judge(names.map(kind), records).objections;

describe('the log of a unit', () => {
  // biome-ignore format: laid out as a table
  it.each<[string, readonly string[], readonly EventRecord[], readonly RegExp[]]>([
    ['one cause',                    ['short'], [fault('tripped'), record('wanted-off')], []],
    ['one that others accompany',    ['supply too low'], [fault('input-under-voltage', NOTED), fault('power-good-lost', ACCOMPANIES)], []],
    ['silence where it must be',     ['valid writes'], [], []],
    ['no cause',                     ['short'], [record('wanted-off')], [/names no cause \(tripped was due\)/]],
    ['two causes',                   ['short'], [fault('tripped'), fault('tripped')], [/2 primary causes/]],
    ['one that comes and goes',      ['no load'], [fault('no-current', NOTED), fault('no-current', NOTED)], []],
    ['a cause that was not done',    ['short'], [fault('tripped'), fault('over-temperature')], [/names over-temperature \(1 times\), which was not done/]],
    ['a cause where all was well',   ['bus flip'], [fault('sensor-lost', NOTED)], [/names sensor-lost/]],
    ['an event that nobody expects', ['short'], [fault('tripped'), record('store-fault')], [/names "store-fault"/]],
    ['a missing consequence',        ['tray pulled'], [record('removed')], [/0 records of boot power-on instead of one/]],
    ['a reset that is told of',      ['BMC reset'], [WATCHDOG], []],
    ['a reset of another kind',      ['BMC reset'], [record('boot', 3)], [/no cause/, /"boot brown-out"/]],
    ['two at once, both named',      ['short', 'BMC reset'], [WATCHDOG, fault('tripped')], []],
    ['two at once, one hidden',      ['short', 'BMC reset'], [fault('tripped')], []],
    ['two at once, none named',      ['short', 'BMC reset'], [], [/names none of tripped, boot watchdog/]],
    ['two at once, too many',        ['short', 'BMC reset'], Array(5).fill(fault('tripped')), [/5 primary causes for 4/]],
    ['a cause of overlaps alone',    ['overload, slow'], [fault('tripped')], [/no cause/, /names tripped/]],
    ['the same in an overlap',       ['overload, slow', 'BMC reset'], [WATCHDOG, fault('tripped')], []],
  ])('%s', (_, names, records, expected) => {
    const found = objections(names, records);
    expect(found).toHaveLength(expected.length);
    for (const [i, pattern] of expected.entries()) expect(found[i]).toMatch(pattern);
  });

  it('the primary cause is the first one', () => {
    const [first, second] = [fault('tripped'), fault('tripped')];
    expect(judge([kind('short')], [record('wanted-on'), first, second]).found).toBe(first);
  });
});

it('every kind has a name of its own, a line for people, and causes that the firmware knows', () => {
  expect(new Set(KINDS.map(({ name }) => name)).size).toBe(KINDS.length);
  const known = [...FAULT_NAMES, 'removed', 'boot power-on', 'boot watchdog'];
  for (const { about, causes } of KINDS) {
    expect(about.length).toBeGreaterThan(10);
    for (const cause of causes) expect(known).toContain(cause);
  }
});

it('sixteen units make a rack, the rest the last one', () => {
  expect([racksOf(1), racksOf(16), racksOf(40)]).toEqual([[1], [16], [16, 16, 8]]);
  expect(racksOf(1000)).toHaveLength(63);
});

it('a deck gives each kind as often as its weight says', () => {
  const kinds = KINDS.slice(0, 6);
  const deck = new Deck(new Random(3), kinds);
  const drawn = new Map<string, number>();
  const round = kinds.reduce((sum, { weight = 4 }) => sum + weight, 0);
  for (let i = 0; i < 10 * round; i++) {
    const { name } = deck.draw();
    drawn.set(name, (drawn.get(name) ?? 0) + 1);
  }
  expect([...drawn].sort()).toEqual(kinds.map(({ name, weight = 4 }) => [name, 10 * weight]).sort());
});

it('tallies add up, and spreads are median and most', () => {
  const part: Tally = { short: { ...emptyTally(), injected: 2, wrong: 1, cutAfter: [3, 1] } };
  const sum: Tally = {};
  addTally(sum, part);
  addTally(sum, part);
  expect(sum.short).toEqual({ ...emptyTally(), injected: 4, wrong: 2, cutAfter: [3, 1, 3, 1] });
  expect([spreadOf([]), spreadOf([5, 1, 9])]).toEqual([undefined, { median: 5, most: 9 }]);
});

it('the exit code is 13 where the oracle objects, and where it was interrupted', () => {
  expect(verdictOf({ objected: 0 }, false)).toBeUndefined();
  expect(verdictOf({ objected: 2 }, false)).toMatchObject({
    exitCode: 13,
    message: expect.stringContaining('2 times'),
  });
  expect(verdictOf({ objected: 0 }, true)).toMatchObject({ exitCode: 13 });
});
