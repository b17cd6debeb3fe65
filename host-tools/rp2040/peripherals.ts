// Puts this folder's blocks into a fresh chip, in place of rp2040js's, and mends those that stay.
import type { BusDevice } from '../bus/bus-device';
import { BootRom } from './boot-rom';
import type { Peripheral } from './chip';
import { I2cBlock } from './i2c';
import type { I2cSurroundings } from './i2c-block';
import type { Machine } from './machine';
import type { Hazards, Rp2040BoardOptions } from './options';
import type { Pins } from './pins';
import { Block, Resets } from './resets';
import type { SpiFlash } from './spi-flash';
import { IoQspi, Ssi, XipControl } from './ssi';
import { Watchdog, type WatchdogMemory } from './watchdog';

/** Keys of rp2040js's `peripherals`. */
const Key = {
  XIP_CTRL: 0x14000,
  SSI: 0x18000,
  RESETS: 0x4000c,
  IO_QSPI: 0x40018,
  I2C0: 0x40044,
  I2C1: 0x40048,
  TIMER: 0x40054,
  WATCHDOG: 0x40058,
  ROSC: 0x40060,
  VREG: 0x40064,
} as const;

const IRQ_I2C0 = 23;
const ADC_CONVERSION_CYCLES = 250;

export interface PeripheralSurroundings {
  readonly options: Rp2040BoardOptions;
  readonly hazards: Hazards;
  readonly pins: Pins;
  readonly flash: SpiFlash;
  readonly watchdogMemory: WatchdogMemory;
  readonly nowNs: () => number;
  readonly onWatchdog: (cause: 'watchdog-timer' | 'watchdog-forced') => void;
  readonly release: (block: 0 | 1, answer: number) => void;
}

export interface Peripherals {
  readonly i2c: readonly [I2cBlock, I2cBlock];
  readonly bootRom: BootRom;
  readonly ssi: Ssi;
  readonly watchdog: Watchdog;
}

export function equip(machine: Machine, around: PeripheralSurroundings): Peripherals {
  const blocks = machine.chip.peripherals as Record<number, Peripheral>;
  const ssi = new Ssi(machine, around.flash);
  const ioQspi = new IoQspi(ssi);
  const watchdog = new Watchdog(machine, around.watchdogMemory, around.onWatchdog);
  const i2c = [newI2c(machine, around, 0), newI2c(machine, around, 1)] as const;
  blocks[Key.SSI] = ssi;
  blocks[Key.IO_QSPI] = ioQspi;
  blocks[Key.XIP_CTRL] = new XipControl();
  blocks[Key.WATCHDOG] = watchdog;
  blocks[Key.I2C0] = i2c[0];
  blocks[Key.I2C1] = i2c[1];
  blocks[Key.ROSC] = new PlainRegisters();
  blocks[Key.VREG] = new PlainRegisters();
  blocks[Key.RESETS] = new Resets(machine.chip, (bit) => {
    if (bit === Block.I2C0) i2c[0].reset();
    else if (bit === Block.I2C1) i2c[1].reset();
    else if (bit === Block.IO_BANK0) around.pins.resetFunctions();
    else if (bit === Block.PADS_BANK0) around.pins.resetPads();
  });
  watchTimer(blocks[Key.TIMER]!, watchdog, around.hazards);
  connectAdc(machine, around.options);
  connectUart(machine, around.options);
  ssi.afterBoot();
  return { i2c, ssi, watchdog, bootRom: new BootRom(machine, around.flash, ssi, ioQspi, around.nowNs) };
}

function newI2c(machine: Machine, around: PeripheralSurroundings, index: 0 | 1): I2cBlock {
  const wiring = around.options.i2c?.[index];
  const devices: readonly BusDevice[] = wiring?.devices ?? [];
  const surroundings: I2cSurroundings = {
    devices,
    onAnswered: wiring?.onAnswered,
    cycles: () => machine.cycles,
    createAlarm: (callback) => machine.clock.createAlarm(callback),
    outside: (effect) => machine.outside(effect),
    setInterrupt: (level) => machine.chip.setInterrupt(IRQ_I2C0 + index, level),
    isWired: () => around.pins.hasI2c(index),
    release: (answer) => around.release(index, answer),
  };
  return new I2cBlock(surroundings);
}

/** The timer counts ticks of the watchdog's generator: datasheet, section 4.6. rp2040js counts without. */
function watchTimer(timer: Peripheral, watchdog: Watchdog, hazards: Hazards): void {
  const check = (): void => {
    if (!watchdog.isTicking) hazards.timerWithoutTick++;
  };
  const read = timer.readUint32.bind(timer);
  const write = timer.writeUint32Atomic.bind(timer);
  timer.readUint32 = (offset) => {
    if (TIMER_COUNTS.includes(offset)) check();
    return read(offset);
  };
  timer.writeUint32Atomic = (offset, value, atomicType) => {
    if (TIMER_ALARMS.includes(offset)) check();
    write(offset, value, atomicType);
  };
}

/** TIMEHR, TIMELR, TIMERAWH, TIMERAWL; ALARM0 to ALARM3. */
const TIMER_COUNTS = [0x08, 0x0c, 0x24, 0x28];
const TIMER_ALARMS = [0x10, 0x14, 0x18, 0x1c];

/** A conversion takes 96 cycles of 48 MHz, 2 us: datasheet, section 4.9.3. The voltage is that of its beginning. */
function connectAdc(machine: Machine, options: Rp2040BoardOptions): void {
  const { adc } = machine.chip;
  let value = 0;
  const done = machine.clock.createAlarm(() => adc.completeADCRead(value, false));
  adc.onADCRead = (channel) => {
    const endsAt = machine.cycles + ADC_CONVERSION_CYCLES;
    machine.outside(() => {
      value = (options.adc?.(channel) ?? 0) & 0xfff;
      done.at(endsAt);
    });
  };
}

function connectUart(machine: Machine, options: Rp2040BoardOptions): void {
  machine.chip.uart[0]!.onByte = (byte) => machine.outside(() => options.onUart?.(byte));
}

/** A block of which nobody needs more than that its registers read back. */
class PlainRegisters implements Peripheral {
  readonly #stored = new Map<number, number>();

  readUint32(offset: number): number {
    return this.#stored.get(offset) ?? 0;
  }

  writeUint32(offset: number, value: number): void {
    this.#stored.set(offset, value);
  }

  writeUint32Atomic(offset: number, value: number, atomicType: number): void {
    const now = this.readUint32(offset);
    this.writeUint32(offset, [value, now ^ value, now | value, now & ~value][atomicType]! >>> 0);
  }
}
