// Time and exceptions of the core. ARMv6-M Architecture Reference Manual; Cortex-M0+ Technical Reference Manual, table 3-1 (cycles) and
// section 3.9: 15 cycles to the first instruction of a handler with memory that does not wait. RP2040 datasheet, section 2.19 (GPIO).
import { describe, expect, it } from 'vitest';
import type { CoreFault } from '../../host-tools/rp2040/options';
import { BoardBench, CYCLE_NS, IO_BANK0, RAM } from './bench';
import { b, bxLr, cpsid, cpsie, image, label, ldr, load, movs, nop, pop, push, store, udf, wfi } from './thumb';

const SIO = 0xd000_0000;
const GPIO_OUT_SET = SIO + 0x14;
const GPIO_OE_SET = SIO + 0x24;
const NVIC_ISER = 0xe000_e100;
const IRQ_IO_BANK0 = 13;
const PROC0_INTE0 = IO_BANK0 + 0x100;
const INTR0 = IO_BANK0 + 0xf0;
/** GPIO 4: bits 19:16 of register 0 are level low, level high, edge low, edge high. Datasheet, section 2.19.6.1. */
const PIN = 4;
const EDGE_LOW = 1 << (4 * PIN + 2);
const LEVEL_LOW = 1 << (4 * PIN);
const OUT = 5;
const RELEASE = [ldr(0, 0x4000_c000), movs(1, 0), store(1, 0)];
const select = (pin: number) => [ldr(0, IO_BANK0 + 8 * pin + 4), movs(1, 5), store(1, 0)];
const drive = [ldr(0, GPIO_OUT_SET), ldr(1, 1 << OUT), store(1, 0)];

/** Waits for GPIO 4; its handler drives GPIO 5 high and counts in RAM. */
const HANDLER = (enable: number) =>
  image(
    [
      ...RELEASE, ...select(PIN), ...select(OUT),
      ldr(0, GPIO_OE_SET), ldr(1, 1 << OUT), store(1, 0),
      ldr(0, RAM), movs(1, 0), store(1, 0),
      ldr(0, PROC0_INTE0), ldr(1, enable), store(1, 0),
      ldr(0, NVIC_ISER), ldr(1, 1 << IRQ_IO_BANK0), store(1, 0),
      ldr(4, RAM), ldr(5, GPIO_OUT_SET), ldr(6, 1 << OUT), ldr(7, INTR0),
      label('wait'), wfi, b('wait'),
      label('handler'), store(6, 5), load(0, 4), 0x1c40, store(0, 4), ldr(1, EDGE_LOW), store(1, 7), bxLr,
    ],
    { [16 + IRQ_IO_BANK0]: 'handler' },
  ); // biome-ignore format: a program

async function ready(enable: number) {
  let at = 0;
  const bench: BoardBench = new BoardBench(HANDLER(enable), {
    onPad: (pin, level) => {
      if (pin === OUT && level === 1) at = bench.scheduler.now;
    },
  });
  bench.board.drivePad(PIN, 1);
  await bench.cycles(1000);
  return { bench, answeredAt: () => at };
}

describe('an edge of a pin', () => {
  it('reaches the handler in 2 cycles of the synchroniser, 15 of exception entry, and a store', async () => {
    const { bench, answeredAt } = await ready(EDGE_LOW);
    const from = bench.scheduler.now;
    bench.board.drivePad(PIN, 0);
    await bench.cycles(200);
    const cycles = (answeredAt() - from) / CYCLE_NS;
    // STR to the single-cycle IO port takes 1; waking from WFI may take one more.
    expect(cycles).toBeGreaterThanOrEqual(2 + 15);
    expect(cycles).toBeLessThanOrEqual(2 + 15 + 4);
    expect(bench.read(RAM)).toBe(1);
  });

  it('is latched until INTR is written; a second one counts again', async () => {
    const { bench } = await ready(EDGE_LOW);
    for (const level of [0, 1, 0, 1] as const) {
      bench.board.drivePad(PIN, level);
      await bench.cycles(200);
    }
    expect(bench.read(RAM)).toBe(2);
  });

  it('a level interrupts for as long as it lasts', async () => {
    const { bench } = await ready(LEVEL_LOW);
    bench.board.drivePad(PIN, 0);
    await bench.cycles(500);
    const count = bench.read(RAM);
    expect(count).toBeGreaterThan(5);
    bench.board.drivePad(PIN, 1);
    await bench.cycles(100);
    const after = bench.read(RAM);
    await bench.cycles(500);
    expect(bench.read(RAM)).toBe(after);
  });
});

describe('time', () => {
  it('goes on while the core sleeps without an alarm', async () => {
    const bench = new BoardBench();
    await bench.run(1_000_000);
    expect([bench.board.isAsleep, bench.board.now]).toEqual([true, bench.scheduler.now]);
    bench.board.drivePad(PIN, 1);
    expect(Math.abs(bench.board.cycles - 125_000)).toBeLessThanOrEqual(2);
  });

  it('runs at the cycles of the Cortex-M0+: NOP 1, a taken branch 2, LDR 2, PUSH and POP 1+N', async () => {
    // Between two stores to the IO port (1 cycle each): 100 NOPs; 10 branches to the next instruction; 10 loads; PUSH and POP.
    const branches = Array.from({ length: 10 }, (_, i) => [b(`n${i}`), label(`n${i}`)]).flat();
    const program = (middle: Parameters<typeof image>[0]) =>
      image([
        ...RELEASE, ...select(OUT), ldr(0, GPIO_OE_SET), ldr(1, 1 << OUT), store(1, 0),
        ldr(5, GPIO_OUT_SET), ldr(6, 1 << OUT), ldr(3, RAM),
        store(6, 5), ...middle, store(6, 5, 4), label('end'), b('end'),
      ]); // biome-ignore format: a program
    const cyclesOf = async (middle: Parameters<typeof image>[0]): Promise<number> => {
      const edges: number[] = [];
      const bench: BoardBench = new BoardBench(program(middle), {
        onPad: (pin, level) => {
          if (pin === OUT && level !== undefined) edges.push(bench.scheduler.now);
        },
      });
      await bench.cycles(2000);
      return (edges.at(-1)! - edges.at(-2)!) / CYCLE_NS;
    };
    const none = await cyclesOf([]);
    expect((await cyclesOf(Array(100).fill(nop))) - none).toBe(100);
    expect((await cyclesOf(branches)) - none).toBe(20);
    expect((await cyclesOf(Array(10).fill(load(0, 3)))) - none).toBe(20);
    expect((await cyclesOf([push(0x0f)])) - none).toBe(5);
    expect((await cyclesOf([push(0x0f), pop(0x0f)])) - none).toBe(10);
  });
});

describe('faults', () => {
  it('an undefined instruction is a HardFault; another one in its handler locks the core up', async () => {
    const faults: CoreFault[] = [];
    const bench = new BoardBench(image([udf, label('handler'), udf], { 3: 'handler' }), {
      onFault: (fault) => faults.push(fault),
    });
    await bench.cycles(1000);
    expect(faults.map(({ kind }) => kind)).toEqual(['hard-fault', 'lockup']);
    expect(bench.board.isLockedUp).toBe(true);
  });

  it('an address where nothing is, and an unaligned one, are HardFaults and counted', async () => {
    for (const address of [0x3000_0000, RAM + 2]) {
      const bench = new BoardBench(
        image([ldr(0, address), load(1, 0), label('handler'), b('handler')], { 3: 'handler' }),
      );
      await bench.cycles(1000);
      expect([bench.board.faults.map(({ kind }) => kind), bench.board.hazards.busFaults]).toEqual([['hard-fault'], 1]);
    }
  });

  it('with interrupts masked WFI wakes up, and the handler waits', async () => {
    const bench = new BoardBench(
      image(
        [
          ...RELEASE, ...select(PIN), ldr(0, RAM), movs(1, 0), store(1, 0), store(1, 0, 4),
          ldr(0, PROC0_INTE0), ldr(1, EDGE_LOW), store(1, 0), ldr(0, NVIC_ISER), ldr(1, 1 << IRQ_IO_BANK0), store(1, 0),
          ldr(4, RAM), ldr(7, INTR0), movs(2, 1), cpsid, wfi, store(2, 4), ...Array(50).fill(nop), cpsie, label('end'), wfi, b('end'),
          label('handler'), load(0, 4), store(0, 4, 4), ldr(1, EDGE_LOW), store(1, 7), bxLr,
        ],
        { [16 + IRQ_IO_BANK0]: 'handler' },
      ),
    ); // biome-ignore format: a program
    bench.board.drivePad(PIN, 1);
    await bench.cycles(1000);
    expect(bench.read(RAM)).toBe(0);
    bench.board.drivePad(PIN, 0);
    await bench.cycles(30);
    expect([bench.read(RAM), bench.read(RAM + 4)]).toEqual([1, 0]);
    await bench.cycles(200);
    // The handler saw what the main program had stored before it.
    expect(bench.read(RAM + 4)).toBe(1);
  });
});

it('a block that RESETS holds does nothing, and the access is counted', async () => {
  const bench = new BoardBench(
    image([...drive.slice(0, 0), ldr(0, 0x4004_8000), movs(1, 1), store(1, 0), label('end'), b('end')]),
  );
  await bench.cycles(1000);
  expect(bench.board.hazards.accessesInReset).toBeGreaterThan(0);
});
