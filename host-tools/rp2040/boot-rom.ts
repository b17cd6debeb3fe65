// The boot ROM, played: its tables in the chip's ROM, each function a breakpoint that TypeScript answers on the registers, with cycles
// charged. Nothing of the real ROM is in here. RP2040 datasheet, section 2.8.3.
import type { Core } from './core';
import type { Machine } from './machine';
import { type FloatFunction, SOFT_DOUBLE_TABLE, SOFT_FLOAT_TABLE } from './rom-float';
import type { SpiFlash } from './spi-flash';
import type { IoQspi, Ssi } from './ssi';

/** Of the ROM of RP2040B2: datasheet, section 2.8.3. */
const VERSION = 3;
const At = { MAGIC: 0x10, FUNCTIONS: 0x14, DATA: 0x16, LOOKUP: 0x18 } as const;
/** Where the tables and breakpoints are: anywhere but at the real ROM's addresses would do. */
const SPIN = 0x0100;
const STUBS = 0x0200;
const STUB_BYTES = 4;
const FUNCTION_TABLE = 0x2000;
const DATA_TABLE = 0x2200;
const FLOAT_TABLE = 0x2400;
const DOUBLE_TABLE = 0x2600;
const FLOAT_TABLE_WORDS = 0x20;
const BREAKPOINT = 0xbe00;
const SECTOR = 4096;
const PAGE = 256;
/** Cycles of one byte at the ROM's clock divider of 6. */
const BYTE_CYCLES = 48;

const codeOf = (name: string): number => name.charCodeAt(0) | (name.charCodeAt(1) << 8);

/** A call: sets r0 to r3, and says how long it takes. A generator takes its time with the flash chip. */
type RomFunction = (r: Uint32Array) => number | Generator<number, void, void>;

export class BootRom {
  readonly #machine: Machine;
  readonly #flash: SpiFlash;
  readonly #ssi: Ssi;
  readonly #ioQspi: IoQspi;
  readonly #nowNs: () => number;
  readonly #functions: RomFunction[] = [];
  readonly #long = new Set<RomFunction>();
  readonly #bytes: DataView;
  /** A flash function under way, and the cycle until which it is on the wires. */
  #running: Generator<number, void, void> | undefined;
  #until = 0;

  constructor(machine: Machine, flash: SpiFlash, ssi: Ssi, ioQspi: IoQspi, nowNs: () => number) {
    this.#machine = machine;
    this.#flash = flash;
    this.#ssi = ssi;
    this.#ioQspi = ioQspi;
    this.#nowNs = nowNs;
    this.#bytes = new DataView(machine.chip.bootrom.buffer);
    this.#lay();
  }

  #lay(): void {
    const bytes = this.#bytes;
    bytes.setUint8(At.MAGIC, 'M'.charCodeAt(0));
    bytes.setUint8(At.MAGIC + 1, 'u'.charCodeAt(0));
    bytes.setUint8(At.MAGIC + 2, 1);
    bytes.setUint8(At.MAGIC + 3, VERSION);
    bytes.setUint16(SPIN, BREAKPOINT, true);
    bytes.setUint16(
      At.LOOKUP,
      this.#add((r) => this.#lookUp(r)),
      true,
    );
    bytes.setUint16(At.FUNCTIONS, FUNCTION_TABLE, true);
    bytes.setUint16(At.DATA, DATA_TABLE, true);
    const functions: readonly (readonly [string, RomFunction])[] = [
      ...this.#flashFunctions(),
      ...this.#otherFunctions(),
    ];
    functions.forEach(([name, call], i) => {
      bytes.setUint16(FUNCTION_TABLE + 4 * i, codeOf(name), true);
      bytes.setUint16(FUNCTION_TABLE + 4 * i + 2, this.#add(call), true);
    });
    this.#layFloat(FLOAT_TABLE, SOFT_FLOAT_TABLE);
    this.#layFloat(DOUBLE_TABLE, SOFT_DOUBLE_TABLE);
    const data: readonly (readonly [string, number])[] = [['SF', FLOAT_TABLE], ['SD', DOUBLE_TABLE]]; // biome-ignore format: one line
    data.forEach(([name, at], i) => {
      bytes.setUint16(DATA_TABLE + 4 * i, codeOf(name), true);
      bytes.setUint16(DATA_TABLE + 4 * i + 2, at, true);
    });
  }

  /** The count of entries is the byte two before the table. */
  #layFloat(at: number, table: readonly FloatFunction[]): void {
    this.#bytes.setUint8(at - 2, FLOAT_TABLE_WORDS);
    for (const entry of table) {
      const call: RomFunction = (r) => {
        entry.run(r);
        return entry.cycles;
      };
      if (entry.isLong) this.#long.add(call);
      this.#bytes.setUint32(at + entry.offset, this.#add(call), true);
    }
  }

  /** @returns the address to branch to */
  #add(call: RomFunction): number {
    const at = STUBS + STUB_BYTES * this.#functions.length;
    this.#functions.push(call);
    this.#bytes.setUint16(at, BREAKPOINT, true);
    return at | 1;
  }

  /** A breakpoint at `pc`. @returns false where it is none of the ROM's */
  onBreak(pc: number): boolean {
    if (pc === SPIN) {
      this.#spin();
      return true;
    }
    const call = this.#functions[(pc - STUBS) / STUB_BYTES];
    if (call === undefined) return false;
    const { core } = this.#machine.chip;
    const result = call(core.registers);
    if (typeof result !== 'number') {
      this.#running = result;
      this.#until = core.cycles;
      core.PC = SPIN;
    } else if (this.#long.has(call)) {
      core.registers[3] = result;
      core.PC = SPIN;
    } else {
      core.cycles += result;
      this.#return(core);
    }
    return true;
  }

  #return(core: Core): void {
    core.PC = core.LR & ~1;
  }

  /** Passes time at one instruction that interrupts can come between: what is left of a long function in r3, or the flash chip's. */
  #spin(): void {
    const { core } = this.#machine.chip;
    if (this.#running !== undefined && this.#isRunningHere(core)) {
      this.#spinFlash(core);
      return;
    }
    const left = core.registers[3]!;
    const room = Math.max(1, this.#machine.clock.limit - core.cycles);
    const step = Math.min(left, room);
    core.cycles += step;
    core.registers[3] = left - step;
    if (left - step > 0) core.PC = SPIN;
    else this.#return(core);
  }

  /** An interrupt may call other functions of the ROM meanwhile: the flash function is told by r3 being 0. */
  #isRunningHere(core: Core): boolean {
    return core.registers[3] === 0;
  }

  #spinFlash(core: Core): void {
    core.PC = SPIN;
    const readyAt = core.cycles + Math.ceil((this.#flash.busyUntilNs - this.#nowNs()) / 8);
    const until = Math.max(this.#until, readyAt);
    if (until > core.cycles) {
      core.cycles = Math.max(core.cycles, Math.min(until, this.#machine.clock.limit) - 1);
      return;
    }
    const step = this.#running!.next();
    this.#until = core.cycles + (step.value ?? 0);
    this.#ssi.update();
    if (!step.done) return;
    this.#running = undefined;
    this.#return(core);
  }

  #lookUp(r: Uint32Array): number {
    const { chip } = this.#machine;
    let at = r[0]!;
    for (let code = chip.readUint16(at); code !== 0; code = chip.readUint16(at)) {
      if (code === (r[1]! & 0xffff)) {
        r[0] = chip.readUint16(at + 2);
        return 20 + (at - FUNCTION_TABLE) * 2;
      }
      at += 4;
    }
    r[0] = 0;
    return 60;
  }

  #flashFunctions(): readonly (readonly [string, RomFunction])[] {
    return [
      ['IF', () => 40],
      ['EX', (r) => this.#wired(r, this.#exitXip())],
      ['RE', (r) => this.#wired(r, this.#erase(r[0]!, r[1]!, r[2]!, r[3]! & 0xff))],
      ['RP', (r) => this.#wired(r, this.#program(r[0]!, r[1]!, r[2]!))],
      ['FC', () => this.#flushCache()],
      ['CX', () => this.#enterCommandXip()],
    ];
  }

  #wired(r: Uint32Array, steps: Generator<number, void, void>): Generator<number, void, void> {
    r[3] = 0;
    return steps;
  }

  *#exitXip(): Generator<number, void, void> {
    this.#ssi.exitXip();
    this.#ioQspi.setOverride('high');
    yield 64 * BYTE_CYCLES;
  }

  #flushCache(): number {
    this.#ioQspi.setOverride('normal');
    return 500;
  }

  #enterCommandXip(): number {
    this.#ssi.enterCommandXip();
    return 100;
  }

  /** Blocks where they fit, sectors before and behind. @param blockCommand 0xD8 by the SDK */
  *#erase(offset: number, count: number, blockBytes: number, blockCommand: number): Generator<number, void, void> {
    for (let at = offset; at < offset + count; ) {
      const isBlock = blockBytes > SECTOR && at % blockBytes === 0 && at + blockBytes <= offset + count;
      yield this.#command([0x06]);
      yield this.#command([isBlock ? blockCommand : 0x20, ...addressBytes(at)]);
      at += isBlock ? blockBytes : SECTOR;
    }
  }

  *#program(offset: number, from: number, count: number): Generator<number, void, void> {
    const { chip } = this.#machine;
    for (let at = 0; at < count; at += PAGE) {
      const page = Array.from({ length: PAGE }, (_, i) => chip.readUint8((from + at + i) >>> 0));
      yield this.#command([0x06]);
      yield this.#command([0x02, ...addressBytes(offset + at), ...page]);
    }
  }

  /** One frame to the chip. @returns cycles on the wires */
  #command(bytes: readonly number[]): number {
    this.#flash.select();
    for (const byte of bytes) this.#flash.transfer(byte);
    this.#flash.deselect();
    return bytes.length * BYTE_CYCLES;
  }

  #otherFunctions(): readonly (readonly [string, RomFunction])[] {
    const copy: RomFunction = (r) => this.#copy(r[0]!, r[1]!, r[2]!);
    const fill: RomFunction = (r) => this.#fill(r[0]!, r[1]!, r[2]!);
    for (const call of [copy, fill]) this.#long.add(call);
    return [
      ['MC', copy],
      ['C4', copy],
      ['MS', fill],
      ['S4', fill],
      ['P3', (r) => result(r, popCount(r[0]!), 18)],
      ['R3', (r) => result(r, reverse(r[0]!), 21)],
      ['L3', (r) => result(r, Math.clz32(r[0]!), 16)],
      ['T3', (r) => result(r, r[0] === 0 ? 32 : 31 - Math.clz32(r[0]! & -r[0]!), 12)],
      ['UB', () => this.#usbBoot()],
    ];
  }

  #usbBoot(): number {
    this.#machine.extras.raise('the image asked for the boot ROM of the USB drive');
    return 0;
  }

  /** About two cycles per byte where words go together. */
  #copy(to: number, from: number, count: number): number {
    const { chip } = this.#machine;
    for (let i = 0; i < count; i++) chip.writeUint8((to + i) >>> 0, chip.readUint8((from + i) >>> 0));
    return 30 + count * (((to ^ from) & 3) === 0 ? 1 : 6);
  }

  #fill(to: number, value: number, count: number): number {
    for (let i = 0; i < count; i++) this.#machine.chip.writeUint8((to + i) >>> 0, value & 0xff);
    return 30 + count;
  }
}

const addressBytes = (at: number): number[] => [(at >>> 16) & 0xff, (at >>> 8) & 0xff, at & 0xff];

function result(r: Uint32Array, value: number, cycles: number): number {
  r[0] = value;
  return cycles;
}

function popCount(value: number): number {
  let count = 0;
  for (let left = value; left !== 0; left &= left - 1) count++;
  return count;
}

function reverse(value: number): number {
  let out = 0;
  for (let bit = 0; bit < 32; bit++) out = (out << 1) | ((value >>> bit) & 1);
  return out >>> 0;
}
