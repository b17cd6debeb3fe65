// What the RFC's table needs: latencies, interrupts, stretches, sizes, speed, noise. All of it in emulated cycles: the same numbers
// on every machine.
import { type Spread, spread } from '../../../host-tools/board-bench/spread';
import { crc8 } from '../../support/crc8';
import { Board, Mail } from './board';
import { type Message, type TransferOutcome, timingOf } from './controller';
import { buildImage, type Image, pioSource, symbolSizes } from './image';

const ADDRESS = 0x12;
const OTHER = 0x13;
const W = ADDRESS << 1;
const R = W | 1;
const BLOCK = [32, ...Array.from({ length: 32 }, (_, n) => ((n + 1) * 7) & 0xff)];

/** Numbers from 0 to 1, the same in every run. Park and Miller 1988. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
}

interface Sample {
  readonly messages: readonly Message[];
  readonly acknowledged: string;
  readonly read: readonly number[];
}

const readSample = (code: number, bytes: readonly number[]): Sample => ({
  messages: [
    { address: ADDRESS, write: [code] },
    { address: ADDRESS, read: bytes.length + 1 },
  ],
  acknowledged: '+++',
  read: [...bytes, crc8([W, code, R, ...bytes])],
});
export const WORD = readSample(0x88, [0x8b, 0xca]);
const SAMPLES: readonly Sample[] = [
  WORD,
  WORD,
  readSample(0x9a, BLOCK),
  { messages: [{ address: ADDRESS, write: [0x03, crc8([W, 0x03])] }], acknowledged: '+++', read: [] },
  {
    messages: [{ address: ADDRESS, write: [0xd4, 4, 1, 2, 3, 4, crc8([W, 0xd4, 4, 1, 2, 3, 4])] }],
    acknowledged: '++++++++',
    read: [],
  },
  { messages: [{ address: ADDRESS, write: [0x0f] }], acknowledged: '+-', read: [] },
  { messages: [{ address: ADDRESS, write: [0x88, 1] }], acknowledged: '++-', read: [] },
  { messages: [{ address: OTHER, write: [0x88] }], acknowledged: '-', read: [] },
];

const isRight = (sample: Sample, outcome: TransferOutcome): boolean =>
  !outcome.timedOut && outcome.acknowledged === sample.acknowledged && outcome.read.join() === sample.read.join();

export interface Mixed {
  /** Cycles from the last bit of a read address to the word with its first byte, and of every other answer. */
  readonly firstByte: Spread;
  readonly otherAnswers: Spread;
  readonly wrong: number;
}

/** Random messages; `busy`: the processor never sleeps and another interrupt of about 100 cycles and the same priority comes. */
export function measureMixed(image: Image, hertz: number, count: number, busy: boolean): Mixed {
  const board = new Board(image, timingOf(hertz));
  const random = randomFrom(7);
  const [first, others]: [number[], number[]] = [[], []];
  let asked: { at: number; isRead: boolean } | undefined;
  board.pio.onWord = (machine, toProcessor, value) => {
    if (machine !== 0) return;
    if (toProcessor) asked = { at: board.timeline.now, isRead: value === (0xffffff00 | R) >>> 0 };
    else if (asked !== undefined) (asked.isRead ? first : others).push(board.timeline.now - asked.at);
  };
  board.write(Mail.busy, busy ? 1 : 0);
  board.run(6);
  let wrong = 0;
  for (let n = 0; n < count; n++) {
    const sample = SAMPLES[Math.floor(random() * SAMPLES.length)]!;
    // A read right behind a write waits for the firmware: not what is measured here.
    if (sample.read.length > 0) board.run(0.02);
    if (!isRight(sample, board.transfer(...sample.messages))) wrong++;
  }
  return { firstByte: spread(first), otherAnswers: spread(others), wrong };
}

export interface Load {
  readonly interruptsPerByte: number;
  readonly cyclesPerInterrupt: number;
  /** Percent of the processor while the bus is never idle. */
  readonly own: number;
  readonly foreign: number;
  /** Of a word read: how often SCL was held, and the longest in microseconds. */
  readonly stretches: number;
  readonly longestStretch: number;
}

const ON_THE_WIRE = { word: 6, foreign: 1 };

/** Word reads back to back, then messages to another address. */
export function measureLoad(image: Image, hertz: number, count = 20): Load {
  const board = new Board(image, timingOf(hertz));
  const use = (messages: readonly Message[]) => {
    const before = { ...board.interrupts, now: board.timeline.now };
    const stretches = Array.from({ length: count }, () => board.transfer(...messages).stretches);
    const interrupts = board.interrupts.count - before.count;
    const cycles = board.interrupts.cycles - before.cycles;
    return { interrupts, cycles, load: (100 * cycles) / (board.timeline.now - before.now), stretches };
  };
  const own = use(WORD.messages);
  const foreign = use([{ address: OTHER, write: [0x88] }]);
  return {
    interruptsPerByte: own.interrupts / (count * ON_THE_WIRE.word),
    cyclesPerInterrupt: own.cycles / own.interrupts,
    own: own.load,
    foreign: foreign.load,
    stretches: Math.max(...own.stretches.map((list) => list.length)),
    longestStretch: Math.max(0, ...own.stretches.flat().map(({ cycles }) => cycles / 125)),
  };
}

/** @returns the highest of `steps` (hertz, rising) up to which every message was answered right. */
export function measureSpeed(image: Image, steps: readonly number[], count: number): number {
  let highest = 0;
  for (const hertz of steps) {
    if (measureMixed(image, hertz, count, true).wrong > 0) break;
    highest = hertz;
  }
  return highest;
}

export interface Noise {
  readonly wire: 'scl' | 'sda';
  readonly level: 'high' | 'low';
  readonly nanoseconds: number;
  readonly wrong: number;
  readonly count: number;
}

/** Word reads at 400 kHz with about ten spikes each, at random moments. */
export function measureNoise(
  image: Image,
  wire: 'scl' | 'sda',
  high: boolean,
  nanoseconds: number,
  count: number,
): Noise {
  const random = randomFrom(nanoseconds + 1);
  let wrong = 0;
  for (let n = 0; n < count; n++) {
    if (n % 10 === 0) board = undefined;
    board ??= new Board(image, timingOf(400_000));
    const now = board.timeline.now;
    for (let spike = 0; spike < 10; spike++) {
      const place = board[wire];
      board.timeline.at(now + Math.floor(random() * 20_000), () => place.spike(high, Math.round(nanoseconds / 8)));
    }
    if (!isRight(WORD, board.transfer(...WORD.messages))) wrong++;
    board.run(0.2);
  }
  return { wire, level: high ? 'high' : 'low', nanoseconds, wrong, count };
}
let board: Board | undefined;

/** The programs without their second looks: what a plain PIO target does with spikes. */
export const unfilteredImage = (): Image => buildImage(pioSource().replace(/\[[35]\]/g, ''));

export interface Sizes {
  /** Code and tables of the PIO part, in RAM because a flash erase may run. */
  readonly pioRam: number;
  readonly pioFlash: number;
  readonly coreRam: number;
  readonly coreFlash: number;
  /** `struct smbus_target`: queue, tables, pool. */
  readonly coreState: number;
}

export function measureSizes(image: Image): Sizes {
  const sum = (pattern: RegExp, ram: boolean) =>
    symbolSizes(image)
      .filter(({ name, address }) => pattern.test(name) && address >= 0x20000000 === ram && name !== 'pio_target_core')
      .reduce((total, { bytes }) => total + bytes, 0);
  const pio = /^(pio_|port$|announce|release|start_timer|cancel_timer|environment|answer_read|deafen)/;
  const core = /^(smbus_target|write_queue|reply_pool|racklet_pec|next_byte|resolve|refuse|enqueue|__smbus)/;
  return {
    pioRam: sum(pio, true),
    pioFlash: sum(pio, false),
    coreRam: sum(core, true),
    coreFlash: sum(core, false),
    coreState: symbolSizes(image).find(({ name }) => name === 'pio_target_core')!.bytes,
  };
}
