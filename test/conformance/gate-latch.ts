// Conformance suite of the gate latch: firmware/io/gate-latch/README.md. Every implementation runs it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

export interface GateLatchBench {
  set(): void;
  clear(): void;
  isOn(): boolean;
  /** The board gets power: the latch is off. */
  powerOn(): void;
  /** A reset and a start of the firmware: pins float, the port is built anew. */
  restart(): void;
  /** The eFuse clears the latch, and holds it cleared until told otherwise. Absent: this place cannot hold it. */
  readonly holdByEfuse?: (holds: boolean) => void;
  /** What the latch really is. */
  latch(): boolean;
  close(): void;
}

export function gateLatchConformance(place: string, makeBench: () => GateLatchBench): void {
  describe(`gate-latch on ${place}`, () => {
    let bench: GateLatchBench;
    beforeEach(() => {
      bench = makeBench();
      bench.powerOn();
      bench.restart();
    });
    afterEach(() => bench.close());

    const expectLatch = (on: boolean) => {
      expect(bench.latch()).toBe(on);
      expect(bench.isOn()).toBe(on);
    };

    it('is off at power-on', () => expectLatch(false));

    it('is on after set, off after clear', () => {
      bench.set();
      expectLatch(true);
      bench.clear();
      expectLatch(false);
    });

    it('takes clear and set any number of times', () => {
      for (let i = 0; i < 3; i++) bench.clear();
      expectLatch(false);
      for (let i = 0; i < 3; i++) bench.set();
      expectLatch(true);
      for (let i = 0; i < 3; i++) bench.clear();
      expectLatch(false);
    });

    it.each([true, false])('is not moved by a restart of the firmware, which adopts what it reads: %s', (on) => {
      if (on) bench.set();
      for (let i = 0; i < 3; i++) {
        bench.restart();
        expectLatch(on);
      }
    });

    it('loses what it held with the power', () => {
      bench.set();
      bench.powerOn();
      bench.restart();
      expectLatch(false);
    });

    it('reads the hardware, not what it last asked for; a set while the eFuse holds has no effect', (context) => {
      const { holdByEfuse } = bench;
      if (!holdByEfuse) {
        context.skip('this place has no eFuse that holds');
        return;
      }
      bench.set();
      holdByEfuse(true);
      expectLatch(false);
      bench.set();
      expectLatch(false);
      holdByEfuse(false);
      expectLatch(false);
      bench.set();
      expectLatch(true);
    });
  });
}
