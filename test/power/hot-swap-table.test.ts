// Walks the transition table of firmware/power/README.md: one row here per row there, in the same words, and what no row names.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import { step } from '../../firmware/power/hot-swap';
import {
  Action,
  type Decision,
  type HotSwapInputs,
  type HotSwapState,
  type StateKind,
} from '../../firmware/power/hot-swap-state';
import { milliseconds } from '../../firmware/units/time';

const LIMITS = { debounceMs: 100, onDelayMs: 0, softStartMs: 20, powerGoodMs: 50 };
const NOW = milliseconds(1000);
const at = milliseconds;

/** A state that waits for `NOW` in all it waits for. */
const STATES: Readonly<Record<StateKind, HotSwapState>> = {
  absent: { kind: 'absent' },
  settling: { kind: 'settling', until: NOW },
  off: { kind: 'off' },
  delaying: { kind: 'delaying', until: NOW },
  starting: { kind: 'starting', until: NOW, powerGoodBy: at(1050) },
  waiting: { kind: 'waiting', powerGoodBy: NOW },
  on: { kind: 'on' },
  faulted: { kind: 'faulted', fault: Fault.tripped },
};
const KINDS = Object.keys(STATES) as StateKind[];
const POWERED: readonly StateKind[] = ['starting', 'waiting', 'on'];

/** Inputs that let each state stay: the rows say what differs. */
function calm(kind: StateKind): HotSwapInputs {
  const powered = POWERED.includes(kind);
  return {
    present: kind !== 'absent',
    gateOn: powered,
    powerGood: false,
    wanted: powered || kind === 'faulted' || kind === 'delaying',
    fault: Fault.none,
  };
}

/** The same with a TON_DELAY. */
const DELAYED = { ...LIMITS, onDelayMs: 30 };

type Row = readonly [
  states: string,
  to: string,
  when: string,
  differs: Partial<HotSwapInputs>,
  state: HotSwapState,
  Action,
  limits?: typeof LIMITS,
];
const faulted = (fault: Fault): HotSwapState => ({ kind: 'faulted', fault });

// biome-ignore format: laid out as the table of the README
const TABLE: readonly Row[] = [
  ['absent',                'settling',                    'presence made',                         { present: true },               { kind: 'settling', until: at(1100) }, Action.none],
  ['settling',              'off',                         'presence held for `debounceMs`',        {},                              { kind: 'off' }, Action.none],
  ['off',                   'starting (gate on)',          'operator wants it on, no `onDelayMs`',                  { wanted: true },                { kind: 'starting', until: at(1020), powerGoodBy: at(1070) }, Action.gateOn],
  ['off',                   'delaying',                    'operator wants it on',                  { wanted: true },                { kind: 'delaying', until: at(1030) }, Action.none, DELAYED],
  ['delaying',              'starting (gate on)',          '`onDelayMs` over',                      {},                              { kind: 'starting', until: at(1020), powerGoodBy: at(1070) }, Action.gateOn, DELAYED],
  ['delaying',              'off',                         'operator wants it off, or the gate is on', { wanted: false },            { kind: 'off' }, Action.none, DELAYED],
  ['starting',              'waiting',                     '`softStartMs` over',                    {},                              { kind: 'waiting', powerGoodBy: at(1050) }, Action.none],
  ['waiting',               'on',                          'power good',                            { powerGood: true },             { kind: 'on' }, Action.none],
  ['waiting',               'faulted: power-good-timeout', '`powerGoodMs` over (0: never)',                    {},                              faulted(Fault.powerGoodTimeout), Action.gateOff],
  ['starting, waiting, on', 'off',                         'operator wants it off',                 { wanted: false },               { kind: 'off' }, Action.gateOff],
  ['starting, waiting, on', 'faulted: tripped',            'the latch reads off without a command', { gateOn: false },               faulted(Fault.tripped), Action.gateOff],
  ['starting, waiting, on', 'faulted: that fault',         'a limit exceeded that calls for a shutdown', { fault: Fault.overCurrent }, faulted(Fault.overCurrent), Action.gateOff],
  ['faulted',               'off',                         'operator wants it off (then on again)', { wanted: false },               { kind: 'off' }, Action.none],
  ['any',                   'absent',                      'presence lost',                         { present: false, wanted: true }, { kind: 'absent' }, Action.gateOff],
];

function run(kind: StateKind, differs: Partial<HotSwapInputs>, state = STATES[kind], limits = LIMITS): Decision {
  const decision: Decision = { state: Object.freeze({ ...state }), action: Action.none };
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
    expect(run(kind, differs, STATES[kind], limits)).toEqual({ state, action });
  });
});

describe('before its time', () => {
  const early = (kind: StateKind): HotSwapState => {
    const state = { ...STATES[kind] } as Record<string, unknown>;
    for (const key of ['until', 'powerGoodBy']) if (key in state) state[key] = at(1001);
    return state as unknown as HotSwapState;
  };

  it.each(['settling', 'delaying', 'starting', 'waiting'] as const)(
    '%s stays, the same object, and asks for nothing',
    (kind) => {
      const decision: Decision = { state: early(kind), action: Action.gateOff };
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
    expect(run('waiting', {}, waiting, endless)).toEqual({ state: waiting, action: Action.none });
    expect(run('waiting', { powerGood: true }, waiting, endless).state).toEqual({ kind: 'on' });
    expect(run('waiting', { fault: Fault.overCurrent }, waiting, endless).action).toBe(Action.gateOff);
  });
});

describe('what no row names', () => {
  it.each(['absent', 'off', 'on', 'faulted'] as const)('%s stays, the same object: no allocation', (kind) => {
    const decision: Decision = { state: STATES[kind], action: Action.gateOff };
    step(decision, calm(kind), NOW, LIMITS);
    expect(decision.state).toBe(STATES[kind]);
    expect(decision.action).toBe(Action.none);
  });

  it.each(['absent', 'settling', 'off', 'delaying', 'faulted'] as const)(
    'a gate found on in %s is turned off',
    (kind) => {
      expect(run(kind, { gateOn: true }).action).toBe(Action.gateOff);
    },
  );

  it('a gate found on in off is turned off before it may be turned on', () => {
    expect(run('off', { gateOn: true, wanted: true })).toEqual({ state: { kind: 'off' }, action: Action.gateOff });
  });

  it('a gate found on in delaying ends the delay: it begins anew once the gate is off', () => {
    expect(run('delaying', { gateOn: true })).toEqual({ state: { kind: 'off' }, action: Action.gateOff });
  });

  it.each(POWERED)('%s: the operator comes first, then the trip, then the limit', (kind) => {
    const all = { wanted: false, gateOn: false, fault: Fault.overCurrent };
    expect(run(kind, all).state).toEqual({ kind: 'off' });
    expect(run(kind, { ...all, wanted: true }).state).toEqual(faulted(Fault.tripped));
  });

  it('a fault stays its own while the operator wants the unit on', () => {
    const decision = run('faulted', { fault: Fault.overCurrent, powerGood: true });
    expect(decision).toEqual({ state: faulted(Fault.tripped), action: Action.none });
  });
});
