// What a debugger does to the core of an emulated board: hold it, step it, look at it. While the core is held the time of the whole
// rack stands still: bus, plant and the other units wait with it, so that nothing runs out of time under the debugger's hands.
import type { Chip } from './chip';

/** Why the core is held. */
export type StopReason = 'asked' | 'breakpoint' | 'step' | 'fault';

/** Registers by their number in GDB's `m-profile` and `m-system` features: r0 to r15, xPSR, MSP, PSP, PRIMASK, CONTROL. */
export const REGISTER_COUNT = 21;
export const PROGRAM_COUNTER = 15;
const STATUS = 16;
/** MRS and MSR numbers of MSP, PSP, PRIMASK, CONTROL: ARMv6-M Architecture Reference Manual, table B5-1. */
const SPECIAL = [8, 9, 16, 20];
const WORD = 4;
/** Reads of the flash window and of RAM are free of effects: byte by byte will do. Blocks are read a word at a time. */
const BLOCKS = 0x4000_0000;
const RAM = 0x2000_0000;

export interface DebugPlace {
  /** The life under way; undefined without power. */
  readonly chip: () => Chip | undefined;
  /** Reads or writes with no effect on time or hazards. */
  readonly quietly: <T>(access: (chip: Chip) => T) => T;
  /** The rack looks again at when the core runs next. */
  readonly wake: () => void;
  /** The rack waits for `held` before time goes on. */
  readonly hold: (held: Promise<void>) => void;
}

export class CoreDebug {
  /** Addresses of instructions before which the core is held. */
  readonly breakpoints = new Set<number>();
  /** A debugger is there: BKPT and HardFault hold the core. */
  isAttached = false;
  /** The core has just been held. */
  onStop: (reason: StopReason) => void = () => {};
  readonly #place: DebugPlace;
  #held: Promise<void> | undefined;
  #release: () => void = () => {};
  #isStepping = false;
  /** The core goes on from where it was held: that instruction is not asked about again. */
  #passes = false;

  constructor(place: DebugPlace) {
    this.#place = place;
  }

  /** Settles when the core goes on; undefined while it runs. */
  get held(): Promise<void> | undefined {
    return this.#held;
  }

  /** `stopsBefore` wants to be asked. */
  get isWatching(): boolean {
    return this.#isStepping || this.breakpoints.size > 0;
  }

  /** Asked before each instruction at `pc` while `isWatching`. */
  stopsBefore(pc: number): boolean {
    if (this.#passes) {
      this.#passes = false;
      return false;
    }
    if (this.#isStepping) this.stop('step');
    else if (this.breakpoints.has(pc)) this.stop('breakpoint');
    if (this.#held !== undefined) return true;
    this.#passes = false;
    return false;
  }

  /** Holds the core where it is. */
  halt(): void {
    this.stop('asked');
  }

  /** The same from within the core's run, with the reason. */
  stop(reason: StopReason): void {
    if (this.#held !== undefined) return;
    this.#isStepping = false;
    this.#held = new Promise((resolve) => {
      this.#release = resolve;
    });
    this.#place.hold(this.#held);
    this.onStop(reason);
  }

  /** Lets the core go on. */
  resume(): void {
    if (this.#held === undefined) return;
    this.#passes = this.isWatching;
    this.#held = undefined;
    this.#place.wake();
    this.#release();
  }

  /** One instruction, then held again. A core that sleeps sleeps on first; an interrupt that is due is entered first. */
  step(): void {
    if (this.#held === undefined) return;
    this.#isStepping = true;
    this.resume();
  }

  /** No debugger any more. */
  detach(): void {
    this.isAttached = false;
    this.breakpoints.clear();
    this.#isStepping = false;
    this.onStop = () => {};
    this.resume();
  }

  /** @returns undefined without power */
  register(number: number): number | undefined {
    const core = this.#place.chip()?.core;
    if (core === undefined) return undefined;
    if (number < STATUS) return core.registers[number]! >>> 0;
    if (number === STATUS) return core.xPSR >>> 0;
    return core.readSpecialRegister(SPECIAL[number - STATUS - 1]!) >>> 0;
  }

  /** A core that slept is awake where its program counter is set. @returns false without power */
  setRegister(number: number, value: number): boolean {
    const core = this.#place.chip()?.core;
    if (core === undefined) return false;
    if (number === PROGRAM_COUNTER) {
      this.#place.quietly(() => {
        core.PC = value & ~1;
        core.waiting = false;
      });
      this.#passes = false;
    } else if (number < STATUS) core.registers[number] = value;
    else if (number === STATUS) core.xPSR = value;
    else core.writeSpecialRegister(SPECIAL[number - STATUS - 1]!, value);
    return true;
  }

  /** @returns undefined where nothing answers, or without power */
  read(address: number, length: number): Uint8Array | undefined {
    if (this.#place.chip() === undefined) return undefined;
    return this.#checked((chip) => {
      const bytes = new Uint8Array(length);
      for (let i = 0; i < length; ) {
        const at = address + i;
        if (at < BLOCKS || (at & (WORD - 1)) !== 0 || length - i < WORD) bytes[i++] = chip.readUint8(at);
        else {
          new DataView(bytes.buffer).setUint32(i, chip.readUint32(at), true);
          i += WORD;
        }
      }
      return bytes;
    });
  }

  /** @returns false where nothing takes it, flash and ROM among that, or without power */
  write(address: number, bytes: Uint8Array): boolean {
    if (this.#place.chip() === undefined || address < RAM) return false;
    const done = this.#checked((chip) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let i = 0; i < bytes.length; ) {
        const at = address + i;
        if (at < BLOCKS || (at & (WORD - 1)) !== 0 || bytes.length - i < WORD) chip.writeUint8(at, bytes[i++]!);
        else {
          chip.writeUint32(at, view.getUint32(i, true));
          i += WORD;
        }
      }
      return true;
    });
    return done ?? false;
  }

  /** @returns undefined where an address does not answer */
  #checked<T>(access: (chip: Chip) => T): T | undefined {
    return this.#place.quietly((chip) => {
      let isGood = true;
      chip.onBusFault = () => {
        isGood = false;
      };
      const result = access(chip);
      return isGood ? result : undefined;
    });
  }
}
