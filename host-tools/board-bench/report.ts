// The figures of an image as a table for docs/measurements.md and as JSON.
import type { EnduranceFigures } from './endurance';
import type { ImageFigures } from './measure';
import type { Spread } from './spread';

const GOALS = {
  imageBytes: 409_600,
  listeningMs: 1,
  everyReplyMs: 30,
  writeToEffectUs: 1000,
} as const;

const bytes = (count: number): string => `${count.toLocaleString('en-US')} B`;
const cycles = ({ count, median, most }: Spread): string => `${median} / ${most} cycles (${count})`;
const micros = ({ count, median, most }: Spread): string => `${median.toFixed(0)} / ${most.toFixed(0)} us (${count})`;
const goal = (value: number, most: number, unit: string): string =>
  value <= most ? 'met' : `not met: ${most.toLocaleString('en-US')} ${unit}`;

/** Rows of a Markdown table: what, how much, and whether the goal is met. */
export function rowsOf(figures: ImageFigures): readonly (readonly [string, string, string])[] {
  const { heap, heapGrowth, litter } = figures;
  return [
    ['image in flash', bytes(figures.imageBytes), goal(figures.imageBytes, GOALS.imageBytes, 'B')],
    ...figures.sections.map(
      ({ name, bytes: size, isStored }) => [`  ${name}`, `${bytes(size)}${isStored ? '' : ', RAM alone'}`, ''] as const,
    ),
    ['reset to listening', `${figures.listeningMs.toFixed(2)} ms`, ''],
    ['reset to the first reading', `${figures.fullAnswersMs.toFixed(1)} ms`, ''],
    [
      'reset to every reply',
      `${figures.everyReplyMs.toFixed(1)} ms`,
      goal(figures.everyReplyMs, GOALS.everyReplyMs, 'ms'),
    ],
    ['read request to first byte, during the start', cycles(figures.latencyAtStart), ''],
    ['the same, firmware running', cycles(figures.latencyRunning), ''],
    ['the same, a sector being erased', cycles(figures.latencyDuringErase), ''],
    [
      'write, from its STOP to its effect: published, the barrier lifted',
      micros(figures.writeToEffectUs),
      goal(figures.writeToEffectUs.median, GOALS.writeToEffectUs, 'us'),
    ],
    [
      'read right behind a write, START to STOP',
      `${micros(figures.readBehindWriteUs)}, ${figures.writesRefused} refused`,
      '',
    ],
    [
      'processor time of a tick',
      `${figures.tickBusyMs.toFixed(2)} ms, ${figures.cyclesPerTick.toLocaleString('en-US')} cycles`,
      '',
    ],
    ['ticks', `${figures.ticksPerSecond.toFixed(1)} per second`, ''],
    [
      'ticks under reads',
      `${figures.ticksPerSecondUnderReads.toFixed(1)} per second; between two ${figures.gapMs.median.toFixed(2)} / ${figures.gapMs.most.toFixed(2)} ms`,
      '',
    ],
    ['reads meanwhile', `${figures.readsPerSecond.toFixed(0)} per second, ${figures.readsRefused} refused`, ''],
    ['longest collection while running', `${figures.longestCollectionMs.toFixed(2)} ms`, ''],
    [
      'collections, forced',
      `${litter.collections} of ${litter.pauseMs.median.toFixed(2)} / ${litter.pauseMs.most.toFixed(2)} ms; ${litter.ticksPerSecond.toFixed(1)} ticks per second, ${litter.refused} reads refused`,
      '',
    ],
    ['read request to first byte, among them', cycles(litter.running), ''],
    ['the same, a collection under way', cycles(litter.duringCollection), ''],
    ['the same, a sector being erased', cycles(litter.duringErase), ''],
    [
      'heap',
      heap === undefined
        ? 'not told'
        : `${heap.slots} slots (peak ${heap.peakSlots}), chunks ${bytes(heap.chunkBytes)} (peak ${bytes(heap.peakChunkBytes)})`,
      '',
    ],
    [
      'heap growth',
      heapGrowth === undefined
        ? 'not told'
        : `${heapGrowth.slots} slots, ${heapGrowth.chunkBytes} B of chunks in ${heapGrowth.ms} ms`,
      '',
    ],
  ];
}

/** Median and most where there are two. */
export function tableOf(figures: ImageFigures): string {
  const rows = rowsOf(figures).map((cells) => `| ${cells.join(' | ')} |`);
  return ['| what | measured (median / most) | goal |', '| --- | --- | --- |', ...rows].join('\n');
}

/** One line. */
export const enduranceText = (figures: EnduranceFigures): string =>
  `${figures.transactions} transactions (${figures.answered} answered) and ${figures.ticks} ticks in ${figures.seconds.toFixed(1)} s of the chip: ` +
  `${figures.grownSlots} slots and ${figures.grownChunkBytes} B of chunks more, ${figures.collections} collections; ` +
  `${figures.heap.slots} slots (peak ${figures.heap.peakSlots}), chunks ${bytes(figures.heap.chunkBytes)} (peak ${bytes(figures.heap.peakChunkBytes)})`;
