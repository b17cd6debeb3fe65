// What the console prints takes a microcontroller longer than a write on the bus may wait (bug: while an event was told, a read behind a
// write was refused at the barrier's end): it lets the unit look after its bus meanwhile.
import { expect, it } from 'vitest';
import { ShellBench } from '../support/shell-bench';

/** Bytes that are handled between two pauses, at the most. */
const FEW = 8;

it('an event that is told: paused at least every few letters, composed, copied and sent', () => {
  const line = new ShellBench();
  line.settle();
  line.unit.latch.trip();
  line.clear();
  line.pauses = 0;
  line.tick(40);
  const told = line.text.split('\r\n').find((text) => text.includes('# '))!;
  const letters = told.slice(told.indexOf('# ')).trimEnd().length;
  expect(letters).toBeGreaterThan(3 * FEW);
  expect(line.pauses).toBeGreaterThanOrEqual(3 * Math.floor(letters / FEW) - FEW);
});
