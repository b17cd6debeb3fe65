// The watchdog and what it resets. RP2040 datasheet, section 4.7; section 2.13 (PSM); erratum RP2040-E1: the count falls by two a tick.
import { expect, it } from 'vitest';
import type { PadDrive, ResetCause } from '../../host-tools/rp2040/options';
import { BoardBench, IO_BANK0, PSM_WDSEL, RAM, RESETS, WATCHDOG } from './bench';

const CTRL = WATCHDOG;
const LOAD = WATCHDOG + 0x04;
const REASON = WATCHDOG + 0x08;
const SCRATCH0 = WATCHDOG + 0x0c;
const SCRATCH7 = WATCHDOG + 0x28;
const TICK = WATCHDOG + 0x2c;
const ENABLE = 0x4000_0000;
const TRIGGER = 0x8000_0000;
/** Everything but ROSC and XOSC: what pico-sdk and the datasheet's example select. */
const ALL_BUT_CLOCKS = 0x1fffc;
const SIO = 0xd000_0000;

function watched() {
  const resets: ResetCause[] = [];
  const pads: (readonly [number, PadDrive])[] = [];
  const bench = new BoardBench(undefined, {
    onReset: (cause) => resets.push(cause),
    onPad: (pin, drive) => pads.push([pin, drive]),
  });
  bench.write(RESETS, 0);
  bench.write(PSM_WDSEL, ALL_BUT_CLOCKS);
  return { bench, resets, pads };
}

it('forced: the core starts again, REASON says so, scratch registers, RAM and flash are kept', async () => {
  const { bench, resets } = watched();
  bench.write(SCRATCH0, 0x1234_5678);
  bench.write(SCRATCH7, 0xdead_beef);
  bench.write(RAM + 0x100, 0xcafe_f00d);
  bench.write(CTRL, TRIGGER);
  await bench.run(1000);
  expect(resets).toEqual(['power-on', 'watchdog-forced']);
  expect([bench.read(REASON), bench.read(SCRATCH0), bench.read(SCRATCH7), bench.read(RAM + 0x100)]).toEqual([
    2, 0x1234_5678, 0xdead_beef, 0xcafe_f00d,
  ]);
});

it('its time out: 1,000 counts are 500 ticks, and a new LOAD puts it off', async () => {
  const { bench, resets } = watched();
  // The reference clock runs at 12 MHz on the board's crystal once set up; at reset it is the ring oscillator: measured by the count itself.
  bench.write(TICK, (1 << 9) | 12);
  bench.write(LOAD, 100_000);
  bench.write(CTRL, ENABLE);
  const from = bench.read(CTRL) & 0xff_ffff;
  await bench.run(100_000);
  const fallen = from - (bench.read(CTRL) & 0xff_ffff);
  expect(fallen).toBeGreaterThan(0);
  const nanosecondsPerCount = 100_000 / fallen;
  bench.write(LOAD, 1000);
  await bench.run(900 * nanosecondsPerCount);
  bench.write(LOAD, 1000);
  await bench.run(900 * nanosecondsPerCount);
  expect(resets.length).toBe(1);
  await bench.run(200 * nanosecondsPerCount);
  expect([resets.at(-1), bench.read(REASON)]).toEqual(['watchdog-timer', 1]);
});

it('does nothing while PSM_WDSEL selects nothing, and while the tick does not run', async () => {
  const { bench, resets } = watched();
  bench.write(PSM_WDSEL, 0);
  bench.write(CTRL, TRIGGER);
  await bench.run(1000);
  expect(resets.length).toBe(1);
  bench.write(PSM_WDSEL, ALL_BUT_CLOCKS);
  bench.write(TICK, 0);
  bench.write(LOAD, 10);
  bench.write(CTRL, ENABLE);
  await bench.run(10_000_000);
  expect(resets.length).toBe(1);
});

it('a reset lets every pad go, and tells the outside', async () => {
  const { bench, pads } = watched();
  bench.write(IO_BANK0 + 8 * 10 + 4, 5);
  bench.write(SIO + 0x024, 1 << 10);
  bench.write(SIO + 0x014, 1 << 10);
  await bench.run(1000);
  expect([bench.board.pad(10), pads.at(-1)]).toEqual([1, [10, 1]]);
  bench.write(CTRL, TRIGGER);
  await bench.run(1000);
  expect([bench.board.pad(10), pads.at(-1)]).toEqual([undefined, [10, undefined]]);
});

it('after a brown-out REASON and the scratch registers are those of power-on, and RAM is not what it was', async () => {
  const { bench, resets } = watched();
  bench.write(SCRATCH0, 0x1234_5678);
  for (let i = 0; i < 16; i++) bench.write(RAM + 4 * i, 0xcafe_f00d);
  bench.board.brownOut();
  await bench.run(1000);
  expect([resets.at(-1), bench.read(REASON), bench.read(SCRATCH0)]).toEqual(['brown-out', 0, 0]);
  expect(Array.from({ length: 16 }, (_, i) => bench.read(RAM + 4 * i)).filter((word) => word === 0xcafe_f00d)).toEqual(
    [],
  );
});
