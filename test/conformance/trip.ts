// Conformance suite of the trip: firmware/io/trip/README.md, rule by rule. Every implementation runs it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Outcomes of `rearm`. */
export const Rearm = { rearmed: 0, stale: 1, stillActive: 2, gateOn: 3 } as const;

export interface TripBench {
  /** Power, a start of the firmware at time `now`. */
  powerOn(): void;
  restart(now: number): void;
  set(): void;
  isOn(): boolean;
  /** Lines go active, with their interrupt. Bits add up until `release`. */
  edge(sources: number, now: number): void;
  /** Levels without an interrupt. */
  lines(active: number): void;
  poll(now: number): void;
  look(): { number: number; trippedAt: number; sources: number; isTripped: boolean };
  rearm(number: number): number;
  announcements(): number;
  close(): void;
}

export function tripConformance(place: string, makeBench: () => TripBench): void {
  describe(`trip on ${place}`, () => {
    let bench: TripBench;
    beforeEach(() => {
      bench = makeBench();
      bench.powerOn();
      bench.restart(0);
      bench.set();
    });
    afterEach(() => bench.close());

    it('leaves the gate alone while nothing happens', () => {
      bench.poll(5);
      expect(bench.isOn()).toBe(true);
      expect(bench.look()).toEqual({ number: 0, trippedAt: 0, sources: 0, isTripped: false });
      expect(bench.announcements()).toBe(0);
    });

    it('turns the gate off at the edge, and says when and why', () => {
      bench.edge(0b10, 0xfedcba98);
      expect(bench.isOn()).toBe(false);
      expect(bench.look()).toEqual({ number: 1, trippedAt: 0xfedcba98, sources: 0b10, isTripped: true });
      expect(bench.announcements()).toBe(1);
    });

    it('stays off until re-armed, whatever is asked of the latch', () => {
      bench.edge(1, 10);
      bench.lines(0);
      for (let i = 0; i < 3; i++) bench.set();
      expect(bench.isOn()).toBe(false);
      expect(bench.rearm(1)).toBe(Rearm.rearmed);
      expect(bench.isOn(), 're-arming turns nothing on').toBe(false);
      bench.set();
      expect(bench.isOn()).toBe(true);
      expect(bench.look().isTripped).toBe(false);
    });

    it('is not re-armed while a line is active', () => {
      bench.edge(1, 10);
      expect(bench.rearm(1)).toBe(Rearm.stillActive);
      bench.set();
      expect(bench.isOn()).toBe(false);
    });

    it('is not re-armed by the number of another trip', () => {
      expect(bench.rearm(0)).toBe(Rearm.stale);
      bench.edge(1, 10);
      bench.lines(0);
      expect(bench.rearm(0)).toBe(Rearm.stale);
      expect(bench.rearm(2)).toBe(Rearm.stale);
      expect(bench.look().isTripped).toBe(true);
    });

    it('loses no edge between a look and a re-arm', () => {
      bench.edge(0b01, 10);
      const seen = bench.look();
      bench.edge(0b10, 20);
      bench.lines(0);
      expect(bench.rearm(seen.number)).toBe(Rearm.stale);
      expect(bench.look()).toEqual({ number: 2, trippedAt: 10, sources: 0b11, isTripped: true });
      expect(bench.rearm(2)).toBe(Rearm.rearmed);
    });

    it('trips by level where the edge was not seen, once', () => {
      bench.lines(0b100);
      bench.poll(30);
      bench.poll(40);
      expect(bench.isOn()).toBe(false);
      expect(bench.look()).toEqual({ number: 1, trippedAt: 30, sources: 0b100, isTripped: true });
    });

    it('trips at a start with a line that is active', () => {
      bench.lines(1);
      bench.restart(7);
      expect(bench.isOn()).toBe(false);
      bench.set();
      expect(bench.isOn()).toBe(false);
      expect(bench.look()).toMatchObject({ number: 1, trippedAt: 7, isTripped: true });
    });

    it('does not turn the gate on by a restart after a trip', () => {
      bench.edge(1, 10);
      bench.lines(0);
      bench.restart(20);
      expect(bench.isOn()).toBe(false);
    });

    it('begins a trip anew after a re-arm: its own time, its own sources', () => {
      bench.edge(0b01, 10);
      bench.lines(0);
      bench.rearm(1);
      bench.edge(0b10, 50);
      expect(bench.look()).toEqual({ number: 2, trippedAt: 50, sources: 0b10, isTripped: true });
    });
  });
}
