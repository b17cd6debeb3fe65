// A built image as a unit of the rack, with a test in the place of its firmware: the native part starts as it does on a board, and
// before `main` would start the virtual machine its thread sleeps, as a debugger would have it, and calls the port's functions for
// the test. Interrupts, vector table, pins, priorities and the compiler's work are those of the image.
import { COUNTER_COUNT } from '../../firmware/io/smbus-target/counters';
import type { ImageBoard } from '../../host-tools/rack/image-board';
import { Rack } from '../../host-tools/rack/rack';
import { parseRackFile } from '../../host-tools/rack/rack-file';
import type { Unit } from '../../host-tools/rack/unit';
import { PROGRAM_COUNTER } from '../../host-tools/rp2040/core-debug';
import { microseconds, milliseconds } from '../../host-tools/sim/scheduler';
import { busSide, type EmulatedBus, Meter } from '../conformance/emulated-bus';
import { elf, image } from './image';

const SLOT = 3;
const STACK_POINTER = 13;
const LINK = 14;
/** The lowest part of the stack, which a thread that sleeps does not reach. */
const CODE = 0x2004_0000;
/** What wakes the firmware, when something is announced. */
const BELL = CODE + 8;
const COUNT = CODE + 0x20;
/** Bytes that a call hands over, or gets. */
export const BUFFER = CODE + 0x40;
const STACK = CODE + 0x1000;
/** ARMv6-M Architecture Reference Manual, section A6.7: WFI; B to the WFI. */
const SLEEP = [0xbf30, 0xe7fd];
/** LDR r1, [pc, #4]; LDR r0, [r1]; ADDS r0, #1; STR r0, [r1]; BX LR; the address of the count behind it. */
const RING = [0x4902, 0x6808, 0x3001, 0x6008, 0x4770, 0xbf00, COUNT & 0xffff, COUNT >>> 16];
const WATCHDOG_LOAD = 0x4005_8004;
/** The longest that it takes: 24 bits. RP2040 datasheet, section 4.7.6. */
const WATCHDOG_LONGEST = 0xff_ffff;
const SLICE = microseconds(20);
const LONGEST_SLICES = 50_000;
/** The interrupt of a STOP is served within this. */
const SETTLE = microseconds(30);

export class ParkedImage {
  readonly rack: Rack;
  readonly unit: Unit;
  readonly image: ImageBoard;
  readonly bus: EmulatedBus;
  readonly #symbols = elf().symbols;

  constructor() {
    const meter = new Meter();
    const units = `[{slot: ${SLOT}, security: open, load: {milliamps: 600}}]`;
    this.rack = new Rack({
      file: parseRackFile(
        `{apiVersion: racklet.io/v1alpha1, kind: Rack, bus: {frequency: 100000}, units: ${units}}`,
        'bench',
      ),
      engine: 'node',
      bundle: { file: '', code: '' },
      seed: 1,
      images: new Map([[SLOT, image()]]),
      trace: meter,
    });
    this.unit = this.rack.unit(SLOT)!;
    this.image = this.unit.imageBoard!;
    this.bus = busSide(this.rack.bus, this.rack.controller, meter, SETTLE);
  }

  get board() {
    return this.image.board;
  }

  symbol(name: string): number {
    const address = this.#symbols.get(name);
    if (address === undefined) throw new Error(`the image has no ${name}`);
    return address;
  }

  run(ms: number): Promise<void> {
    return this.rack.run(milliseconds(ms));
  }

  /** The image starts, by itself or by what `begin` does, and its thread is parked ahead of `main`. */
  async start(begin: () => void = () => {}): Promise<void> {
    const { debug } = this.board;
    let isParked = false;
    debug.breakpoints.add(this.symbol('main') & ~1);
    debug.onStop = () => {
      debug.breakpoints.clear();
      this.#park();
      isParked = true;
      debug.resume();
    };
    begin();
    for (let i = 0; i < LONGEST_SLICES && !isParked; i++) await this.rack.run(SLICE);
    if (!isParked) throw new Error(`the image does not come to main: ${JSON.stringify(this.board.faults)}`);
  }

  #park(): void {
    const { debug } = this.board;
    const words = [...SLEEP, ...SLEEP, ...RING];
    debug.write(CODE, new Uint8Array(Uint16Array.from(words).buffer));
    this.board.writeWord(COUNT, 0);
    this.board.writeWord(this.symbol('racklet_on_readable'), BELL | 1);
    debug.setRegister(STACK_POINTER, STACK);
    debug.setRegister(PROGRAM_COUNTER, CODE);
  }

  /** Times that the port announced something since the start. */
  get announcements(): number {
    return this.board.readWord(COUNT);
  }

  get #isDone(): boolean {
    const { programCounter, faults } = this.board;
    if (faults.length > 0) throw new Error(`the image faulted: ${JSON.stringify(faults)}`);
    return programCounter >= CODE && programCounter < BELL;
  }

  /** Calls a function of the image in its thread; interrupts and the rack go on meanwhile. @returns r0 */
  async call(name: string, ...args: readonly number[]): Promise<number> {
    const { debug } = this.board;
    while (!this.#isDone) await this.rack.run(SLICE);
    this.board.writeWord(WATCHDOG_LOAD, WATCHDOG_LONGEST);
    for (const [i, value] of args.entries()) debug.setRegister(i, value);
    debug.setRegister(STACK_POINTER, STACK);
    debug.setRegister(LINK, CODE | 1);
    debug.setRegister(PROGRAM_COUNTER, this.symbol(name));
    let left = LONGEST_SLICES;
    do await this.rack.run(SLICE);
    while (!this.#isDone && left-- > 0);
    if (left < 0) throw new Error(`${name} does not return`);
    return debug.register(0)!;
  }

  give(bytes: readonly number[]): void {
    if (!this.board.debug.write(BUFFER, Uint8Array.from(bytes))) throw new Error('no room in RAM');
  }

  got(length: number): readonly number[] {
    return [...this.board.debug.read(BUFFER, length)!];
  }

  words(count: number): readonly number[] {
    return [...new Uint32Array(this.board.debug.read(BUFFER, 4 * count)!.buffer)];
  }

  /** What silicon would not have forgiven, in words. The pico-sdk's own start touches two blocks that are in reset yet. */
  violations(): string[] {
    const { accessesInReset: _, ...hazards } = this.board.hazards;
    const counted = Object.entries(hazards).filter(([, count]) => count !== 0);
    return counted.map(([name, count]) => `${name}: ${count}`);
  }

  close(): void {
    const violations = this.violations();
    this.rack.close();
    if (violations.length > 0) throw new Error(`on silicon this would go wrong: ${violations.join('; ')}`);
  }
}

/** Byte of `counters` in struct smbus_target, and the word of `refusals` ahead of it. */
const COUNTERS_AT = 36;

export async function countersOf(parked: ParkedImage): Promise<{ counters: readonly number[]; refusals: number }> {
  const target = parked.symbol('rp2040_smbus_target');
  await parked.call('smbus_target_counters', target, BUFFER);
  const counters = parked.words(COUNTER_COUNT);
  const stored = new Uint32Array(parked.board.debug.read(target + COUNTERS_AT, 4 * COUNTER_COUNT)!.buffer);
  if (counters.some((value, i) => value !== stored[i])) throw new Error('struct smbus_target has changed its layout');
  return { counters, refusals: parked.board.readWord(target + COUNTERS_AT - 4) };
}
