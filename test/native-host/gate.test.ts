// The C cores of gate latch and trip: their contracts, and an edge at every point where an interrupt can come.
import { expect, it } from 'vitest';
import { gateLatchConformance } from '../conformance/gate-latch';
import { Rearm, tripConformance } from '../conformance/trip';
import { describeCore } from './describe-core';
import { GateCore } from './gate-core';

const REFUSED = 2;
/** More points than any call has. */
const POINTS = 30;

describeCore('gate latch and trip in C', () => {
  gateLatchConformance('the C core', () => {
    const core = new GateCore();
    return {
      set: () => core.set(),
      clear: () => core.clear(),
      isOn: () => core.isOn(),
      powerOn: () => core.powerOn(),
      restart: () => core.boot(),
      holdByEfuse: (holds) => core.efuseHolds(holds),
      latch: () => core.board().isOn,
      close: () => core.close(),
    };
  });

  tripConformance('the C core', () => {
    const core = new GateCore();
    return {
      powerOn: () => core.powerOn(),
      restart: (now) => core.boot(now),
      set: () => core.set(),
      isOn: () => core.board().isOn,
      edge: (sources, now) => core.edge(sources, now),
      lines: (active) => core.faultLines(active),
      poll: (now) => core.poll(now),
      look: () => core.look(),
      rearm: (number) => core.rearm(number),
      announcements: () => core.board().announcements,
      close: () => core.close(),
    };
  });

  it('never sets with a port of zeros', () => {
    const core = new GateCore();
    core.powerOn();
    expect(core.setWithoutInit()).toBe(REFUSED);
    expect(core.board()).toMatchObject({ isOn: false, setPulses: 0 });
    core.close();
  });

  it('sends no pulse when it starts', () => {
    const core = new GateCore();
    core.powerOn();
    core.boot();
    core.set();
    const before = core.board();
    expect(core.boot()).toBe(true);
    expect(core.board()).toEqual(before);
    core.close();
  });

  it('reports a latch that the eFuse holds', () => {
    const core = new GateCore();
    core.powerOn();
    core.boot();
    core.efuseHolds(true);
    expect(core.set()).toBe(1);
    core.close();
  });

  const calls: Record<string, (core: GateCore) => void> = {
    set: (core) => core.set(),
    clear: (core) => core.clear(),
    'set after clear': (core) => {
      core.clear();
      core.set();
    },
    look: (core) => core.look(),
    poll: (core) => core.poll(99),
  };
  it.each(Object.keys(calls))('ends off and held, whenever an edge comes during %s', (name) => {
    let came = 0;
    for (let point = 1; point <= POINTS; point++) {
      const core = new GateCore();
      core.powerOn();
      core.boot();
      core.edge(1, 50, point);
      calls[name]!(core);
      if (core.edgeCame()) {
        came++;
        const board = core.board();
        expect(board, `point ${point}`).toMatchObject({ isOn: false, setLine: false, clearLine: true, faults: 0 });
        expect(board.offAfterEdge, `point ${point}: off as soon as the handler returned`).toBe(true);
        expect(core.look(), `point ${point}`).toMatchObject({ number: 1, isTripped: true });
      }
      core.close();
    }
    expect(came).toBeGreaterThan(0);
  });

  it('never loses an edge to a re-arm: tripped again, or never re-armed', () => {
    let came = 0;
    for (let point = 1; point <= POINTS; point++) {
      const core = new GateCore();
      core.powerOn();
      core.boot();
      core.edge(1, 10);
      core.faultLines(0);
      core.edge(2, 60, point);
      const outcome = core.rearm(1);
      if (core.edgeCame()) {
        came++;
        expect([Rearm.rearmed, Rearm.stale]).toContain(outcome);
        core.set();
        expect(core.look(), `point ${point}`).toMatchObject({ number: 2, isTripped: true });
        expect(core.board(), `point ${point}`).toMatchObject({ isOn: false, clearLine: true, faults: 0 });
      }
      core.close();
    }
    expect(came).toBeGreaterThan(0);
  });
});
