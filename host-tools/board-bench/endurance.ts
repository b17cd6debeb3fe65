// What only shows in many: transactions and ticks without end and the heap behind them; collections that are forced while the bus is asked
// and the log is erased.
import { PICO_BENCH_BOARD } from '../../boards/pico-bench/board';
import { CYCLES_PER_SECOND } from '../rp2040/cycle-clock';
import type { Nanoseconds } from '../sim/scheduler';
import { Calls } from './calls';
import type { ElfFile } from './elf';
import { type HeapFigures, heapOf } from './heap';
import type { ImageRack } from './image-rack';
import { LIMIT, limitValue, READING } from './limit-write';
import { type Spread, spread } from './spread';
import { watchTicks } from './ticks';

export interface EnduranceFigures {
  readonly transactions: number;
  readonly answered: number;
  readonly ticks: number;
  readonly seconds: number;
  /** Times that the chunks became fewer between two looks. */
  readonly collections: number;
  readonly grownSlots: number;
  readonly grownChunkBytes: number;
  readonly heap: HeapFigures;
}

export interface LitterFigures {
  readonly collections: number;
  /** From the collector's first instruction to its return, milliseconds. */
  readonly pauseMs: Spread;
  /** Read request to first byte, core cycles, while no collection and no erase was under way, while one was. */
  readonly running: Spread;
  readonly duringCollection: Spread;
  readonly duringErase: Spread;
  readonly refused: number;
  readonly ticksPerSecond: number;
}

const COLLECTOR = 'fxCollect';
const WRITE_EVERY = 50;
/** The log is open, its next sector erased: the unit is at rest. */
const SETTLE_MS = 3000;
const LOOK_EVERY = 100;
const NOTE_EVERY = 5000;
const WAIT_MS = 0.5;
/** The firmware runs, and has not come to the erase of the sector ahead of its log. */
const LITTER_FROM_MS = 700;
const LITTER_MS = 3300;
const READ_EVERY_MS = 0.7;

/** @throws Error where the image does not say where its figures are */
function figuresOf(bench: ImageRack, elf: ElfFile): HeapFigures {
  const figures = heapOf(bench.board.board, elf);
  if (figures === undefined) throw new Error('the image tells nothing of its heap');
  return figures;
}

/**
 * Transactions one behind the other, of which a few are writes, and the ticks that come meanwhile.
 * @param wanted ticks: where they take longer the transactions are spread over them
 */
export async function endurance(
  bench: ImageRack,
  elf: ElfFile,
  { transactions, ticks: wanted = 0 }: { readonly transactions: number; readonly ticks?: number | undefined },
  note: (text: string) => void = () => {},
): Promise<EnduranceFigures> {
  await bench.powerUp();
  await bench.run(SETTLE_MS);
  let ticks = 0;
  const end = watchTicks(bench, () => ticks++);
  const before = figuresOf(bench, elf);
  const began = bench.now;
  let last = before;
  let [answered, collections] = [0, 0];
  for (let i = 0; i < transactions; i++) {
    const isGood =
      i % WRITE_EVERY === 0
        ? (await bench.write(LIMIT, ...limitValue(i / WRITE_EVERY))).status === 'ok'
        : (await bench.read(READING, 2)).bytes !== undefined;
    if (isGood) answered++;
    while (ticks < Math.floor(((i + 1) / transactions) * wanted)) await bench.run(WAIT_MS);
    if (i % LOOK_EVERY === 0) {
      const now = figuresOf(bench, elf);
      if (now.chunkBytes < last.chunkBytes) collections++;
      last = now;
    }
    if (i % NOTE_EVERY === 0) note(`${i} transactions, ${ticks} ticks, ${last.slots} slots, ${last.chunkBytes} B`);
  }
  end();
  // A round that is under way has ended by then.
  await bench.run(20);
  const heap = figuresOf(bench, elf);
  return {
    transactions,
    answered,
    ticks,
    seconds: (bench.now - began) / 1e9,
    collections,
    grownSlots: heap.slots - before.slots,
    grownChunkBytes: heap.chunkBytes - before.chunkBytes,
    heap,
  };
}

/** The pin that makes the bench's board litter is pulled low, from before the first erase to behind it. */
export async function litter(bench: ImageRack, elf: ElfFile): Promise<LitterFigures> {
  await bench.powerUp();
  await bench.run(LITTER_FROM_MS);
  const { board } = bench.board;
  const collections = new Calls(board, elf, COLLECTOR);
  const latencies = { running: [] as number[], duringCollection: [] as number[], duringErase: [] as number[] };
  bench.board.onAnswered = ({ requested, answered }) => {
    const kind = board.isFlashBusy ? 'duringErase' : collections.isUnderWay ? 'duringCollection' : 'running';
    latencies[kind].push(answered - requested);
  };
  let [ticks, refused] = [0, 0];
  const end = watchTicks(bench, () => ticks++);
  board.drivePad(PICO_BENCH_BOARD.litter!.pin, 0);
  const began = bench.now;
  const until = (began + LITTER_MS * 1e6) as Nanoseconds;
  while (bench.now < until) {
    if ((await bench.read(READING, 2)).bytes === undefined) refused++;
    await bench.run(READ_EVERY_MS);
  }
  end();
  board.drivePad(PICO_BENCH_BOARD.litter!.pin, undefined);
  collections.close();
  return {
    collections: collections.cycles.length,
    pauseMs: spread(collections.cycles.map((cycles) => (cycles / CYCLES_PER_SECOND) * 1000)),
    running: spread(latencies.running),
    duringCollection: spread(latencies.duringCollection),
    duringErase: spread(latencies.duringErase),
    refused,
    ticksPerSecond: ticks / ((bench.now - began) / 1e9),
  };
}
