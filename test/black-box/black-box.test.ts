// The black box in flash: 64 steps before the fault and 64 after it, whole or not there whenever the power goes, and done again by the
// firmware's own step. Layout: docs/store.md.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import { adopt, step } from '../../firmware/power/hot-swap';
import { Action, Cycle } from '../../firmware/power/hot-swap-state';
import { AFTER, BEFORE, BlackBox, BOX_PAGES_BYTES } from '../../firmware/store/black-box';
import { milliseconds } from '../../firmware/units/time';
import { BoxError, decodeBox } from '../../host-tools/black-box/decode';
import { replay } from '../../host-tools/black-box/replay';
import { PowerLost, TORN } from '../../host-tools/flash/nor-flash';
import { Random } from '../../host-tools/sim/random';
import { hotSwapInputs, hotSwapLimits, retrying } from '../support/hot-swap';
import { ModelFlash } from '../support/model-flash';

const LIMITS = hotSwapLimits({ staggerMs: 50, shutdownMs: 300, cycleOffMs: 40, ...retrying(2, 200) });

function mounted(flash: ModelFlash): BlackBox {
  const box = new BlackBox(flash, 0, flash.sectors);
  box.mount();
  return box;
}

interface Life {
  readonly chance: Random;
  readonly steps: number;
}

/** A machine whose world changes by chance; every fault triggers the box, and the flash works between the steps. */
function live(box: BlackBox, { chance, steps }: Life, startMs = 0): void {
  const inputs = hotSwapInputs({ present: false });
  const decision = adopt(inputs, milliseconds(startMs));
  const readings = { inputMillivolts: 5000, outputMillivolts: 0, milliamps: 0 };
  for (let i = 0; i < steps; i++) {
    if (chance.below(40) === 0) inputs.present = chance.below(8) > 0;
    if (chance.below(60) === 0) inputs.wanted = chance.below(3) > 0;
    if (chance.below(20) === 0) inputs.graceful = chance.below(2) > 0;
    inputs.halted = chance.below(30) === 0;
    inputs.cycle = chance.below(200) === 0 ? Cycle.graceful : Cycle.none;
    inputs.fault = chance.below(80) === 0 ? Fault.overCurrent : Fault.none;
    inputs.powerGood = inputs.gateOn && chance.below(50) > 0;
    if (inputs.gateOn && chance.below(300) === 0) inputs.gateOn = false;
    readings.milliamps = i & 0xffff;
    const before = decision.state.kind;
    const now = milliseconds(startMs + i * 10);
    step(decision, inputs, now, LIMITS);
    box.record(readings, inputs, decision, now);
    const { state } = decision;
    if (state.kind !== before && (state.kind === 'faulted' || state.kind === 'retrying')) {
      box.trigger(state.fault, LIMITS, 1_700_000_000, 3);
    }
    if (decision.action !== Action.none) inputs.gateOn = decision.action === Action.gateOn;
    box.work(true);
  }
}

function bytesOf(box: BlackBox, index: number): Uint8Array {
  const bytes = new Uint8Array(BOX_PAGES_BYTES);
  const chunk = new Uint8Array(32);
  for (let at = 0; at < bytes.length; at += 32) {
    if (!box.read(index, at, chunk, 32)) throw new BoxError('none');
    bytes.set(chunk, at);
  }
  return bytes;
}

describe('a box', () => {
  it('holds the steps around the fault, labelled, the newest first, as many as there are sectors but one', () => {
    const box = mounted(new ModelFlash(4));
    live(box, { chance: new Random(5), steps: 20_000 });
    expect(box.count).toBe(3);
    for (let index = 0; index < 3; index++) {
      const decoded = decodeBox(bytesOf(box, index));
      const { trigger, steps } = decoded;
      expect([decoded.boot, decoded.unixTime, steps.length]).toEqual([3, 1_700_000_000, trigger + 1 + AFTER]);
      // A fault soon after the box before it has fewer steps before it.
      expect(trigger).toBeLessThanOrEqual(BEFORE);
      expect(['faulted', 'retrying']).toContain(steps[trigger]!.state.kind);
      expect(['faulted', 'retrying']).not.toContain(steps[trigger - 1]!.state.kind);
      const marks = steps.map(({ milliamps }) => milliamps!);
      expect(marks).toEqual(marks.map((_, i) => marks[0]! + i));
    }
    expect(decodeBox(bytesOf(box, 0)).turn).toBe(decodeBox(bytesOf(box, 1)).turn + 1);
    expect(box.read(3, 0, new Uint8Array(32), 32)).toBe(false);
  });

  it('an early fault has fewer steps before it', () => {
    const box = mounted(new ModelFlash(3));
    const inputs = hotSwapInputs();
    const decision = { state: { kind: 'faulted', fault: Fault.tripped } as const, action: Action.none, retriesUsed: 0 };
    const readings = { inputMillivolts: 1, outputMillivolts: 2, milliamps: 3 };
    for (let i = 0; i < 5; i++) box.record(readings, inputs, decision, milliseconds(i));
    box.trigger(Fault.tripped, LIMITS, 0, 1);
    for (let i = 0; i < AFTER; i++) box.record(readings, inputs, decision, milliseconds(i));
    while (box.isBusy) box.work(true);
    const decoded = decodeBox(bytesOf(mounted(flashOf(box)), 0));
    expect([decoded.trigger, decoded.steps.length]).toEqual([4, 5 + AFTER]);
  });

  it('law: done again, the machine decides the same in every step', () => {
    let boxes = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.constantFrom(0, 2 ** 31 - 20_000), (seed, startMs) => {
        const box = mounted(new ModelFlash(4));
        live(box, { chance: new Random(seed), steps: 4000 }, startMs);
        for (let index = 0; index < box.count; index++) {
          boxes++;
          expect(replay(decodeBox(bytesOf(box, index)))).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
    expect(boxes).toBeGreaterThan(40);
  });

  it('a step that was decided otherwise is named', () => {
    const box = mounted(new ModelFlash(4));
    live(box, { chance: new Random(5), steps: 4000 });
    const decoded = decodeBox(bytesOf(box, 0));
    const { trigger } = decoded;
    const steps = decoded.steps.map((each, i) =>
      i === BEFORE ? { ...each, state: { kind: 'on', stableAt: each.now } as const } : each,
    );
    const found = replay({ ...decoded, steps });
    expect(found[0]).toMatchObject({ step: trigger, recorded: { kind: 'on' } });
  });
});

describe('damage', () => {
  /** Recorded within the test that asks for it, so that a mutant of the firmware is laid to that test. */
  function wholeBox(): Uint8Array {
    const box = mounted(new ModelFlash(4));
    live(box, { chance: new Random(5), steps: 4000 });
    return bytesOf(box, 0);
  }

  it('every single bit that is wrong is found', () => {
    const whole = wholeBox();
    for (let bit = 0; bit < 2708 * 8; bit += 7) {
      const bytes = whole.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => decodeBox(bytes), `bit ${bit}`).toThrow(BoxError);
    }
  });

  it('nothing there, and a newer layout, have their own words', () => {
    expect(() => decodeBox(new Uint8Array(BOX_PAGES_BYTES).fill(0xff))).toThrow(/no black box/);
    const newer = wholeBox();
    newer[4] = 2;
    expect(() => decodeBox(newer)).toThrow(/newer racklet/);
  });
});

describe('power lost', () => {
  let cuts = 0;
  afterAll(() => process.stdout.write(`black box: ${cuts} cuts of the power, every box that is there is whole\n`));

  it.each(TORN)('at each operation of the flash, %s: a box is there whole, or the ones before it', (torn) => {
    const life = (): Life => ({ chance: new Random(8), steps: 3000 });
    const free = new ModelFlash(3);
    live(mounted(free), life());
    for (let cut = 0; cut < free.chip.operations; cut++) {
      const flash = new ModelFlash(3);
      flash.chip.cutAt(cut, torn, new Random(cut));
      expect(() => live(mounted(flash), life())).toThrow(PowerLost);
      cuts++;
      const box = mounted(flash);
      // Bug: a head that was torn was shown as a box.
      const turns = Array.from({ length: box.count }, (_, index) => decodeBox(bytesOf(box, index)).turn);
      expect(turns).toEqual(turns.map((_, i) => turns[0]! - i));
      live(box, { chance: new Random(9), steps: 3000 });
      expect(replay(decodeBox(bytesOf(box, 0)))).toEqual([]);
    }
  });
});

/** The flash behind a box. */
function flashOf(box: BlackBox): ModelFlash {
  const flash = new ModelFlash(3);
  for (let sector = 0; sector < 1; sector++) {
    const bytes = bytesOf(box, 0);
    flash.chip.overwrite(sector * 4096, bytes);
  }
  return flash;
}
