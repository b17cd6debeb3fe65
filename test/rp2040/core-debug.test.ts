// A debugger's hands on the core: held, stepped, looked at, with the time of the rack standing still meanwhile. Encodings and registers:
// ARMv6-M Architecture Reference Manual.
import { expect, it } from 'vitest';
import { type CoreDebug, PROGRAM_COUNTER, type StopReason } from '../../host-tools/rp2040/core-debug';
import { nanoseconds } from '../../host-tools/sim/scheduler';
import { BoardBench, CYCLE_NS, RAM } from './bench';
import { adds, b, bkpt, image, label, ldr, movs, STACK, store, udf, wfi } from './thumb';

/** Code begins behind 48 vectors. */
const CODE = 0x1000_01c0;
const STATUS = 16;
const MAIN_STACK = 17;
const PRIMASK = 19;
const COUNTER = RAM + 0x100;
const NOTHING_THERE = 0x3000_0000;
const TIMER_ALARM0 = 0x4005_4010;
const RESETS = 0x4000_c000;

/** Counts in r0 and in RAM: three instructions from `LOOP` on. */
const COUNTING = image([movs(0, 0), ldr(1, COUNTER), label('loop'), adds(0, 1), store(0, 1), b('loop')]);
const LOOP = CODE + 4;

function debugged(program: Uint8Array): { bench: BoardBench; debug: CoreDebug; stops: StopReason[] } {
  const bench = new BoardBench(program);
  const { debug } = bench.board;
  const stops: StopReason[] = [];
  debug.isAttached = true;
  debug.onStop = (reason) => stops.push(reason);
  return { bench, debug, stops };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Lets time run, which the core may hold. */
async function begin(bench: BoardBench, cycles = 1000) {
  const run = { isOver: false, end: Promise.resolve() };
  run.end = bench.cycles(cycles).then(() => {
    run.isOver = true;
  });
  await turn();
  return run;
}

it('holds before the instruction at a breakpoint, and the rack with it', async () => {
  const { bench, debug, stops } = debugged(COUNTING);
  debug.breakpoints.add(LOOP);
  let rang = false;
  bench.scheduler.at(nanoseconds(900 * CYCLE_NS), () => {
    rang = true;
  });
  const run = await begin(bench);
  expect(stops).toEqual(['breakpoint']);
  expect(debug.register(PROGRAM_COUNTER)).toBe(LOOP);
  expect(debug.register(0)).toBe(0);
  await turn();
  expect([run.isOver, rang]).toEqual([false, false]);
  debug.resume();
  await turn();
  expect(stops).toHaveLength(2);
  expect(debug.register(0), 'once around').toBe(1);
  debug.breakpoints.clear();
  debug.resume();
  await run.end;
  expect(rang).toBe(true);
  expect(bench.read(COUNTER)).toBeGreaterThan(100);
});

it('steps one instruction at a time', async () => {
  const { bench, debug, stops } = debugged(COUNTING);
  debug.halt();
  const run = await begin(bench);
  const path: (number | undefined)[] = [debug.register(PROGRAM_COUNTER)];
  for (let i = 0; i < 5; i++) {
    debug.step();
    await turn();
    path.push(debug.register(PROGRAM_COUNTER));
  }
  expect(path).toEqual([CODE, CODE + 2, LOOP, LOOP + 2, LOOP + 4, LOOP]);
  expect(stops).toEqual(['asked', 'step', 'step', 'step', 'step', 'step']);
  debug.detach();
  await run.end;
  expect(debug.held).toBeUndefined();
});

it('is held while it sleeps, and goes where its program counter is put', async () => {
  const { bench, debug } = debugged(image([wfi, label('here'), b('here'), movs(0, 7), label('end'), b('end')]));
  await bench.cycles(100);
  expect(bench.board.isAsleep).toBe(true);
  debug.halt();
  const run = await begin(bench);
  expect(run.isOver).toBe(false);
  debug.setRegister(PROGRAM_COUNTER, (CODE + 4) | 1);
  debug.resume();
  await run.end;
  expect(debug.register(0)).toBe(7);
});

it('reads and sets registers', async () => {
  const { bench, debug } = debugged(COUNTING);
  debug.halt();
  const run = await begin(bench);
  expect(debug.register(13)).toBe(STACK);
  expect(debug.register(MAIN_STACK)).toBe(STACK);
  expect(debug.register(STATUS)! & 0x0100_0000, 'the Thumb bit').not.toBe(0);
  for (const [number, value] of [
    [5, 0xdead_beef],
    [PRIMASK, 1],
    [MAIN_STACK, STACK - 64],
  ] as const) {
    expect(debug.setRegister(number, value)).toBe(true);
    expect(debug.register(number)).toBe(value);
  }
  debug.detach();
  await run.end;
});

it('reads and writes memory, and says where nothing answers', async () => {
  const { bench, debug } = debugged(COUNTING);
  debug.halt();
  const run = await begin(bench);
  expect(debug.write(COUNTER + 1, Uint8Array.of(1, 2, 3, 4, 5))).toBe(true);
  expect(debug.read(COUNTER, 7)).toEqual(
    Uint8Array.of(bench.read(COUNTER) & 0xff, 1, 2, 3, 4, 5, 0xff & debug.read(COUNTER + 6, 1)![0]!),
  );
  expect([...debug.read(CODE, 2)!], 'movs r0, #0').toEqual([0x00, 0x20]);
  expect(debug.write(CODE, Uint8Array.of(0)), 'flash').toBe(false);
  expect(debug.read(NOTHING_THERE, 4)).toBeUndefined();
  expect(debug.write(NOTHING_THERE, Uint8Array.of(1, 2, 3, 4))).toBe(false);
  expect(debug.read(RESETS, 4)).toHaveLength(4);
  expect(debug.read(TIMER_ALARM0, 8)).toHaveLength(8);
  expect(bench.board.hazards.busFaults, 'none of it counts as the image going wrong').toBe(0);
  expect(bench.board.hazards.accessesInReset).toBe(0);
  debug.detach();
  await run.end;
});

it('holds at a BKPT and behind a fault while a debugger is there', async () => {
  const { bench, debug, stops } = debugged(image([bkpt(1), udf, label('end'), b('end')], { 3: 'end' }));
  const run = await begin(bench);
  expect(stops).toEqual(['breakpoint']);
  expect(debug.register(PROGRAM_COUNTER)).toBe(CODE);
  debug.setRegister(PROGRAM_COUNTER, CODE + 2);
  debug.resume();
  await turn();
  expect(stops).toEqual(['breakpoint', 'fault']);
  expect(debug.register(STATUS)! & 0x3f, 'in the handler of the HardFault').toBe(3);
  debug.detach();
  await run.end;
});

it('has nothing to show without power', () => {
  const { bench, debug } = debugged(COUNTING);
  bench.board.powerOff();
  expect(debug.register(0)).toBeUndefined();
  expect(debug.setRegister(0, 1)).toBe(false);
  expect(debug.read(RAM, 4)).toBeUndefined();
  expect(debug.write(RAM, Uint8Array.of(1))).toBe(false);
});
