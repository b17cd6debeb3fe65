// The hardware around one emulated BMC: sensor, converter, straps, presence, latch, target port. What the engine's bridge asks.
import type { Board } from '../../firmware/board';
import type { SmbusTarget } from '../../firmware/io/smbus-target/smbus-target';
import type { Bus } from '../bus/bus';
import { BusTarget } from '../bus/target/bus-target';
import type { RefusalProfile, TargetPort } from '../bus/target/target-port';
import type { BoardHardware } from '../engines/board-hardware';
import { adcOfOutput, adcOfTemperature } from '../plant/adc-model';
import type { Branch } from '../plant/branch';
import type { GateLatchModel } from '../plant/gate-latch';
import type { Plant } from '../plant/plant';
import { CHIPS } from '../sensors/chips';
import { SensorModel } from '../sensors/sensor-model';
import type { Random } from '../sim/random';
import type { Nanoseconds } from '../sim/scheduler';
import { BmcFlash } from './bmc-flash';
import { asciiJson } from './board-of-unit';
import { Uart } from './uart';

/** 0x1B0000 to 0x200000 of the flash: docs/store.md. */
const STORE_SECTORS = 80;
const STRAP_BITS = 4;
const HARDWARE_BYTES = 13;
const UNIQUE_ID_PREFIX = [0xe6, 0x61, 0x52, 0x41, 0x43, 0x4b];

export interface BmcHardwareOptions {
  readonly slot: number;
  /** Levels of the strap lines, where the backplane is broken. */
  readonly straps: number | undefined;
  readonly board: Board;
  readonly profile: RefusalProfile;
  readonly bus: Bus;
  readonly plant: Plant;
  readonly branch: Branch;
  readonly latch: GateLatchModel;
  /** The presence pin touches. */
  readonly contact: () => boolean;
  /** Noise of the sensor, in steps. */
  readonly noiseSteps: number;
  readonly random: Random;
  readonly onAnnounce: () => void;
  readonly flashRandom: Random;
  readonly onPause: (span: Nanoseconds) => void;
  readonly onTimer: (id: number, milliseconds: number) => void;
  readonly onSerial: () => void;
  readonly heapSlots: () => number | undefined;
}

export class BmcHardware implements BoardHardware {
  readonly sensor: SensorModel;
  readonly flash: BmcFlash;
  readonly uart: Uart;
  bootCount = 0;
  /** Of the start that is under way: index of RESET_CAUSES. */
  resetCause = 0;
  readonly #options: BmcHardwareOptions;
  #target: BusTarget | undefined;

  constructor(options: BmcHardwareOptions) {
    this.#options = options;
    this.flash = new BmcFlash({
      sectors: STORE_SECTORS,
      scheduler: options.bus.scheduler,
      random: options.flashRandom,
      port: () => this.port,
      pause: options.onPause,
    });
    this.uart = new Uart({ scheduler: options.bus.scheduler, onAnnounce: options.onSerial });
    const { branch, board, bus } = options;
    this.sensor = new SensorModel({
      chip: CHIPS[board.sensor.part],
      rail: { volts: () => branch.inputVolts, amps: () => branch.amps },
      nowNs: () => bus.scheduler.now,
      shuntOhms: board.sensor.shuntMicroohms / 1e6,
      noiseSteps: options.noiseSteps,
      random: options.random,
    });
  }

  /** Forgets the target port: reset of the BMC, or its supply is gone. */
  reset(): void {
    this.#target?.remove();
    this.#target = undefined;
    this.uart.close();
  }

  get port(): TargetPort | undefined {
    return this.#target?.port;
  }

  get target(): SmbusTarget {
    if (this.#target === undefined) throw new Error('the target port is not open');
    return this.#target.port;
  }

  openTarget(address: number): void {
    if (this.#target !== undefined) throw new Error('the target port is open already');
    const { bus, profile, onAnnounce } = this.#options;
    this.#target = new BusTarget({ bus, address, profile, onAnnounce });
  }

  /** Eight bytes, as the flash chip gives them. */
  get uniqueId(): Uint8Array {
    return Uint8Array.from([...UNIQUE_ID_PREFIX, 0, this.#options.slot]);
  }

  boardJson(): string {
    return asciiJson(this.#options.board);
  }

  hardware(): Uint8Array {
    const bytes = new Uint8Array(HARDWARE_BYTES);
    bytes.set(this.uniqueId);
    new DataView(bytes.buffer).setUint32(8, this.bootCount, true);
    bytes[HARDWARE_BYTES - 1] = this.resetCause;
    return bytes;
  }

  /** @returns the bytes of the register as the device sends them, or undefined for no acknowledgement */
  smbusRead(address: number, register: number): Uint8Array | undefined {
    return address === this.#options.board.sensor.address ? this.sensor.read(register) : undefined;
  }

  smbusReadInto(address: number, register: number, answer: Uint8Array): boolean {
    return address === this.#options.board.sensor.address && this.sensor.readInto(register, answer, 1);
  }

  smbusWrite(address: number, register: number, value: number): boolean {
    return address === this.#options.board.sensor.address && this.sensor.write(register, value);
  }

  analogRead(pin: number): number {
    const [output, temperature] = this.#options.board.analog;
    if (pin === temperature?.pin) return adcOfTemperature(this.#options.branch.celsius);
    if (pin !== output?.pin) return 0;
    return adcOfOutput(this.#options.branch.load.volts);
  }

  digitalRead(pin: number): number {
    const { board, contact, slot, straps } = this.#options;
    if (pin === board.pins.presentN) return contact() ? 0 : 1;
    const strap = board.pins.slotStraps.indexOf(pin);
    if (strap < 0) return 1;
    return ((straps ?? strapsOf(slot)) >> strap) & 1;
  }

  /** Open drain: 0 pulls the line of the unit, 1 lets it go. */
  digitalWrite(pin: number, level: number): void {
    const { board, branch } = this.#options;
    if (level !== 0) return;
    if (pin === board.pins.shutdownRequestN) branch.load.requestShutdown();
    if (pin === board.pins.resetN) branch.load.reset();
  }

  openSerial(baud: number): void {
    this.uart.open(baud);
  }

  writeSerial(bytes: Uint8Array): void {
    this.uart.transmit(bytes);
  }

  closeSerial(): void {
    this.uart.close();
  }

  heapSlots(): number | undefined {
    return this.#options.heapSlots();
  }

  gateSet(): void {
    this.#options.latch.set();
  }

  gateClear(): void {
    this.#options.latch.clear();
  }

  gateRead(): boolean {
    this.#options.plant.settle();
    return this.#options.latch.isOn;
  }

  repeatTimer(id: number, milliseconds: number): void {
    this.#options.onTimer(id, milliseconds);
  }
}

/** Slot number in bits 0 to 3; bit 4 makes the number of ones even. */
const strapsOf = (slot: number): number =>
  slot | (((slot ^ (slot >> 1) ^ (slot >> 2) ^ (slot >> 3)) & 1) << STRAP_BITS);
