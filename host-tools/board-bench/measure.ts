// What is measured of an image on the emulated RP2040. Times are the chip's, at 125 MHz: cycles of a Cortex-M0+ without waits for the
// flash, which silicon has; docs/measurements.md says more.

import type { ImageFile } from '../rack/image-board';
import { CYCLES_PER_SECOND } from '../rp2040/cycle-clock';
import { microseconds, milliseconds, type Nanoseconds } from '../sim/scheduler';
import { Calls } from './calls';
import type { ElfFile, ElfSection } from './elf';
import { type LitterFigures, litter } from './endurance';
import { everyReplyMs } from './first-replies';
import { type HeapFigures, heapOf } from './heap';
import { ImageRack } from './image-rack';
import { LIMIT, limitValue, READING } from './limit-write';
import { type Spread, spread } from './spread';
import { watchTicks } from './ticks';

export interface ImageFigures {
  readonly imageBytes: number;
  readonly sections: readonly ElfSection[];
  /** From reset to the first read of a constant that is answered. */
  readonly listeningMs: number;
  /** From reset to the first reading. */
  readonly fullAnswersMs: number;
  /** From reset until every row of the command table has its reply. */
  readonly everyReplyMs: number;
  /** Read request to first byte, core cycles. */
  readonly latencyAtStart: Spread;
  readonly latencyRunning: Spread;
  readonly latencyDuringErase: Spread;
  /** STOP of a write to the return of the port's `done`: the reply is published, the barrier lifted. Microseconds. */
  readonly writeToEffectUs: Spread;
  /** START to STOP of a read right behind the write, microseconds; `refused`: reads that met the barrier's end, or showed something else. */
  readonly readBehindWriteUs: Spread;
  readonly writesRefused: number;
  readonly tickBusyMs: number;
  readonly cyclesPerTick: number;
  readonly ticksPerSecond: number;
  /** While reads are asked for a thousand times a second. */
  readonly readsPerSecond: number;
  readonly readsRefused: number;
  readonly ticksPerSecondUnderReads: number;
  /** Between two ticks, milliseconds. */
  readonly gapMs: Spread;
  /** The longest time in the collector without a break, milliseconds. */
  readonly longestCollectionMs: number;
  /** With collections forced. */
  readonly litter: LitterFigures;
  readonly heap: HeapFigures | undefined;
  /** Slots and chunk bytes more at the end than at the beginning. */
  readonly heapGrowth: { readonly slots: number; readonly chunkBytes: number; readonly ms: number } | undefined;
  readonly hazards: Readonly<Record<string, number>>;
}

const CONSTANT = 0x98;
const POLL_MS = 0.2;
const LONGEST_START_MS = 2000;
const WRITES = 100;
/** Writes begin at places of a tick that lie evenly, each far from the one before: multiples of the golden ratio. */
const WRITE_EVERY_MS = 20;
const TICK_MS = 10;
const GOLDEN = 0.618;
const BUSY_SPAN_MS = 300;
const SAMPLE = microseconds(10);
const ERASE_SPAN_MS = 3000;
const READS_SPAN_MS = 1000;
const READ_EVERY = milliseconds(1);
const COLLECTOR = ['fxCollect', 'fxMark', 'fxSweep'];
/** What the SDK's timer calls for a tick, and what the port's core does when the firmware is done with a write. */
const TICK = 'xs_timer_callback';
const DONE = 'smbus_target_done';

/** @param elf of the same build */
export async function measure(
  image: ImageFile,
  elf: ElfFile,
  note: (text: string) => void = () => {},
): Promise<ImageFigures> {
  const bench = new ImageRack(image);
  await bench.powerUp();
  const reset = bench.now;
  note('start');
  const since = (): number => (bench.now - reset) / 1e6;
  await until(bench, CONSTANT);
  const listeningMs = since();
  await until(bench, READING);
  const fullAnswersMs = since();
  const latencyAtStart = spread(bench.latencies);
  const starting = new ImageRack(image);
  const everyReply = await everyReplyMs(starting, elf);
  starting.close();
  note('under load');
  bench.forgetLatencies();
  await readFor(bench, BUSY_SPAN_MS);
  const latencyRunning = spread(bench.latencies);
  note('processor time');
  const busy = await processorTime(bench, elf);
  const before = heapOf(bench.board.board, elf);
  note('erase');
  bench.forgetLatencies();
  const erases = await readWhileErasing(bench);
  const after = heapOf(bench.board.board, elf);
  note('a thousand reads a second');
  const loaded = await ticksUnderReads(bench);
  note('writes');
  const effect = await writeAndRead(bench, elf);
  note('collections, forced');
  const other = new ImageRack(image);
  const littered = await litter(other, elf);
  other.close();
  const figures: ImageFigures = {
    imageBytes: elf.sections.filter((one) => one.isStored).reduce((sum, one) => sum + one.bytes, 0),
    sections: elf.sections,
    listeningMs,
    fullAnswersMs,
    everyReplyMs: everyReply,
    latencyAtStart,
    latencyRunning,
    latencyDuringErase: spread(erases),
    writeToEffectUs: spread(effect.effects),
    readBehindWriteUs: spread(effect.reads),
    writesRefused: effect.refused,
    ...busy,
    ...loaded,
    litter: littered,
    heap: after,
    heapGrowth: before &&
      after && {
        slots: after.slots - before.slots,
        chunkBytes: after.chunkBytes - before.chunkBytes,
        ms: ERASE_SPAN_MS,
      },
    hazards: { ...bench.board.board.hazards },
  };
  bench.close();
  return figures;
}

async function until(bench: ImageRack, code: number): Promise<void> {
  const end = bench.now + LONGEST_START_MS * 1e6;
  while (bench.now < end) {
    if ((await bench.read(code, code === CONSTANT ? 1 : 2)).bytes !== undefined) return;
    await bench.run(POLL_MS);
  }
  throw new Error(`the image does not answer code 0x${code.toString(16)} within ${LONGEST_START_MS} ms of its reset`);
}

async function readFor(bench: ImageRack, ms: number): Promise<void> {
  const end = bench.now + ms * 1e6;
  while (bench.now < end) {
    await bench.read(READING, 2);
    await bench.run(POLL_MS);
  }
}

/** Writes at places spread over the tick, each with a read right behind it. */
async function writeAndRead(bench: ImageRack, elf: ElfFile) {
  const [stops, reads]: [number[], number[]] = [[], []];
  let refused = 0;
  const calls = new Calls(bench.board.board, elf, DONE);
  const began = bench.now;
  for (let i = 0; i < WRITES; i++) {
    await bench.run((began - bench.now) / 1e6 + WRITE_EVERY_MS * i + TICK_MS * ((i * GOLDEN) % 1));
    const value = limitValue(i);
    await bench.write(LIMIT, ...value);
    stops.push(bench.lastStop);
    const { bytes, took } = await bench.read(LIMIT, 2);
    if (bytes === undefined || bytes.some((byte, at) => byte !== value[at])) refused++;
    else reads.push(took / 1000);
  }
  await bench.run(WRITE_EVERY_MS);
  calls.close();
  if (calls.ended.length !== WRITES)
    throw new Error(`${WRITES} writes, of which the firmware was done with ${calls.ended.length}`);
  return { effects: stops.map((at, i) => (calls.ended[i]! - at) / 1000), reads, refused };
}

async function processorTime(bench: ImageRack, elf: ElfFile) {
  const calls = new Calls(bench.board.board, elf, TICK);
  await bench.run(BUSY_SPAN_MS);
  calls.close();
  const { cycles } = calls;
  const mean = cycles.reduce((sum, one) => sum + one, 0) / cycles.length;
  return {
    tickBusyMs: (mean / CYCLES_PER_SECOND) * 1000,
    cyclesPerTick: Math.round(mean),
    ticksPerSecond: (cycles.length / BUSY_SPAN_MS) * 1000,
    longestCollectionMs: await longestCollection(bench, elf),
  };
}

async function longestCollection(bench: ImageRack, elf: ElfFile): Promise<number> {
  let [collecting, longest] = [0, 0];
  for (const until = bench.now + BUSY_SPAN_MS * 1e6; bench.now < until; ) {
    await bench.rack.run(SAMPLE);
    const name = elf.functionAt(bench.board.board.programCounter);
    collecting = COLLECTOR.some((one) => name.startsWith(one)) ? collecting + 1 : 0;
    longest = Math.max(longest, collecting);
  }
  return (longest * SAMPLE) / 1e6;
}

/** A thousand reads a second, and how the ticks come meanwhile. */
async function ticksUnderReads(bench: ImageRack) {
  const at: number[] = [];
  const end = watchTicks(bench, () => at.push(bench.now));
  const began = bench.now;
  let answered = 0;
  let refused = 0;
  for (let next = began; next < began + READS_SPAN_MS * 1e6; next = (next + READ_EVERY) as Nanoseconds) {
    if (bench.now < next) await bench.run((next - bench.now) / 1e6);
    const { bytes } = await bench.read(READING, 2);
    if (bytes === undefined) refused++;
    else answered++;
  }
  const seconds = (bench.now - began) / 1e9;
  end();
  return {
    readsPerSecond: answered / seconds,
    readsRefused: refused,
    ticksPerSecondUnderReads: at.length / seconds,
    gapMs: spread(at.slice(1).map((time, i) => (time - at[i]!) / 1e6)),
  };
}

/** Two seconds after its start the firmware erases the sector ahead of its log. @returns latencies of reads meanwhile */
async function readWhileErasing(bench: ImageRack): Promise<readonly number[]> {
  const end = bench.now + ERASE_SPAN_MS * 1e6;
  const during: number[] = [];
  while (bench.now < end) {
    bench.forgetLatencies();
    const wasBusy = bench.board.board.isFlashBusy;
    await bench.read(READING, 2);
    if (wasBusy) during.push(...bench.latencies);
    await bench.run(POLL_MS);
  }
  return during;
}
