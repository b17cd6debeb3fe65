// The emulated board: one RP2040 and its flash chip in the rack's virtual time, through power, resets and faults. What is emulated
// and what is not: README.md of this folder.
import type { BusDevice, BusLine } from '../bus/bus-device';
import { NACK } from '../bus/bus-device';
import type { Torn } from '../flash/nor-flash';
import { Random } from '../sim/random';
import type { Nanoseconds, Scheduler } from '../sim/scheduler';
import { CoreDebug } from './core-debug';
import { CoreGroup, type Runnable } from './core-group';
import { NANOSECONDS_PER_CYCLE } from './cycle-clock';
import type { I2cTarget } from './i2c-target';
import { FLASH_BASE, VECTORS_BEHIND_BOOT2 } from './image';
import { Machine } from './machine';
import type { CoreFault, Hazards, PadDrive, ResetCause, Rp2040BoardOptions } from './options';
import { equip, type Peripherals } from './peripherals';
import { Pins } from './pins';
import { SpiFlash } from './spi-flash';
import { newWatchdogMemory } from './watchdog';

const ENTRY_CYCLES = 15;
const NOISE: Torn = 'noise';
const HELD_BYTE = 0xff;

export class Rp2040Board implements Runnable {
  readonly hazards: Hazards = {
    xipReadsWhileBusy: 0,
    accessesInReset: 0,
    timerWithoutTick: 0,
    busFaults: 0,
    padContentions: 0,
  };
  readonly faults: CoreFault[] = [];
  /** Starts since the board was made. */
  resets = 0;
  lastReset: ResetCause | undefined;
  /** For a debugger, and for tests that call the image's functions. */
  readonly debug: CoreDebug;
  readonly #options: Rp2040BoardOptions;
  readonly #scheduler: Scheduler;
  readonly #group: CoreGroup;
  readonly #pins: Pins;
  readonly #flash: SpiFlash;
  readonly #lines: (BusLine | undefined)[] = [];
  readonly #devices: (BusDevice | undefined)[] = [];
  readonly #random: Random;
  #watchdogMemory = newWatchdogMemory();
  #machine: Machine | undefined;
  #peripherals: Peripherals | undefined;
  /** Rack time of cycle 0. */
  #epoch = 0;

  constructor(options: Rp2040BoardOptions) {
    this.#options = options;
    this.#scheduler = options.scheduler;
    this.#group = CoreGroup.of(options.scheduler);
    this.#random = options.powerLoss?.random ?? new Random(1);
    this.#pins = new Pins({ hazards: this.hazards, onPad: (pin, drive) => options.onPad?.(pin, drive) });
    this.#flash = new SpiFlash({
      flash: options.flash,
      uniqueId: options.uniqueId ?? Uint8Array.from({ length: 8 }, (_, i) => i),
      powerLoss: options.powerLoss ?? { torn: NOISE, random: this.#random },
      probe: options.flashProbe,
      nowNs: () => this.#nowNs(),
      onChanged: (offset, length) => this.#mirror(offset, length),
      onPowerLost: () => this.#outside(() => this.powerOff()),
    });
    this.debug = new CoreDebug({
      chip: () => this.#machine?.chip,
      quietly: (access) => this.#quietly(({ chip }) => access(chip)),
      wake: () => this.#group.wake(),
      hold: (held) => this.#scheduler.after(0 as Nanoseconds, () => held),
    });
    for (const block of [0, 1] as const) this.#attach(block);
    this.#group.add(this);
  }

  /** Powered, and not locked up. */
  get isOn(): boolean {
    return this.#machine !== undefined;
  }

  get isLockedUp(): boolean {
    return this.#machine?.extras.isLockedUp ?? false;
  }

  /** The core sleeps in WFI or WFE. */
  get isAsleep(): boolean {
    return this.#machine?.chip.core.waiting ?? false;
  }

  get cycles(): number {
    return this.#machine?.cycles ?? 0;
  }

  /** Where the core is: for a profile. */
  get programCounter(): number {
    return (this.#machine?.chip.core.PC ?? 0) >>> 0;
  }

  get stackPointer(): number {
    return (this.#machine?.chip.core.SP ?? 0) >>> 0;
  }

  /** The core's time in the rack; up to an instruction ahead of it. */
  get now(): Nanoseconds {
    return this.#nowNs() as Nanoseconds;
  }

  /** An erase or a program is under way. */
  get isFlashBusy(): boolean {
    return this.#flash.busyUntilNs > this.#nowNs();
  }

  /** clk_sys as the image has set it up. Cycles are of 125 MHz whatever this says: an image that leaves it otherwise runs too fast here. */
  get systemHz(): number {
    return this.#machine?.chip.clocks.sysFreq ?? 0;
  }

  /** What rp2040js could not do, each message once. */
  get warnings(): ReadonlySet<string> {
    return this.#machine?.extras.warnings ?? new Set();
  }

  powerOn(): void {
    if (this.isOn) return;
    this.#watchdogMemory = newWatchdogMemory();
    this.#start('power-on', undefined);
  }

  /** Power goes: the core and RAM are gone, pads float, an erase or a program under way is torn. */
  powerOff(): void {
    if (!this.isOn) return;
    this.#flash.powerLost();
    this.#end();
    this.#group.wake();
  }

  /** Power fails for the moment and comes back. The flash chip loses it, too. */
  brownOut(): void {
    if (!this.isOn) return;
    this.#flash.powerLost();
    this.#watchdogMemory = newWatchdogMemory();
    this.#restart('brown-out', false);
  }

  /** The RUN pin is pulled low and released. The flash chip stays powered. */
  runPin(): void {
    if (!this.isOn) return;
    this.#watchdogMemory = newWatchdogMemory();
    this.#restart('run-pin', true);
  }

  /** Takes the board out of the rack for good: off its bus, off the scheduler. */
  remove(): void {
    this.powerOff();
    this.#group.remove(this);
    for (const block of [0, 1] as const) {
      const device = this.#devices[block];
      if (device !== undefined) this.#options.i2c?.[block]?.bus?.detach(device);
    }
  }

  /** Drives a wire from outside, or leaves it alone. Stays through resets. */
  drivePad(pin: number, drive: PadDrive): void {
    this.#fromOutside(() => this.#pins.drive(pin, drive));
  }

  /** What the chip drives. */
  pad(pin: number): PadDrive {
    return this.#pins.chipDrive(pin);
  }

  level(pin: number): 0 | 1 {
    return this.#pins.level(pin);
  }

  /** A byte arrives at UART0. */
  sendUart(byte: number): void {
    this.#fromOutside((machine) => machine.chip.uart[0]!.feedByte(byte));
  }

  /** The I2C block holds SCL low. */
  holdsClock(block: 0 | 1): boolean {
    return this.#peripherals?.i2c[block].target.holdsClock ?? false;
  }

  /** A word of memory or of a register, as a debugger reads it: takes no time, counts no hazard; what a read sets off happens. */
  readWord(address: number): number {
    return this.#quietly((machine) => machine.chip.readUint32(address));
  }

  /** As a debugger would: what the write sets off (a line let go, an alarm) happens. */
  writeWord(address: number, value: number): void {
    this.#quietly((machine) => machine.chip.writeUint32(address, value));
  }

  #quietly<T>(access: (machine: Machine) => T): T {
    const machine = this.#machine;
    if (machine === undefined) throw new Error('the board is off');
    const { chip } = machine;
    // A core that sleeps is brought to rack time first.
    if (this.isAsleep) this.runTo(this.#scheduler.now);
    const { hazards, onBusFault, inReset } = chip;
    chip.hazards = undefined;
    chip.onBusFault = undefined;
    chip.inReset = 0;
    const isXip = chip.isXipBlocked;
    chip.isXipBlocked = () => false;
    try {
      return access(machine);
    } finally {
      Object.assign(chip, { hazards, onBusFault, inReset, isXipBlocked: isXip });
      chip.xipBlocked = isXip();
      this.#group.wake();
    }
  }

  /** Runnable: see core-group.ts. */
  get held(): Promise<void> | undefined {
    return this.debug.held;
  }

  get time(): number {
    const machine = this.#machine;
    if (machine === undefined) return Number.POSITIVE_INFINITY;
    const mayRest = machine.effects.length === 0 && machine.isWaiting && machine.extras.fault === undefined;
    return this.#epoch + (mayRest ? machine.clock.due : machine.cycles) * NANOSECONDS_PER_CYCLE;
  }

  get hasEffects(): boolean {
    return (this.#machine?.effects.length ?? 0) > 0;
  }

  runTo(time: number): void {
    this.#machine?.run(Math.ceil((time - this.#epoch) / NANOSECONDS_PER_CYCLE));
  }

  flush(): void {
    const machine = this.#machine;
    const effects = machine?.effects.splice(0) ?? [];
    for (const effect of effects) {
      // A reset among them ends the life that the others belong to.
      if (this.#machine === machine) effect();
    }
  }

  #nowNs(): number {
    const machine = this.#machine;
    if (machine === undefined) return this.#scheduler.now;
    return Math.max(this.#scheduler.now, this.#epoch + machine.cycles * NANOSECONDS_PER_CYCLE);
  }

  #outside(effect: () => void): void {
    if (this.#machine === undefined) effect();
    else this.#machine.outside(effect);
  }

  /** The rack acts on the board: a core that sleeps is brought to rack time first. */
  #fromOutside<T>(act: (machine: Machine) => T): T | undefined {
    const machine = this.#machine;
    if (machine === undefined) {
      act(undefined as unknown as Machine);
      return undefined;
    }
    this.runTo(this.#scheduler.now);
    const result = act(machine);
    this.#group.wake();
    return result;
  }

  #start(cause: ResetCause, ram: Uint8Array | undefined): void {
    this.#epoch = this.#scheduler.now;
    const machine = new Machine({
      hazards: this.hazards,
      entryCycles: this.#options.exceptionEntryCycles ?? ENTRY_CYCLES,
      onFault: (fault) => this.#fault(fault),
      onBreak: (pc) => this.#peripherals?.bootRom.onBreak(pc) ?? false,
      debug: this.debug,
    });
    this.#machine = machine;
    this.#pins.connect(machine);
    this.#peripherals = equip(machine, {
      options: this.#options,
      hazards: this.hazards,
      pins: this.#pins,
      flash: this.#flash,
      watchdogMemory: this.#watchdogMemory,
      nowNs: () => this.#nowNs(),
      onWatchdog: (reason) => machine.outside(() => this.#restart(reason, true)),
      release: (block, answer) => this.#lines[block]?.release(answer),
    });
    if (ram !== undefined) machine.chip.sram.set(ram);
    else for (let i = 0; i < machine.chip.sram.length; i++) machine.chip.sram[i] = this.#random.below(256);
    this.#mirror(0, this.#options.flash.part.bytes);
    this.resets++;
    this.lastReset = cause;
    this.#boot(machine);
    this.#options.onReset?.(cause);
    this.#group.wake();
  }

  /**
   * What the boot ROM and boot2 do last: vectors, stack, entry. While the flash chip is busy the ROM finds no boot2 and tries again,
   * for half a second: no erase of a sector takes so long. Datasheet, section 2.8.1.
   */
  #boot(machine: Machine): void {
    const { core } = machine.chip;
    const vectors = this.#options.vectorTable ?? VECTORS_BEHIND_BOOT2;
    core.VTOR = vectors;
    core.SP = machine.chip.flashView.getUint32(vectors - FLASH_BASE, true);
    core.PC = machine.chip.flashView.getUint32(vectors - FLASH_BASE + 4, true) & ~1;
    core.LR = 0xffff_ffff;
    core.cycles = Math.max(0, Math.ceil((this.#flash.busyUntilNs - this.#nowNs()) / NANOSECONDS_PER_CYCLE));
  }

  #restart(cause: ResetCause, keepsRam: boolean): void {
    const ram = keepsRam ? this.#machine?.chip.sram : undefined;
    this.#end();
    this.#start(cause, ram);
  }

  /** The core is gone: pads float, SCL is let go. */
  #end(): void {
    const held = [0, 1].filter((block) => this.holdsClock(block as 0 | 1));
    this.#machine = undefined;
    this.#peripherals = undefined;
    this.#pins.disconnect();
    for (const block of held) this.#lines[block]?.release(HELD_BYTE);
  }

  #fault(fault: CoreFault): void {
    this.faults.push(fault);
    if (this.debug.isAttached) this.debug.stop('fault');
    this.#outside(() => this.#options.onFault?.(fault));
  }

  #mirror(offset: number, length: number): void {
    this.#machine?.chip.flash.set(this.#options.flash.read(offset, length), offset);
  }

  /** Puts the block's target side on its bus, through resets and power losses. */
  #attach(block: 0 | 1): void {
    const bus = this.#options.i2c?.[block]?.bus;
    if (bus === undefined) return;
    const ask = (question: (target: I2cTarget) => number, otherwise: number): number => {
      const target = this.#peripherals?.i2c[block].target;
      return target === undefined ? otherwise : (this.#fromOutside(() => question(target)) ?? otherwise);
    };
    const tell = (what: (target: I2cTarget) => void): void => {
      ask((target) => {
        what(target);
        return 0;
      }, 0);
    };
    const device: BusDevice = {
      addressed: (address, read) => ask((target) => target.addressed(address, read), NACK),
      received: (byte) => ask((target) => target.received(byte), NACK),
      requested: () => ask((target) => target.requested(), HELD_BYTE),
      collided: () => tell((target) => target.collided()),
      stopped: () => tell((target) => target.stopped()),
      othersStopped: () => tell((target) => target.othersStopped()),
      clockTimeout: () => tell((target) => target.clockTimeout()),
    };
    this.#devices[block] = device;
    this.#lines[block] = bus.attach(device);
  }
}
