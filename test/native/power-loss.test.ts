// Power fails in each of 200 erases and programs, at each step of it, on the chip that the image runs from. Until then the bus and
// the trip answer; after it the image comes up, nothing beside the sector has changed, and a whole head vouches for what is behind it.
import { expect, it } from 'vitest';
import { NorFlash } from '../../host-tools/flash/nor-flash';
import { Random } from '../../host-tools/sim/random';
import { microseconds, type Nanoseconds, type ScheduledEvent } from '../../host-tools/sim/scheduler';
import { describeNative } from './describe-native';
import { figuresOf, print, textOf } from './figures';
import { Pin } from './latch';
import { Op, wordsOf } from './mailbox';
import { readMessage } from './mixed-traffic';
import { BoardLost, cyclesBetween, FLASH_FIRST, FLASH_LENGTH, NativeBoard, quickPart } from './native-board';

const SECTOR = 4096;
const PAGE = 256;
/** A replacement of four pages: one erase, then the programs, the head's last. */
const PAGES = 4;
const OPERATIONS = 200;
/** Shorter than the data sheet's 45 ms, so that there can be many. Programs take their 0.4 ms. */
const ERASE_US = 2000;
/** Smaller than the real one: it is compared as a whole. */
const CHIP_BYTES = 1 << 19;
/** Steps of an operation: as its command is taken, early, late, and as it ends. */
const STEPS = [0, 0.2, 0.8, 1] as const;
const LONGEST_TRIP = 350;

class PowerLossBench {
  readonly native: NativeBoard;
  readonly flash = new NorFlash({ ...quickPart(ERASE_US), bytes: CHIP_BYTES });
  readonly trips: number[] = [];
  readonly random = new Random(200);
  goodReads = 0;
  cuts = 0;
  /** Operations left until the cut, and the step of it. */
  #left = Number.POSITIVE_INFINITY;
  #step = 0;
  #edgeAt: Nanoseconds | undefined;
  #edge: ScheduledEvent | undefined;

  constructor() {
    this.native = new NativeBoard({
      hz: 400_000,
      flash: this.flash,
      flashProbe: { begun: (_address, length) => this.#begun(length) },
      powerLoss: { torn: 'noise', random: this.random },
      onClear: () => this.#cleared(),
    });
  }

  #cleared(): void {
    if (this.#edgeAt !== undefined) this.trips.push(cyclesBetween(this.#edgeAt, this.native.scheduler.now));
    this.#edgeAt = undefined;
  }

  #begun(length: number | undefined): void {
    if (this.#left-- > 0) return;
    this.#left = Number.POSITIVE_INFINITY;
    const { part } = this.flash;
    const lasts = length === undefined ? part.eraseMicroseconds : part.programMicroseconds;
    const { board, scheduler } = this.native;
    scheduler.at((board.now + microseconds(lasts * this.#step)) as Nanoseconds, () => {
      this.cuts++;
      board.powerOff();
    });
  }

  /** A fault line at a moment within the operations. */
  #planEdge(): void {
    const { scheduler, board } = this.native;
    const pin = Pin.faults[this.random.below(Pin.faults.length)]!;
    this.#edgeAt = undefined;
    this.#edge = scheduler.after(microseconds(this.random.below(ERASE_US)), () => {
      if (!board.isOn) return;
      this.#edgeAt = scheduler.now;
      board.drivePad(pin, 0);
      scheduler.after(microseconds(30), () => board.drivePad(pin, 1));
    });
  }

  /** Replaces the sector while the bus is read; power fails in `operation` at `step` of it. */
  async replace(address: number, bytes: Uint8Array, operation: number, step: number): Promise<void> {
    const { native } = this;
    this.#left = operation;
    this.#step = step;
    this.#planEdge();
    native.begin(Op.flashReplace, [address, bytes.length], bytes);
    try {
      while (!native.isDone) await this.#read();
    } catch (error) {
      if (!(error instanceof BoardLost)) throw error;
    }
  }

  async #read(): Promise<void> {
    const { native } = this;
    const { messages, expected } = readMessage(0x88);
    const { status, read, stretchesUs } = await native.bus.transfer(messages);
    if (!native.board.isOn) return;
    expect(status).toBe('ok');
    expect([...read[0]!]).toEqual(expected);
    expect(stretchesUs.filter((us) => us > 0).length).toBeLessThanOrEqual(1);
    this.goodReads++;
  }

  /** Power comes back: the image runs, its bus answers, a trip can be ended. */
  async comeBack(): Promise<void> {
    const { native } = this;
    native.scheduler.cancel(this.#edge);
    await native.powerOn();
    await this.#read();
    for (const pin of Pin.faults) native.board.drivePad(pin, 1);
    const [number] = wordsOf((await native.ask(Op.tripLook)).bytes);
    await native.ask(Op.tripRearm, [number!]);
    await native.ask(Op.gateSet);
    expect(native.latch.isOn).toBe(true);
  }
}

describeNative('the flash in the image', () => {
  it(`keeps its promises where power fails at every step of ${OPERATIONS} operations`, async () => {
    const bench = new PowerLossBench();
    const { flash, native, random } = bench;
    await native.powerOn();
    await native.ask(Op.gateSet);
    let whole = 0;
    for (let i = 0; i < OPERATIONS * STEPS.length; i++) {
      const operation = Math.floor(i / STEPS.length) % (PAGES + 1);
      const address = FLASH_FIRST + ((i * SECTOR) % FLASH_LENGTH);
      const fresh = Uint8Array.from({ length: PAGES * PAGE }, () => random.below(256));
      const before = flash.read(0, flash.part.bytes);
      await bench.replace(address, fresh, operation, STEPS[i % STEPS.length]!);
      expect(native.board.isOn, 'power went').toBe(false);
      const after = flash.read(0, flash.part.bytes);
      after.set(before.subarray(address, address + SECTOR), address);
      expect(Buffer.compare(before, after), 'nothing beside the sector').toBe(0);
      const found = flash.read(address, fresh.length);
      const hasHead = Buffer.compare(found.subarray(0, PAGE), fresh.subarray(0, PAGE)) === 0;
      if (hasHead) {
        expect(Buffer.compare(found, fresh), 'a whole head vouches for the rest').toBe(0);
        whole++;
      }
      await bench.comeBack();
    }
    const trips = figuresOf(bench.trips);
    print(
      `power lost ${bench.cuts} times, at ${STEPS.length} steps of ${OPERATIONS} operations: ${bench.goodReads} reads answered, ` +
        `0 wrong; ${whole} times all was written; fault pin to CLEAR ${textOf(trips, 'cycles')}`,
    );
    expect(bench.cuts).toBe(OPERATIONS * STEPS.length);
    expect(trips.count).toBeGreaterThan(OPERATIONS);
    expect(trips.max).toBeLessThanOrEqual(LONGEST_TRIP);
    expect(native.violations()).toEqual([]);
    native.close();
  });
});
