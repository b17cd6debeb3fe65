// Walks the transition table of firmware/power/README.md: one row here per row there, in the same words, and what no row names.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import { step } from '../../firmware/power/hot-swap';
import {
  Action,
  Cycle,
  type Decision,
  type HotSwapInputs,
  type HotSwapLimits,
  type HotSwapState,
  type StateKind,
} from '../../firmware/power/hot-swap-state';
import { milliseconds } from '../../firmware/units/time';
import { hotSwapInputs, hotSwapLimits, retrying } from '../support/hot-swap';

const LIMITS = hotSwapLimits({ shutdownMs: 500, cycleOffMs: 70 });
const NOW = milliseconds(1000);
const at = milliseconds;

/** A state that waits for `NOW` in all it waits for. */
const STATES: Readonly<Record<StateKind, HotSwapState>> = {
  absent: { kind: 'absent' },
  settling: { kind: 'settling', until: NOW },
  off: { kind: 'off', arrived: false },
  delaying: { kind: 'delaying', until: NOW },
  starting: { kind: 'starting', until: NOW, powerGoodBy: at(1050) },
  waiting: { kind: 'waiting', powerGoodBy: NOW },
  on: { kind: 'on', stableAt: NOW },
  faulted: { kind: 'faulted', fault: Fault.tripped },
  retrying: { kind: 'retrying', fault: Fault.tripped, until: NOW },
  stopping: { kind: 'stopping', until: at(2000), restart: false },
};
const KINDS = Object.keys(STATES) as StateKind[];
const POWERED: readonly StateKind[] = ['starting', 'waiting', 'on', 'stopping'];
/** The gate is off, and the operator wants it on. */
const WAITING: readonly StateKind[] = ['faulted', 'delaying', 'retrying'];

/** Inputs that let each state stay: the rows say what differs. */
function calm(kind: StateKind): HotSwapInputs {
  const powered = POWERED.includes(kind);
  return hotSwapInputs({
    present: kind !== 'absent',
    gateOn: powered,
    wanted: (powered && kind !== 'stopping') || WAITING.includes(kind),
    graceful: kind === 'stopping',
  });
}

/** The same with a TON_DELAY. */
const DELAYED = { ...LIMITS, onDelayMs: 30 };
/** The same with retries. */
const RETRYING = { ...LIMITS, ...retrying(2, 400) };
const OFF: HotSwapState = { kind: 'off', arrived: false };

type Row = readonly [
  states: string,
  to: string,
  when: string,
  differs: Partial<HotSwapInputs>,
  state: HotSwapState,
  Action,
  limits?: HotSwapLimits,
];
const faulted = (fault: Fault): HotSwapState => ({ kind: 'faulted', fault });

// biome-ignore format: laid out as the table of the README
const TABLE: readonly Row[] = [
  ['absent',                'settling',                    'presence made',                          { present: true },               { kind: 'settling', until: at(1100) }, Action.none],
  ['settling',              'off',                         'presence held for `debounceMs`',         {},                              { kind: 'off', arrived: true }, Action.none],
  ['off',                   'starting (gate on)',          'operator wants it on, no `onDelayMs`',   { wanted: true },                { kind: 'starting', until: at(1020), powerGoodBy: at(1070) }, Action.gateOn],
  ['off',                   'delaying',                    'operator wants it on',                   { wanted: true },                { kind: 'delaying', until: at(1030) }, Action.none, DELAYED],
  ['delaying',              'starting (gate on)',          'its time over',                          {},                              { kind: 'starting', until: at(1020), powerGoodBy: at(1070) }, Action.gateOn, DELAYED],
  ['delaying',              'off',                         'operator wants it off, or the gate is on', { wanted: false },             OFF, Action.none, DELAYED],
  ['starting',              'waiting',                     '`softStartMs` over',                     {},                              { kind: 'waiting', powerGoodBy: at(1050) }, Action.none],
  ['waiting',               'on',                          'power good',                             { powerGood: true },             { kind: 'on', stableAt: at(61_000) }, Action.none],
  ['waiting',               'faulted: power-good-timeout', '`powerGoodMs` over (0: never)',          {},                              faulted(Fault.powerGoodTimeout), Action.gateOff],
  ['starting, waiting, on', 'off',                         'operator wants it off',                  { wanted: false },               OFF, Action.gateOff],
  ['on',                    'stopping',                    'operator wants it off gracefully',       { wanted: false, graceful: true }, { kind: 'stopping', until: at(1500), restart: false }, Action.none],
  ['stopping',              'off',                         'the unit has halted, or `shutdownMs` over', { halted: true },             OFF, Action.gateOff],
  ['stopping',              'on',                          'operator wants it on after all',         { wanted: true },                { kind: 'on', stableAt: at(61_000) }, Action.none],
  ['starting, waiting, on', 'delaying',                    'a cycle is asked for: off for `cycleOffMs`', { cycle: Cycle.hard },       { kind: 'delaying', until: at(1070) }, Action.gateOff],
  ['starting, waiting, on, stopping', 'faulted: tripped',  'the latch reads off without a command',  { gateOn: false },               faulted(Fault.tripped), Action.gateOff],
  ['starting, waiting, on, stopping', 'faulted: that fault', 'a fault that calls for a shutdown',    { fault: Fault.overCurrent },    faulted(Fault.overCurrent), Action.gateOff],
  ['starting, waiting, on, stopping', 'retrying: that fault', 'the same, and its response has retries left', { fault: Fault.overCurrent }, { kind: 'retrying', fault: Fault.overCurrent, until: at(1400) }, Action.gateOff, RETRYING],
  ['retrying',              'starting (gate on)',          'its time over, and no fault lasts',      {},                              { kind: 'starting', until: at(1020), powerGoodBy: at(1070) }, Action.gateOn],
  ['retrying',              'off',                         'operator wants it off, or a cycle is asked for', { wanted: false },       OFF, Action.none],
  ['faulted',               'off',                         'operator wants it off (then on again), or a cycle is asked for', { wanted: false }, OFF, Action.none],
  ['any',                   'absent',                      'presence lost',                          { present: false, wanted: true }, { kind: 'absent' }, Action.gateOff],
];

function run(kind: StateKind, differs: Partial<HotSwapInputs>, state = STATES[kind], limits = LIMITS): Decision {
  const decision: Decision = { state: Object.freeze({ ...state }), action: Action.none, retriesUsed: 0 };
  step(decision, Object.freeze({ ...calm(kind), ...differs }), NOW, limits);
  return decision;
}

const CASES = TABLE.flatMap(([states, to, when, differs, state, action, limits]) => {
  const kinds = states === 'any' ? KINDS.filter((kind) => kind !== 'absent') : (states.split(', ') as StateKind[]);
  return kinds.map((kind) => ({ kind, to, when, differs, state, action, limits }));
});

describe('the table of the README', () => {
  it('has these rows and no others', () => {
    const readme = readFileSync(new URL('../../firmware/power/README.md', import.meta.url), 'utf8');
    const rows = readme.split('\n').flatMap((line) => {
      const cells = line.split('|').map((cell) => cell.trim());
      return cells.length === 6 && !['state', ''].includes(cells[1]!) && !cells[1]!.startsWith('--') ? [cells] : [];
    });
    expect(rows.map(([, states, , to, when]) => [states, to, when])).toEqual(TABLE.map((row) => row.slice(0, 3)));
  });

  it.each(CASES)('$kind -> $to: $when', ({ kind, differs, state, action, limits }) => {
    expect(run(kind, differs, STATES[kind], limits)).toMatchObject({ state, action });
  });
});

describe('before its time', () => {
  const early = (kind: StateKind): HotSwapState => {
    const state = { ...STATES[kind] } as Record<string, unknown>;
    for (const key of ['until', 'powerGoodBy']) if (key in state) state[key] = at(1001);
    return state as unknown as HotSwapState;
  };

  it.each(['settling', 'delaying', 'starting', 'waiting', 'retrying', 'stopping'] as const)(
    '%s stays, the same object, and asks for nothing',
    (kind) => {
      const decision: Decision = { state: early(kind), action: Action.gateOff, retriesUsed: 0 };
      const before = decision.state;
      step(decision, calm(kind), NOW, LIMITS);
      expect(decision.state).toBe(before);
      expect(decision.action).toBe(Action.none);
    },
  );

  it('power good during the soft start does not end it', () => {
    expect(run('starting', { powerGood: true }, early('starting')).state.kind).toBe('starting');
  });
});

describe('TON_MAX_FAULT_LIMIT, PMBus Part II 1.3.1, section 16.3', () => {
  it('of 0 is no limit: the unit waits for ever (bug: it faulted at the end of the soft start)', () => {
    const endless = { ...LIMITS, powerGoodMs: 0 };
    const waiting: HotSwapState = { kind: 'waiting', powerGoodBy: NOW };
    expect(run('waiting', {}, waiting, endless)).toMatchObject({ state: waiting, action: Action.none });
    expect(run('waiting', { powerGood: true }, waiting, endless).state).toEqual({ kind: 'on', stableAt: 61_000 });
    expect(run('waiting', { fault: Fault.overCurrent }, waiting, endless).action).toBe(Action.gateOff);
  });
});

describe('what no row names', () => {
  it.each(['absent', 'off', 'on', 'faulted'] as const)('%s stays, the same object: no allocation', (kind) => {
    const decision: Decision = { state: STATES[kind], action: Action.gateOff, retriesUsed: 0 };
    step(decision, calm(kind), NOW, LIMITS);
    expect(decision.state).toBe(STATES[kind]);
    expect(decision.action).toBe(Action.none);
  });

  it.each(['absent', 'settling', 'off', 'delaying', 'faulted', 'retrying'] as const)(
    'a gate found on in %s is turned off',
    (kind) => {
      expect(run(kind, { gateOn: true }).action).toBe(Action.gateOff);
    },
  );

  it('a gate found on in off is turned off before it may be turned on', () => {
    expect(run('off', { gateOn: true, wanted: true })).toMatchObject({ state: OFF, action: Action.gateOff });
  });

  it('a gate found on in delaying ends the delay: it begins anew once the gate is off', () => {
    expect(run('delaying', { gateOn: true })).toMatchObject({ state: OFF, action: Action.gateOff });
  });

  it.each(['starting', 'waiting', 'on'] as const)(
    '%s: the operator comes first, then the trip, then the limit',
    (kind) => {
      const all = { wanted: false, gateOn: false, fault: Fault.overCurrent };
      expect(run(kind, all).state).toEqual(OFF);
      expect(run(kind, { ...all, wanted: true }).state).toEqual(faulted(Fault.tripped));
    },
  );

  it('a fault stays its own while the operator wants the unit on', () => {
    const decision = run('faulted', { fault: Fault.overCurrent, powerGood: true });
    expect(decision).toMatchObject({ state: faulted(Fault.tripped), action: Action.none });
  });
});

describe('grace is for a unit that is on, and well', () => {
  const wishes = [
    ['off', { wanted: false, graceful: true }, 'off'],
    ['a cycle', { cycle: Cycle.graceful }, 'delaying'],
  ] as const;

  it.each(wishes)('%s: one that has not come up is switched at once', (_, wish, kind) => {
    for (const from of ['starting', 'waiting'] as const) {
      expect(run(from, wish)).toMatchObject({ state: { kind }, action: Action.gateOff });
    }
    expect(run('on', wish).state.kind).toBe('stopping');
  });

  it('off: one that has tripped or has a fault is switched off at once', () => {
    for (const trouble of [
      { gateOn: false },
      { fault: Fault.overCurrent },
      { gateOn: false, fault: Fault.overCurrent },
    ]) {
      expect(run('on', { wanted: false, graceful: true, ...trouble })).toMatchObject({
        state: OFF,
        action: Action.gateOff,
      });
    }
  });
});

describe('cycle', () => {
  it('a graceful one goes through stopping, and from there to delaying', () => {
    const stopping = run('on', { cycle: Cycle.graceful });
    expect(stopping).toMatchObject({ state: { kind: 'stopping', until: 1500, restart: true }, action: Action.none });
    expect(run('stopping', { wanted: true, halted: true }, stopping.state)).toMatchObject({
      state: { kind: 'delaying', until: 1070 },
      action: Action.gateOff,
    });
  });

  it('not wanted any more while it stops: it ends off', () => {
    const restart: HotSwapState = { kind: 'stopping', until: at(1500), restart: true };
    expect(run('stopping', {}, restart)).toMatchObject({ state: { ...restart, restart: false }, action: Action.none });
  });

  it.each([
    ['without a time for it', { ...LIMITS, shutdownMs: 0 }, Cycle.graceful],
    ['hard', LIMITS, Cycle.hard],
  ] as const)('%s: off at once', (_, limits, cycle) => {
    expect(run('on', { cycle }, STATES.on, limits).state.kind).toBe('delaying');
  });

  it.each(['faulted', 'retrying'] as const)('ends %s', (kind) => {
    expect(run(kind, { cycle: Cycle.hard }).state).toEqual(OFF);
  });

  it('is no reason to start a unit that is not wanted', () => {
    expect(run('off', { cycle: Cycle.hard })).toMatchObject({ state: OFF, action: Action.none });
  });
});

describe('stopping', () => {
  it('its time over: off, whatever the unit draws', () => {
    expect(run('stopping', {}, { kind: 'stopping', until: NOW, restart: false })).toMatchObject({
      state: OFF,
      action: Action.gateOff,
    });
  });

  it('asked again without grace: off at once', () => {
    expect(run('stopping', { graceful: false }).state).toEqual(OFF);
    const restart: HotSwapState = { kind: 'stopping', until: at(1500), restart: true };
    expect(run('stopping', { wanted: true, cycle: Cycle.hard }, restart).state.kind).toBe('delaying');
  });
});

describe('stagger', () => {
  const staggered = { ...LIMITS, onDelayMs: 30, staggerMs: 200 };

  it('a unit that arrived starts later than one that is switched on', () => {
    expect(run('off', { wanted: true }, { kind: 'off', arrived: true }, staggered).state).toEqual({
      kind: 'delaying',
      until: 1230,
    });
    expect(run('off', { wanted: true }, OFF, staggered).state).toEqual({ kind: 'delaying', until: 1030 });
  });

  it('one that nobody wanted when it arrived has not arrived later', () => {
    expect(run('off', {}, { kind: 'off', arrived: true })).toMatchObject({ state: OFF, action: Action.none });
  });

  it('a retry is staggered too', () => {
    const limits = { ...staggered, ...retrying(1, 400) };
    expect(run('on', { gateOn: false }, STATES.on, limits).state).toMatchObject({ kind: 'retrying', until: 1600 });
  });
});

describe('retries, PMBus Part II 1.3.1, section 10.5.1', () => {
  /** Runs into a fault again and again. @returns how often the gate was set */
  function tries(retries: number, onForMs: number): number {
    const limits = hotSwapLimits(retrying(retries, 100));
    const decision: Decision = { state: { kind: 'on', stableAt: at(0) }, action: Action.none, retriesUsed: 0 };
    let [gateOn, set, onSince] = [true, 0, -onForMs];
    for (let ms = 0; ms < 20 * (onForMs + 1000) && decision.state.kind !== 'faulted'; ms += 10) {
      const fault = decision.state.kind === 'on' && ms - onSince >= onForMs ? Fault.overTemperature : Fault.none;
      step(decision, hotSwapInputs({ gateOn, powerGood: true, fault }), at(ms), limits);
      if (decision.action === Action.gateOn) {
        set++;
        onSince = ms;
      }
      if (decision.action !== Action.none) gateOn = decision.action === Action.gateOn;
    }
    return set;
  }

  it.each([
    [0, 0],
    [1, 1],
    [6, 6],
  ])('%i retries: the gate is set %i times, then it stays off', (retries, set) => {
    expect(tries(retries, 500)).toBe(set);
  });

  it('7: for ever', () => {
    expect(tries(7, 500)).toBeGreaterThan(15);
  });

  it('a unit that was on for a minute begins anew', () => {
    expect(tries(1, 70_000)).toBeGreaterThan(15);
  });
});
