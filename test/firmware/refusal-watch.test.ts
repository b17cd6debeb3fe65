// Refusals of the target port become status bits. PMBus Part II 1.3.1, sections 10.8 and 10.9; probes of scanners do not.
import { beforeEach, describe, expect, it } from 'vitest';
import { COUNTER_COUNT, Counter } from '../../firmware/io/smbus-target/counters';
import { StatusRegister } from '../../firmware/pmbus/status-bits';
import { StatusRegisters } from '../../firmware/pmbus/status-registers';
import { RefusalWatch } from '../../firmware/refusal-watch';
import { FakeTarget } from '../support/fake-target';

const BUSY = 0x0080;
let target: FakeTarget;
let status: StatusRegisters;
let watch: RefusalWatch;

const cml = (): number => status.read(StatusRegister.cml);
const isBusy = (): boolean => (status.word() & BUSY) !== 0;

beforeEach(() => {
  target = new FakeTarget();
  status = new StatusRegisters();
  watch = new RefusalWatch(target, status);
});

/** Every counter, the STATUS_CML bit that it earns (section 17.7), and whether it is BUSY (section 17.1). */
const EARNS = [
  ['reads', 0x00, false],
  ['writes', 0x00, false],
  ['probes', 0x00, false],
  ['unknownCode', 0x80, false],
  ['notWritable', 0x80, false],
  ['badPec', 0x20, false],
  ['wrongLength', 0x40, false],
  ['busy', 0x00, true],
  ['barrierExpired', 0x02, false],
  ['clockTimeout', 0x02, false],
  ['lastRefusedCode', 0x00, false],
  ['collisions', 0x00, false],
] as const;

describe('what a counter earns', () => {
  it('the table has every counter', () => {
    expect(EARNS.map(([name]) => name)).toEqual(Object.keys(Counter));
    expect(EARNS.length).toBe(COUNTER_COUNT);
  });

  it.each(EARNS)('%s: CML %i, busy %s', (name, bit, busy) => {
    target.refuse(Counter[name]);
    watch.update();
    expect([cml(), isBusy()]).toEqual([bit, busy]);
  });

  it('several reasons at once, each its bit', () => {
    for (const [name] of EARNS) target.refuse(Counter[name]);
    watch.update();
    expect([cml(), isBusy()]).toEqual([0x80 | 0x40 | 0x20 | 0x02, true]);
  });
});

describe('a refusal counts once', () => {
  it('cleared, it does not come back', () => {
    target.refuse(Counter.badPec);
    target.refuse(Counter.busy);
    watch.update();
    status.clearAll();
    watch.update();
    expect([cml(), isBusy()]).toEqual([0, false]);
  });

  it('another refusal for another reason does not raise the first again', () => {
    target.refuse(Counter.badPec);
    watch.update();
    status.clearAll();
    target.refuse(Counter.wrongLength);
    watch.update();
    expect(cml()).toBe(0x40);
  });

  it('the same again is raised again', () => {
    target.refuse(Counter.unknownCode);
    watch.update();
    status.clearAll();
    target.refuse(Counter.unknownCode);
    watch.update();
    expect(cml()).toBe(0x80);
  });

  it('also when its counter and the sum wrap at 32 bits', () => {
    target.counts[Counter.badPec] = 0xffff_ffff;
    target.refusals = 0xffff_ffff;
    watch.update();
    status.clearAll();
    target.refuse(Counter.badPec);
    expect([target.counts[Counter.badPec], target.refusals]).toEqual([0, 0]);
    watch.update();
    expect(cml()).toBe(0x20);
  });
});

describe('with nothing refused', () => {
  it('the counters are not copied, tick after tick', () => {
    target.counts[Counter.reads] = 1000;
    target.counts[Counter.probes] = 1000;
    for (let tick = 0; tick < 100; tick++) watch.update();
    expect(target.looks).toBe(0);
    expect(status.version).toBe(0);
  });
});
