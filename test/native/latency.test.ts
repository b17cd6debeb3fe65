// Cycles at 125 MHz from a read request to its first byte, and from a fault line to the latch, exception entry counted, while other
// interrupts and a busy firmware run; and the same while the flash is erased. Deterministic: the same figures on every machine.
import { expect, it } from 'vitest';
import { NorFlash } from '../../host-tools/flash/nor-flash';
import { NANOSECONDS_PER_CYCLE } from '../../host-tools/rp2040/cycle-clock';
import { Random } from '../../host-tools/sim/random';
import { microseconds, type Nanoseconds, type ScheduledEvent } from '../../host-tools/sim/scheduler';
import { FlashStatus } from '../conformance/flash';
import { describeNative } from './describe-native';
import { type Figures, figuresOf, print, textOf } from './figures';
import { Pin } from './latch';
import { Op, wordsOf } from './mailbox';
import { from, type MixedMessage, mixedMessage, readMessage, to } from './mixed-traffic';
import { cyclesBetween, FLASH_FIRST, FLASH_LENGTH, NativeBoard, quickPart } from './native-board';

const MESSAGES = 10_000;
const SEED = 0x5eed;
const SECTOR = 4096;
/** Shorter than the data sheet's 45 ms: a trip can be measured once in an erase. */
const ERASE_US = 3000;
/** Issue of an edge: between two of them the firmware re-arms the trip. */
const EDGE_EVERY_US = 1200;
const EDGE_LASTS_US = 30;
/** Behind a write the firmware gets this long to take it. */
const WRITE_GAP_MS = 0.5;
const GAPS_MS = [0, 0.01, 0.05, 0.2];
/** A read waits for the slope of SDA after its first byte, too: 250 ns, IC_SDA_SETUP. */
const LONGEST_STRETCH_US = 2;

/** The kinds of read that come to their first byte by different ways. */
const WORST: readonly MixedMessage[] = [
  readMessage(0x88),
  { kind: 'refused read', messages: [to(0x0f), from(2)] },
  { kind: 'bare read', messages: [from(1)] },
];
/** Longer than the trip's interrupt. */
const CYCLES_AROUND = 200;

class Measurement {
  readonly native: NativeBoard;
  readonly reads: number[] = [];
  readonly trips: number[] = [];
  readonly stretchesUs: number[] = [];
  readonly kinds = new Map<string, number>();
  /** Bytes of a read at which SCL was held. */
  stretchesPerRead = 0;
  readonly #longest = new Map<string, number>();
  readonly #random = new Random(SEED);
  #kind = '';
  #edgeAt: Nanoseconds | undefined;
  #edge: ScheduledEvent | undefined;

  constructor(flash?: NorFlash) {
    this.native = new NativeBoard({
      ...(flash && { flash }),
      hz: 400_000,
      onAnswered: ({ requested, answered }) => {
        this.reads.push(answered - requested);
        this.#longest.set(this.#kind, Math.max(this.#longest.get(this.#kind) ?? 0, answered - requested));
      },
      onClear: () => this.#cleared(),
    });
  }

  #cleared(): void {
    if (this.#edgeAt === undefined) return;
    this.trips.push(cyclesBetween(this.#edgeAt, this.native.scheduler.now));
    this.#edgeAt = undefined;
  }

  /** Fault lines at moments that have nothing to do with what else happens. */
  startEdges(): void {
    const { scheduler, board } = this.native;
    const plan = (): void => {
      const pin = Pin.faults[this.#random.below(Pin.faults.length)]!;
      const wait = EDGE_EVERY_US + this.#random.below(EDGE_EVERY_US);
      this.#edge = scheduler.after((microseconds(wait) + 8 * this.#random.below(125)) as Nanoseconds, () => {
        if (board.pad(Pin.clear) !== 1) this.#edgeAt = scheduler.now;
        board.drivePad(pin, 0);
        scheduler.after(microseconds(EDGE_LASTS_US), () => board.drivePad(pin, 1));
        plan();
      });
    };
    plan();
  }

  stopEdges(): void {
    this.native.scheduler.cancel(this.#edge);
  }

  async message(message: MixedMessage = mixedMessage(this.#random)): Promise<void> {
    const { bus } = this.native;
    this.#kind = message.kind;
    const { status, read, stretchedUs, stretchesUs } = await bus.transfer(message.messages);
    this.kinds.set(message.kind, (this.kinds.get(message.kind) ?? 0) + 1);
    expect(status, message.kind).toBe('ok');
    if (message.expected) expect([...read[0]!], message.kind).toEqual(message.expected);
    else if (read.length > 0) expect(read[0]![0], message.kind).toBe(0xff);
    if (read.length > 0 && message.kind !== 'read too long') {
      this.stretchesUs.push(stretchedUs);
      this.stretchesPerRead = Math.max(this.stretchesPerRead, stretchesUs.filter((us) => us > 0).length);
    }
    const gap = message.isTaken ? WRITE_GAP_MS : GAPS_MS[this.#random.below(GAPS_MS.length)]!;
    if (gap > 0) await this.native.run(gap);
  }

  report(when: string): { reads: Figures; trips: Figures; stretches: Figures } {
    const [reads, trips, stretches] = [this.reads, this.trips, this.stretchesUs].map(figuresOf) as [
      Figures,
      Figures,
      Figures,
    ];
    print(`${when}: read request to first byte ${textOf(reads, 'cycles')}`);
    print(`${when}: fault pin to CLEAR ${textOf(trips, 'cycles')}`);
    print(`${when}: clock held per read at 400 kHz ${textOf(stretches, 'us')}`);
    print(`${when}: longest by kind: ${[...this.#longest].map(([kind, cycles]) => `${kind} ${cycles}`).join(', ')}`);
    expect(this.stretchesPerRead, 'SCL is held once per read').toBe(1);
    print(`${when}: ${[...this.kinds].map(([kind, count]) => `${kind} ${count}`).join(', ')}`);
    return { reads, trips, stretches };
  }
}

const judge = ({ reads, trips, stretches }: { reads: Figures; trips: Figures; stretches: Figures }): void => {
  expect(reads.median).toBeLessThanOrEqual(60);
  expect(reads.max).toBeLessThanOrEqual(200);
  expect(trips.median).toBeLessThanOrEqual(90);
  expect(trips.max).toBeLessThanOrEqual(350);
  expect(stretches.max).toBeLessThanOrEqual(LONGEST_STRETCH_US);
};

describeNative('the cycles of the image', () => {
  it(`over ${MESSAGES} mixed messages, other interrupts and the firmware busy`, async () => {
    const measurement = new Measurement();
    const { native } = measurement;
    await native.powerOn();
    await native.ask(Op.gateSet);
    await native.ask(Op.load, [1]);
    measurement.startEdges();
    for (let i = 0; i < MESSAGES; i++) await measurement.message();
    measurement.stopEdges();
    const figures = measurement.report('busy');
    expect(native.violations()).toEqual([]);
    expect(figures.trips.count).toBeGreaterThan(500);
    judge(figures);
    native.close();
  });

  it('while the flash is erased', async () => {
    const measurement = new Measurement(new NorFlash(quickPart(ERASE_US)));
    const { native } = measurement;
    await native.powerOn();
    await native.ask(Op.gateSet);
    await native.ask(Op.load, [1]);
    measurement.startEdges();
    let [erases, refused] = [0, 0];
    for (let i = 0; i < MESSAGES; ) {
      native.begin(Op.flashErase, [FLASH_FIRST + ((erases * SECTOR) % FLASH_LENGTH), SECTOR]);
      for (; !native.isDone && i < MESSAGES; i++) await measurement.message();
      while (!native.isDone) await native.run(0.1);
      // Refused where a write came just before it: rule 2 of the port.
      if (native.reply().result === FlashStatus.ok) erases++;
      else refused++;
    }
    measurement.stopEdges();
    const figures = measurement.report('erasing');
    print(`erasing: ${erases} sectors erased, ${refused} times refused for a write that waited`);
    expect(native.violations()).toEqual([]);
    expect(erases).toBeGreaterThan(100);
    judge(figures);
    native.close();
  });

  it('at worst: a fault line at every cycle around a read request', async () => {
    const found: number[] = [];
    const requests: number[] = [];
    const native = new NativeBoard({
      hz: 400_000,
      onAnswered: ({ requested, answered }) => {
        requests.push(requested * NANOSECONDS_PER_CYCLE);
        found.push(answered - requested);
      },
    });
    await native.powerOn();
    for (const message of WORST) {
      const begunAt = native.scheduler.now;
      await native.bus.transfer(message.messages);
      const toRequest = requests.at(-1)! - begunAt;
      found.length = 0;
      for (let cycle = -CYCLES_AROUND; cycle <= CYCLES_AROUND; cycle++) {
        const at = (native.scheduler.now + toRequest + cycle * NANOSECONDS_PER_CYCLE) as Nanoseconds;
        const pin = Pin.faults[0];
        native.scheduler.at(at, () => native.board.drivePad(pin, 0));
        await native.bus.transfer(message.messages);
        native.board.drivePad(pin, 1);
        await rearm(native);
      }
      const figures = figuresOf(found);
      print(`a trip around the request, ${message.kind}: read request to first byte ${textOf(figures, 'cycles')}`);
      expect(figures.count).toBe(2 * CYCLES_AROUND + 1);
      expect(figures.max).toBeLessThanOrEqual(200);
    }
    expect(native.violations()).toEqual([]);
    native.close();
  });
});

async function rearm(native: NativeBoard): Promise<void> {
  await native.run(0.01);
  const [number] = wordsOf((await native.ask(Op.tripLook)).bytes);
  expect((await native.ask(Op.tripRearm, [number!])).result).toBe(0);
}
