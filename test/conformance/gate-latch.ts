// Conformance suite of the gate latch: firmware/io/gate-latch/README.md. Every implementation runs it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Soon } from './soon';

export interface GateLatchBench {
  set(): Soon<unknown>;
  clear(): Soon<unknown>;
  isOn(): Soon<boolean>;
  /** The board gets power: the latch is off. */
  powerOn(): Soon<unknown>;
  /** A reset and a start of the firmware: pins float, the port is built anew. */
  restart(): Soon<unknown>;
  /** The eFuse clears the latch, and holds it cleared until told otherwise. Absent: this place cannot hold it. */
  readonly holdByEfuse?: (holds: boolean) => Soon<unknown>;
  /** What the latch really is. */
  latch(): Soon<boolean>;
  close(): Soon<unknown>;
}

export function gateLatchConformance(place: string, makeBench: () => Soon<GateLatchBench>): void {
  describe(`gate-latch on ${place}`, () => {
    let bench: GateLatchBench;
    beforeEach(async () => {
      bench = await makeBench();
      await bench.powerOn();
      await bench.restart();
    });
    afterEach(() => bench.close());

    const expectLatch = async (on: boolean) => {
      expect(await bench.latch()).toBe(on);
      expect(await bench.isOn()).toBe(on);
    };

    it('is off at power-on', () => expectLatch(false));

    it('is on after set, off after clear', async () => {
      await bench.set();
      await expectLatch(true);
      await bench.clear();
      await expectLatch(false);
    });

    it('takes clear and set any number of times', async () => {
      for (let i = 0; i < 3; i++) await bench.clear();
      await expectLatch(false);
      for (let i = 0; i < 3; i++) await bench.set();
      await expectLatch(true);
      for (let i = 0; i < 3; i++) await bench.clear();
      await expectLatch(false);
    });

    it.each([true, false])('is not moved by a restart of the firmware, which adopts what it reads: %s', async (on) => {
      if (on) await bench.set();
      for (let i = 0; i < 3; i++) {
        await bench.restart();
        await expectLatch(on);
      }
    });

    it('loses what it held with the power', async () => {
      await bench.set();
      await bench.powerOn();
      await bench.restart();
      await expectLatch(false);
    });

    it('reads the hardware, not what it last asked for; a set while the eFuse holds has no effect', async (context) => {
      const { holdByEfuse } = bench;
      if (!holdByEfuse) {
        context.skip('this place has no eFuse that holds');
        return;
      }
      await bench.set();
      await holdByEfuse(true);
      await expectLatch(false);
      await bench.set();
      await expectLatch(false);
      await holdByEfuse(false);
      await expectLatch(false);
      await bench.set();
      await expectLatch(true);
    });
  });
}
