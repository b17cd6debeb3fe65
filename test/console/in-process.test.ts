// Every command of the console on a unit in this process, where each line of it is measured: answers, refusals, damage, and
// two thousand lines by chance. What a person sees on a whole rack: screen.test.ts and commands.test.ts.
import { describe, expect, it } from 'vitest';
import { CONSOLE_COMMANDS } from '../../firmware/console/commands';
import { EVENT_NAMES, Event } from '../../firmware/events/event-codes';
import { ROWS, rowsOfKind } from '../../firmware/pmbus/commands';
import { Fault } from '../../firmware/power/faults';
import { LOST_SLOT } from '../../firmware/smbus/limits';
import { Channel } from '../../firmware/snapshot/channels';
import { milliseconds } from '../../firmware/units/time';
import { Random } from '../../host-tools/sim/random';
import { ModelFlash } from '../support/model-flash';
import { randomLine } from '../support/random-lines';
import { type ShellBenchOptions, settled } from '../support/shell-bench';

const WIDTH = 80;
/** Without colours. */
const COLOR = new RegExp(`${String.fromCharCode(27)}\\[\\d*m`, 'g');
const plain = (text: string): string => text.replaceAll(COLOR, '');

describe('an answer', () => {
  it.each([
    ['open', { security: 'open' }],
    ['closed', { security: 'closed' }],
    ['without a store', { flash: undefined }],
    ['with figures of the engine', { meter: { slots: 4000, chunkBytes: 20_000, collections: 3 } }],
    ['whose straps cannot be read', { slot: LOST_SLOT }],
    ['of two digits', { slot: 12 }],
  ] as readonly (readonly [string, ShellBenchOptions])[])(
    'of a unit %s: within 80 columns, and as JSON with the same names each time',
    (_, options) => {
      const bench = settled(options);
      for (const { name, columns, layout } of CONSOLE_COMMANDS) {
        for (const line of bench.ask(name).split('\n')) expect(line.length, line).toBeLessThanOrEqual(WIDTH);
        for (const object of bench.askJson(name)) {
          expect(object).toMatchObject({ version: 1, command: name, slot: options.slot ?? 0 });
          if ('error' in object || 'done' in object || layout === 'fields') continue;
          expect(Object.keys(object).slice(3)).toEqual(columns.map((column) => column.name));
        }
      }
    },
  );

  it('with colours is the same text', () => {
    const bench = settled();
    bench.unit.snapshot.set(Channel.temperature, 90_000, milliseconds(bench.nowMs));
    bench.tick(20);
    const lines = ['faults', 'limits', 'log', 'power', 'nonsense', 'store', 'blackbox', 'boxes'];
    const without = lines.map((line) => bench.ask(line));
    expect(bench.ask('color on')).toBe('colours are on\n');
    const painted = lines.map((line) => bench.ask(line));
    expect(painted.map(plain)).toEqual(without);
    expect(painted.filter((text) => text.includes('\u001b[')).length).toBeGreaterThan(3);
    expect(bench.ask('color off')).toBe('colours are off\n');
  });

  it('of help: the list, one of it, and none of another name', () => {
    const bench = settled();
    expect(bench.askJson('help').map(({ name }) => name)).toEqual(CONSOLE_COMMANDS.map(({ name }) => name));
    for (const { name, help, words } of CONSOLE_COMMANDS) {
      expect(bench.askJson(`help ${name}`)).toEqual([{ version: 1, command: 'help', slot: 0, name, words, help }]);
    }
    expect(bench.ask('help nonsense')).toMatch(/^error: no command of that name/);
  });
});

describe('words', () => {
  const WRONG = /^error: wrong words/;
  it.each([
    'help a b', 'status x', 'sensors 1', 'power up', 'power on --graceful', 'power on off', 'power cycle hard', 'reset now', 'limits x', 'faults x', 'faults clear now',
    'config store now', 'config TON_DELAY 1 2', 'log x', 'log -1', 'log 1 2', 'log --since', 'log --since 1 2', 'boxes 1', 'blackbox x', 'blackbox 1 2', 'store x',
    'time x', 'time 1 2', 'bus x', 'heap x', 'boot x', 'uart x', 'color', 'color red', 'color on off', 'time -1', 'time 0x', 'time 0xg', 'time 4294967296',
  ])('%s: wrong, and nothing is done', (line) => {
    const bench = settled();
    expect(bench.ask(line)).toMatch(line === 'help a b' ? /^error: / : WRONG);
    expect(bench.askJson(line)).toMatchObject([{ error: expect.any(String) }]);
  }); // biome-ignore format: a list

  it('more of them than any command has', () => {
    expect(settled().ask('status a b c d e f g')).toMatch(WRONG);
  });

  it('--json counts wherever it stands (bug: not behind six words, and the error came as text)', () => {
    const bench = settled();
    for (const line of ['status 1 2 3 4 5', 'status 1 2 3 4 5 6 7']) {
      for (const asked of [`${line} --json`, `--json ${line}`, line.replace('3', '3 --JSON')])
        expect(JSON.parse(bench.ask(asked))).toMatchObject({ command: 'status', error: expect.any(String) });
    }
    expect(bench.ask('status 1 2 3 4 5 --js')).toMatch(WRONG);
  });

  it('letters count as capital and small alike, spaces do not count', () => {
    const bench = settled();
    expect(bench.ask('  POWER   ')).toBe(bench.ask('power'));
    expect(bench.ask('config ton_delay')).toBe(bench.ask('config TON_DELAY'));
  });

  it('an empty line is a prompt', () => {
    expect(settled().ask('   ')).toBe('');
  });
});

describe('registers', () => {
  it('each is set to the ends of its range and reads back; one beyond is refused and changes nothing', () => {
    const bench = settled();
    for (const row of rowsOfKind('register')) {
      const { name, range } = ROWS[row]!;
      if (range === undefined) continue;
      const before = bench.askJson(`config ${name}`);
      for (const value of [range[1] + 1, range[0] - 1])
        expect(bench.ask(`config ${name} ${value}`)).toMatch(/^error: refused/);
      expect(bench.ask(`config ${name} x`)).toMatch(/^error: refused/);
      expect(bench.askJson(`config ${name}`)).toEqual(before);
    }
    expect(bench.askJson('config TON_DELAY 0x20')).toMatchObject([{ register: 'TON_DELAY', value: 32, unit: 'ms' }]);
    expect(bench.ask('config VIN_OV_FAULT_RESPONSE 999')).toMatch(/^error: refused: no value/);
    expect(bench.ask('config NONSENSE')).toMatch(/^error: no register of that name/);
  });

  it('are stored and restored', () => {
    const bench = settled();
    bench.ask('config TON_DELAY 32');
    expect(bench.ask('config store')).toMatch(/^is being stored/);
    bench.tick(100);
    bench.ask('config TON_DELAY 48');
    expect(bench.ask('config restore')).toMatch(/^is as it was stored/);
    expect(bench.askJson('config TON_DELAY')).toMatchObject([{ value: 32 }]);
    expect(bench.askJson('store')).toMatchObject([{ generation: 1, storing: false, fault: false, foreign: false }]);
  });

  it('that cannot be stored or restored: says so, and leaves no trace in STATUS_CML (bug: it said that it was done)', () => {
    const REFUSED = /^error: refused: nothing is stored, or it cannot be now/;
    for (const bench of [settled(), settled({ flash: undefined })]) {
      expect(bench.ask('config restore')).toMatch(REFUSED);
      expect(bench.unit.target.replies.get(0x7e)).toBe('00');
    }
    expect(settled({ flash: undefined }).ask('config store')).toMatch(REFUSED);
    const bench = settled();
    bench.type('config store\rconfig store\r');
    bench.settle();
    expect(bench.text).toContain(
      `is being stored: 'store' tells when\r\n${bench.prompt}config store\r\nerror: refused`,
    );
    expect(bench.unit.target.replies.get(0x7e)).toBe('00');
  });

  it('of a closed unit are refused by the name of the reason', () => {
    const bench = settled({ security: 'closed' });
    for (const line of ['config TON_DELAY 32', 'config store', 'power off', 'power cycle', 'reset']) {
      expect(bench.ask(line), line).toMatch(/^error: refused: the unit is write-protected/);
    }
  });
});

describe('the unit', () => {
  it('is switched on, off and through a cycle, gracefully and not', () => {
    const bench = settled();
    for (const line of [
      'power off',
      'power on',
      'power cycle',
      'power cycle --graceful',
      'power off --graceful',
      'power cycle',
    ]) {
      expect(bench.ask(line), line).toMatch(/^state +/);
      bench.tick(500);
    }
    expect(bench.ask('reset')).toMatch(/^the reset line/);
    expect(bench.ask('power off')).toMatch(/^gate +off$/m);
  });

  it('tells its readings, and a dash where there is none', () => {
    const bench = settled();
    bench.unit.snapshot.set(Channel.inputVoltage, 5086, milliseconds(bench.nowMs));
    bench.unit.snapshot.set(Channel.temperature, -1500, milliseconds(bench.nowMs));
    expect(bench.ask('status')).toMatch(/^busbar +5\.086 V$/m);
    expect(bench.ask('status')).toMatch(/^temperature +-1\.500 degC$/m);
    expect(bench.ask('status')).toMatch(/^current +-$/m);
    expect(bench.askJson('status')).toMatchObject([
      { inputMillivolts: 5086, temperatureMillidegrees: -1500, inputMilliamps: null },
    ]);
  });

  it('tells of ticks that come late', () => {
    const bench = settled();
    bench.nowMs += 70;
    bench.desk.pace.tick(milliseconds(bench.nowMs));
    expect(bench.askJson('heap')).toMatchObject([{ tickMilliseconds: 10, longestTickMilliseconds: 70, lateTicks: 1 }]);
  });

  it.each([
    ['0xb0', 'shut down, retries 6'],
    ['0xb8', 'shut down, retry for ever'],
    ['0x80', 'shut down'],
    ['0x00', 'go on'],
  ])('a response of %s is: %s', (response, words) => {
    const bench = settled();
    bench.ask(`config OT_FAULT_RESPONSE ${response}`);
    expect(bench.askJson('limits')).toContainEqual(
      expect.objectContaining({ fault: 'over-temperature', response: words }),
    );
  });

  it('keeps the time of day', () => {
    const bench = settled();
    expect(bench.ask('time')).toMatch(/^time of day +not known$/m);
    bench.ask('time 1764000000');
    bench.tick(10);
    expect(bench.ask('time')).toMatch(/2025-11-24/);
    expect(bench.askJson('time')).toMatchObject([{ unixTime: 1_764_000_000 }]);
  });

  it('shows the bits that are set, and clears those whose cause is gone', () => {
    const bench = settled();
    bench.type('faults');
    bench.unit.target.push(0x99);
    bench.unit.serve();
    bench.type('\u0015');
    expect(bench.ask('faults')).toMatch(/STATUS_CML/);
    bench.ask('faults clear');
    expect(bench.ask('faults')).not.toMatch(/STATUS_CML/);
  });
});

describe('what the flash keeps', () => {
  it('every event has a line of its own and a sentence; one that this firmware does not know says its number', () => {
    const bench = settled();
    const { log } = bench.unit.store!;
    for (const code of [...Object.values(Event), 200 as Event]) {
      for (const [a, detail] of [[1, 1], [Fault.strapFault, 0], [Event.fault, 2], [99, 9]] as const) log.record(code, detail, a, 8, 7, milliseconds(bench.nowMs)); // biome-ignore format: one line
      bench.tick(10);
    }
    const events = bench.askJson('log 4000');
    expect(new Set(events.map(({ event }) => event))).toEqual(new Set([...EVENT_NAMES.slice(1), 200]));
    for (const { text } of events) expect(text).toMatch(/^[ -~]+$/);
    for (const line of bench.ask('log 4000').split('\n')) expect(line.length, line).toBeLessThanOrEqual(WIDTH);
  });

  it('from a number on, and the last so many', () => {
    const bench = settled();
    for (let i = 0; i < 40; i++) {
      bench.unit.store!.log.record(Event.unitOn, 0, i, 0, 0, milliseconds(bench.nowMs));
      bench.tick();
    }
    bench.tick(30);
    const last = bench.unit.store!.ring.nextSequence - 1;
    expect(bench.askJson('log').map(({ sequence }) => sequence).length).toBe(16);
    expect(bench.askJson('log 3').map(({ sequence }) => sequence)).toEqual([last - 2, last - 1, last]);
    expect(bench.askJson(`log --since ${last - 1}`).map(({ sequence }) => sequence)).toEqual([last - 1, last]);
    expect(bench.ask(`log --since ${last + 1}`)).toBe('no event is kept from there on\n');
  });

  it('a trip is in a black box, its step marked', () => {
    const bench = settled();
    bench.unit.latch.trip();
    bench.tick(120);
    expect(bench.askJson('boxes')).toMatchObject([{ box: 0, fault: 'tripped' }]);
    const steps = bench.askJson('blackbox 0');
    expect(steps.filter(({ isFault }) => isFault)).toMatchObject([{ milliseconds: 0, state: 'faulted' }]);
    expect(bench.ask('blackbox')).toMatch(/^> +0 ms/m);
    expect(bench.ask('blackbox 1')).toBe('there is no such black box\n');
  });

  it('a board that keeps nothing says so', () => {
    const bench = settled({ flash: undefined });
    for (const line of ['log', 'boxes', 'blackbox']) expect(bench.ask(line)).toBe('error: this board keeps nothing\n');
  });

  it('a flash that fails is told of by a line of the unit itself', () => {
    const flash = new ModelFlash(8);
    const bench = settled({ flash });
    bench.ask('color on');
    bench.clear();
    // An append tries four places.
    flash.failing = 4;
    bench.unit.latch.trip();
    bench.tick(200);
    expect(plain(bench.text)).toMatch(/^\r# \d+ /m);
    expect(bench.askJson('store')).toMatchObject([{ fault: true }]);
  });
});

describe('damage', () => {
  it.each([
    ['a byte that is no text', 'pow\u00e9er', /no text/],
    ['a control character', 'pow\u001ber\u001dx', /no text/],
    ['a line that is too long', 'x'.repeat(67), /too long/],
  ])('%s: the line is refused as a whole', (_, line, reason) => {
    const bench = settled();
    expect(bench.ask(line)).toMatch(reason);
    expect(bench.ask('power')).toMatch(/^state/);
    expect(bench.desk.counts.refusedLines).toBe(1);
  });

  it('more than fits at once: what was lost is counted, and the line is refused', () => {
    const bench = settled();
    bench.type(`${'x'.repeat(40)}\r`.repeat(40));
    bench.tick(400);
    expect(bench.desk.counts.lost).toBeGreaterThan(0);
    bench.ask('\r');
    expect(bench.ask('power')).toMatch(/^state/);
  });

  it('frames of the update protocol between the lines are counted and change none', () => {
    const bench = settled();
    bench.type('\u0006\u0009AAAA+/=09az\n\u0004\u0014BBBB\n');
    bench.type(`\u0006x\u0006\u0009!\u0006\u0009${'A'.repeat(200)}\n`);
    bench.type('\u0015\u0000');
    bench.tick(5);
    expect(bench.desk.counts.frames).toBe(2);
    expect(bench.ask('power')).toMatch(/state/);
  });

  it('2,000 lines by chance: each is answered, none throws, and the next command is as ever', () => {
    const random = new Random(11);
    const bench = settled();
    for (let i = 0; i < 2000; i++) {
      bench.type('\r\u0003\r\u0015');
      bench.settle();
      bench.ask(`${randomLine(random)}\u001b[X`);
    }
    bench.ask('color off');
    expect(bench.ask('boot')).toMatch(/^starts +/);
  });
});
