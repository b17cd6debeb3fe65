// Conformance suite of the trip: firmware/io/trip/README.md, rule by rule. Every implementation runs it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Soon } from './soon';

/** Outcomes of `rearm`. */
export const Rearm = { rearmed: 0, stale: 1, stillActive: 2, gateOn: 3 } as const;

export interface TripBench {
  /** Power, a start of the firmware at time `now`. */
  powerOn(): Soon<unknown>;
  restart(now: number): Soon<unknown>;
  set(): Soon<unknown>;
  isOn(): Soon<boolean>;
  /** Lines go active, with their interrupt. Bits add up until `release`. */
  edge(sources: number, now: number): Soon<unknown>;
  /** Levels without an interrupt. */
  lines(active: number): Soon<unknown>;
  poll(now: number): Soon<unknown>;
  look(): Soon<{ number: number; trippedAt: number; sources: number; isTripped: boolean }>;
  rearm(number: number): Soon<number>;
  announcements(): Soon<number>;
  close(): Soon<unknown>;
}

/** @param lastLine bit of the last fault line that the place has */
export function tripConformance(place: string, makeBench: () => Soon<TripBench>, lastLine = 0b100): void {
  describe(`trip on ${place}`, () => {
    let bench: TripBench;
    beforeEach(async () => {
      bench = await makeBench();
      await bench.powerOn();
      await bench.restart(0);
      await bench.set();
    });
    afterEach(() => bench.close());

    it('leaves the gate alone while nothing happens', async () => {
      await bench.poll(5);
      expect(await bench.isOn()).toBe(true);
      expect(await bench.look()).toEqual({ number: 0, trippedAt: 0, sources: 0, isTripped: false });
      expect(await bench.announcements()).toBe(0);
    });

    it('turns the gate off at the edge, and says when and why', async () => {
      await bench.edge(0b10, 0xfedcba98);
      expect(await bench.isOn()).toBe(false);
      expect(await bench.look()).toEqual({ number: 1, trippedAt: 0xfedcba98, sources: 0b10, isTripped: true });
      expect(await bench.announcements()).toBe(1);
    });

    it('stays off until re-armed, whatever is asked of the latch', async () => {
      await bench.edge(1, 10);
      await bench.lines(0);
      for (let i = 0; i < 3; i++) await bench.set();
      expect(await bench.isOn()).toBe(false);
      expect(await bench.rearm(1)).toBe(Rearm.rearmed);
      expect(await bench.isOn(), 're-arming turns nothing on').toBe(false);
      await bench.set();
      expect(await bench.isOn()).toBe(true);
      expect((await bench.look()).isTripped).toBe(false);
    });

    it('is not re-armed while a line is active', async () => {
      await bench.edge(1, 10);
      expect(await bench.rearm(1)).toBe(Rearm.stillActive);
      await bench.set();
      expect(await bench.isOn()).toBe(false);
    });

    it('is not re-armed by the number of another trip', async () => {
      expect(await bench.rearm(0)).toBe(Rearm.stale);
      await bench.edge(1, 10);
      await bench.lines(0);
      expect(await bench.rearm(0)).toBe(Rearm.stale);
      expect(await bench.rearm(2)).toBe(Rearm.stale);
      expect((await bench.look()).isTripped).toBe(true);
    });

    it('loses no edge between a look and a re-arm', async () => {
      await bench.edge(0b01, 10);
      const seen = await bench.look();
      await bench.edge(0b10, 20);
      await bench.lines(0);
      expect(await bench.rearm(seen.number)).toBe(Rearm.stale);
      expect(await bench.look()).toEqual({ number: 2, trippedAt: 10, sources: 0b11, isTripped: true });
      expect(await bench.rearm(2)).toBe(Rearm.rearmed);
    });

    it('trips by level where the edge was not seen, once', async () => {
      await bench.lines(lastLine);
      await bench.poll(30);
      await bench.poll(40);
      expect(await bench.isOn()).toBe(false);
      expect(await bench.look()).toEqual({ number: 1, trippedAt: 30, sources: lastLine, isTripped: true });
    });

    it('trips at a start with a line that is active', async () => {
      await bench.lines(1);
      await bench.restart(7);
      expect(await bench.isOn()).toBe(false);
      await bench.set();
      expect(await bench.isOn()).toBe(false);
      expect(await bench.look()).toMatchObject({ number: 1, trippedAt: 7, isTripped: true });
    });

    it('does not turn the gate on by a restart after a trip', async () => {
      await bench.edge(1, 10);
      await bench.lines(0);
      await bench.restart(20);
      expect(await bench.isOn()).toBe(false);
    });

    it('begins a trip anew after a re-arm: its own time, its own sources', async () => {
      await bench.edge(0b01, 10);
      await bench.lines(0);
      await bench.rearm(1);
      await bench.edge(0b10, 50);
      expect(await bench.look()).toEqual({ number: 2, trippedAt: 50, sources: 0b10, isTripped: true });
    });
  });
}
