// One scenario, two engines, byte-identical bus traces; and what a pause of one unit's JavaScript does and does not do.
import { describe, expect, it } from 'vitest';
import type { TransferMessage } from '../../host-tools/client/transfer';
import type { EngineName } from '../../host-tools/engines/engine';
import { milliseconds, type Nanoseconds } from '../../host-tools/sim/scheduler';
import { hasXs, makeRack, readOf, writeOf } from '../support/racks';

const SLOTS = [1, 2, 3, 4, 5];
const UNITS = `[
  {slot: 1, security: open, load: {milliamps: 600}},
  {slot: 2, security: open, load: {milliamps: 850}},
  {slot: 3, security: open, load: {milliamps: 1250}},
  {slot: 4, security: open, refusal: poison, load: {milliamps: 600}},
  {slot: 5, security: closed, load: {milliamps: 23}}]`;

/** The unit whose JavaScript stands still, from when, for how long. */
const PAUSED = { slot: 2, at: 400, span: 20 };

/** Polls every unit, writes, provokes refusals, pulls and inserts tray 3. The bus belongs to unit 2 from 395 to 430 ms. */
async function runScenario(engine: EngineName, pause: boolean): Promise<string[]> {
  const lines: string[] = [];
  const rack = await makeRack({ engine, units: UNITS, seed: 42, lines });
  const at = (ms: number, messages: readonly TransferMessage[]) =>
    rack.scheduler.at(milliseconds(ms), () => rack.controller.begin(messages, () => {}));
  for (let ms = 20; ms < 1000; ms += 35) {
    if (ms > 360 && ms < 435) continue;
    for (const [i, slot] of SLOTS.entries()) {
      at(ms + 7 * i, readOf(slot, 0x88, 3));
      at(ms + 7 * i + 1, readOf(slot, 0xd2, 2, true));
      at(ms + 7 * i + 3, readOf(slot, 0x79, 3));
    }
  }
  at(150, writeOf(1, 0x01, 0x00));
  at(151, readOf(1, 0x01, 2));
  at(250, writeOf(1, 0x01, 0x80));
  at(300, writeOf(5, 0x01, 0x00));
  at(302, readOf(4, 0x0f, 3));
  at(304, readOf(1, 0x0f, 3));
  at(306, [{ address: 0x11, write: Uint8Array.of(0x01, 0x00, 0xee) }]);
  at(308, [{ address: 0x14, write: Uint8Array.of(0x01, 0x00, 0xee) }]);
  at(320, writeOf(4, 0x03));
  if (pause) rack.scheduler.at(milliseconds(PAUSED.at), () => rack.unit(PAUSED.slot)!.pause(milliseconds(PAUSED.span)));
  at(401, readOf(2, 0x88, 3));
  at(402, writeOf(2, 0x03));
  at(403, readOf(2, 0x79, 3));
  at(425, readOf(2, 0x88, 3));
  rack.scheduler.at(milliseconds(500), () => {
    rack.unit(3)!.tray.remove();
  });
  rack.scheduler.at(milliseconds(700), () => {
    rack.unit(3)!.tray.insert();
  });
  await rack.run(milliseconds(1100) as Nanoseconds);
  rack.close();
  return lines;
}

const linesOf = (lines: readonly string[], slot: number) => lines.filter((line) => line.includes(` S 1${slot}`));

/** Microseconds at which a line begins. */
const timeOf = (line: string) => Number(line.split(' ')[0]);

describe('bus traces', () => {
  it.skipIf(!hasXs)('are byte-identical for node and xs, with writes, refusals, a removal and a pause', async () => {
    const node = await runScenario('node', true);
    const xs = await runScenario('xs', true);
    expect(xs).toEqual(node);
    expect(node.length).toBeGreaterThan(350);
    expect(node.some((line) => line.includes('13W-'))).toBe(true);
    process.stdout.write(`bus traces: ${node.length} transactions, node and xs byte-identical\n`);
  });

  it('are the same again for the same seed', async () => {
    expect(await runScenario('node', false)).toEqual(await runScenario('node', false));
  });

  it('a pause of 20 ms stretches no published read', async () => {
    const lines = linesOf(await runScenario('node', true), 2);
    const during = lines.find((line) => timeOf(line) === 401_000)!;
    expect(during).toMatch(/^401000\.000 S 12W\+ 88\+ Sr 12R\+ [0-9a-f+ ]+- P$/);
  });

  it('a read after a write is refused at 10 ms while JavaScript stands still', async () => {
    const lines = linesOf(await runScenario('node', true), 2);
    const refused = lines.find((line) => timeOf(line) >= 403_000)!;
    expect(refused).toBe('403000.000 S 12W+ 79+ Sr 12R~10000.000- P');
    const afterwards = lines.find((line) => timeOf(line) === 425_000)!;
    expect(afterwards).not.toContain('~');
  });

  it('without the pause the same read waits about as long as the firmware takes', async () => {
    const lines = linesOf(await runScenario('node', false), 2);
    const waited = lines.find((line) => timeOf(line) >= 403_000)!;
    const stretched = Number(/~([\d.]+)/.exec(waited)?.[1] ?? 0);
    expect(stretched).toBeLessThan(1200);
    expect(waited).toMatch(/12R(~[\d.]+)?\+/);
  });

  it('the traces of the other units do not change', async () => {
    const without = await runScenario('node', false);
    const withPause = await runScenario('node', true);
    for (const slot of SLOTS.filter((other) => other !== PAUSED.slot)) {
      expect(linesOf(withPause, slot)).toEqual(linesOf(without, slot));
      expect(linesOf(without, slot).length).toBeGreaterThan(50);
    }
    expect(linesOf(withPause, PAUSED.slot)).not.toEqual(linesOf(without, PAUSED.slot));
  });
});
