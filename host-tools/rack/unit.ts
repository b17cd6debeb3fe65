// One unit of the emulated rack: tray, hardware, processor and engine, and their life from supply on to supply off.
import { COUNTER_COUNT, Counter } from '../../firmware/io/smbus-target/counters';
import { RESET_CAUSES } from '../../firmware/pmbus/commands';
import { addressOfSlot } from '../../firmware/smbus/limits';
import type { Bus } from '../bus/bus';
import { BridgeHost } from '../engines/bridge-host';
import { Wake } from '../engines/bridge-protocol';
import { createEngine } from '../engines/create-engine';
import {
  type Engine,
  EngineFailure,
  type EngineMeter,
  type EngineName,
  type FirmwareBundle,
  type UnitEngineName,
} from '../engines/engine';
import type { Branch } from '../plant/branch';
import { GateLatchModel } from '../plant/gate-latch';
import type { Plant } from '../plant/plant';
import { Tray } from '../plant/tray';
import type { ResetCause as ImageResetCause } from '../rp2040/options';
import type { Random } from '../sim/random';
import { milliseconds, type Nanoseconds, type ScheduledEvent, type Scheduler } from '../sim/scheduler';
import { BmcCpu } from './bmc-cpu';
import { BmcHardware } from './bmc-hardware';
import { boardOfUnit } from './board-of-unit';
import { ImageBoard, type ImageFile } from './image-board';
import type { ImageUart } from './image-uart';
import { loadSettingsOf } from './plant-schema';
import type { RackFile, UnitFile } from './rack-file';
import { shuntMilliohmsOf } from './sensor-schema';
import type { Uart } from './uart';

export interface UnitOptions {
  readonly file: UnitFile;
  readonly timing: RackFile['timing'];
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly bus: Bus;
  readonly plant: Plant;
  /** Busbar tap and power pins of the slot. */
  readonly slotMilliohms: number;
  readonly engine: EngineName;
  readonly bundle: FirmwareBundle;
  /** A built image that runs in place of engine and bundle, on the emulated RP2040. */
  readonly image?: ImageFile | undefined;
  /** The firmware failed, or its engine ended. */
  readonly onFailure: (slot: number, reason: string) => void;
  /** The gate latch moved. */
  readonly onGate: (slot: number, on: boolean) => void;
  /** The BMC begins to run. */
  readonly onStart: (slot: number, cause: ResetCause) => void;
}

export type ResetCause = (typeof RESET_CAUSES)[number];

/** The RP2040's causes in the firmware's words. */
const IMAGE_CAUSES: Readonly<Record<ImageResetCause, ResetCause>> = {
  'power-on': 'power-on',
  'brown-out': 'brown-out',
  'run-pin': 'pin',
  'watchdog-timer': 'watchdog',
  'watchdog-forced': 'software',
};

/** From supply to the first line of JavaScript. */
const BOOT = milliseconds(5);

/** Refusals, in the sense of `busErrors`: what went wrong on the wire. Unknown codes and probes are questions, not errors. */
const BUS_ERRORS = [Counter.badPec, Counter.wrongLength, Counter.busy, Counter.barrierExpired, Counter.clockTimeout];

export class Unit {
  readonly slot: number;
  readonly address: number;
  readonly file: UnitFile;
  readonly tray: Tray;
  readonly latch: GateLatchModel;
  readonly branch: Branch;
  readonly hardware: BmcHardware;
  readonly cpu: BmcCpu;
  readonly engineName: UnitEngineName;
  /** The emulated RP2040, where the unit runs an image. */
  readonly imageBoard: ImageBoard | undefined;
  readonly #options: UnitOptions;
  readonly #counters = new Uint32Array(COUNTER_COUNT);
  #engine: Engine | undefined;
  #failure: string | undefined;
  /** The BMC has its supply. */
  #powered = false;
  #booting: ScheduledEvent | undefined;

  constructor(options: UnitOptions) {
    const { file, scheduler, bus, plant } = options;
    this.#options = options;
    this.file = file;
    this.slot = file.slot;
    this.address = addressOfSlot(file.slot);
    this.engineName = options.image === undefined ? options.engine : 'rp2040';
    const random = options.random.stream(`unit ${file.slot}`);
    this.branch = plant.addBranch({
      slot: file.slot,
      slotOhms: options.slotMilliohms / 1000,
      shuntOhms: shuntMilliohmsOf(file) / 1000,
      ...loadSettingsOf(file.load),
    });
    this.latch = new GateLatchModel((on) => {
      this.imageBoard?.followLatch(on);
      options.onGate(file.slot, on);
    });
    this.branch.latch = this.latch;
    // The plant may find out in the middle of a sensor read: the BMC's processor follows in an event of its own.
    this.branch.onBmcPower = () => scheduler.after(0 as Nanoseconds, () => this.#followSupply());
    this.tray = new Tray(scheduler, random.stream('tray'), {
      onPowered: () => this.branch.connect(),
      onUnpowered: () => this.branch.disconnect(),
      onContact: (touches) => this.imageBoard?.followContact(touches),
    });
    this.cpu = new BmcCpu(scheduler, random.stream('cpu'), options.timing, {
      onTimer: (id) => this.#wake(Wake.timer, id),
      onReadable: () => this.#wake(Wake.readable, 0),
      onSerial: () => this.#wakeSerial(),
    });
    this.hardware = new BmcHardware({
      slot: file.slot,
      straps: file.straps,
      board: boardOfUnit(file),
      profile: file.refusal,
      bus,
      plant,
      branch: this.branch,
      latch: this.latch,
      contact: () => this.tray.contact,
      noiseSteps: file.sensor.noiseSteps,
      random: random.stream('sensor'),
      flashRandom: random.stream('flash'),
      onPause: (span) => this.cpu.pause(span),
      onAnnounce: () => this.cpu.announce(),
      onTimer: (id, ms) => this.cpu.repeat(id, ms),
      onSerial: () => this.cpu.announceSerial(),
      heapSlots: () => this.meter?.heapCount,
    });
    this.imageBoard = options.image === undefined ? undefined : this.#boardOf(options.image, random);
  }

  #boardOf(image: ImageFile, random: Random): ImageBoard {
    return new ImageBoard({
      image,
      bus: this.#options.bus,
      hardware: this.hardware,
      branch: this.branch,
      latch: this.latch,
      random: random.stream('image'),
      uniqueId: this.hardware.uniqueId,
      onReset: (cause) => this.#imageStarts(IMAGE_CAUSES[cause]),
      onFault: ({ kind, reason, pc }) =>
        this.#options.onFailure(this.slot, `${kind} at 0x${pc.toString(16)}: ${reason}`),
    });
  }

  #imageStarts(cause: ResetCause): void {
    this.hardware.bootCount++;
    this.#options.onStart(this.slot, cause);
  }

  /** The serial line. */
  get uart(): Uart | ImageUart {
    return this.imageBoard?.uart ?? this.hardware.uart;
  }

  /** Why the firmware no longer runs, if it failed. */
  get failure(): string | undefined {
    return this.#failure;
  }

  get meter(): EngineMeter | undefined {
    return this.#engine?.meter();
  }

  /** The engine, for tests that look inside. */
  get engine(): Engine | undefined {
    return this.#engine;
  }

  /** Errors on the wire that this unit counted. */
  get busErrors(): number {
    const { port } = this.hardware;
    if (port === undefined) return 0;
    port.counters(this.#counters);
    return BUS_ERRORS.reduce((sum, counter) => sum + this.#counters[counter]!, 0);
  }

  /** Messages that this unit answered or took. */
  get transactions(): number {
    if (this.imageBoard !== undefined) return this.imageBoard.reads;
    const { port } = this.hardware;
    if (port === undefined) return 0;
    port.counters(this.#counters);
    return this.#counters[Counter.reads]! + this.#counters[Counter.writes]!;
  }

  /** What the plant knows, to be held against what the unit says. */
  plantTruth() {
    return {
      inputMillivolts: Math.round(this.branch.inputVolts * 1000),
      outputMillivolts: Math.round(this.branch.load.volts * 1000),
      outputMilliamps: Math.round(this.branch.amps * 1000),
      energyMillijoules: Math.round(this.branch.joules * 1000),
    };
  }

  /** JavaScript of this unit stands still for so long. */
  pause(span: Nanoseconds): void {
    this.cpu.pause(span);
  }

  /** The BMC starts anew, as after its watchdog. Latch, flash and unit stay as they are. @returns false where it has no supply */
  reset(cause: ResetCause = 'watchdog'): boolean {
    if (!this.#powered) return false;
    if (this.imageBoard !== undefined) {
      if (cause === 'pin') this.imageBoard.pullRun();
      else this.imageBoard.bite();
      return true;
    }
    this.#stop();
    this.#startAs(cause);
    return true;
  }

  close(): void {
    this.#stop();
    this.imageBoard?.remove();
  }

  /** The BMC's supply came up or died. Its hold-up bridges a bounce of the power pins. */
  #followSupply(): void {
    const up = this.branch.isBmcUp;
    if (up === this.#powered) return;
    this.#powered = up;
    this.latch.clear();
    // The chip on the BMC's local bus has the same supply.
    if (up) this.hardware.sensor.reset();
    if (this.imageBoard !== undefined) {
      if (up) this.imageBoard.powerOn();
      else this.imageBoard.powerOff();
      return;
    }
    if (!up) {
      this.hardware.flash.losePower();
      this.#stop();
      return;
    }
    this.#startAs('power-on');
  }

  /** From here to the first line of JavaScript. */
  #startAs(cause: ResetCause): void {
    this.#failure = undefined;
    this.hardware.bootCount++;
    this.hardware.resetCause = RESET_CAUSES.indexOf(cause);
    this.#booting = this.#options.scheduler.after(BOOT, () => {
      this.#options.onStart(this.slot, cause);
      return this.#boot();
    });
  }

  #boot(): void | Promise<void> {
    this.cpu.reset();
    const bridge = new BridgeHost(this.hardware);
    const engine = createEngine(this.#options.engine, {
      bundle: this.#options.bundle,
      bridge,
      onExit: (reason) => this.#fail(reason),
    });
    this.#engine = engine;
    return this.#guard(() => engine.start());
  }

  #wake(kind: typeof Wake.timer | typeof Wake.readable, argument: number): void | Promise<void> {
    const engine = this.#engine;
    if (engine === undefined) return undefined;
    return this.#guard(() => engine.wake(kind, argument, this.cpu.nowMs));
  }

  #wakeSerial(): void | Promise<void> {
    const engine = this.#engine;
    if (engine === undefined) return undefined;
    const { uart } = this.hardware;
    const received = uart.takeReceived();
    return this.#guard(() => engine.wakeSerial(uart.room, received, this.cpu.nowMs));
  }

  #guard(run: () => void | Promise<void>): void | Promise<void> {
    try {
      return run()?.catch((error: unknown) => this.#catch(error));
    } catch (error) {
      return this.#catch(error);
    }
  }

  #catch(error: unknown): void {
    if (!(error instanceof EngineFailure)) throw error;
    if (this.#engine !== undefined) this.#fail(error.message);
  }

  /** The firmware is dead: its address falls silent; the latch stays as it is. */
  #fail(reason: string): void {
    this.#stop();
    this.#failure = reason;
    this.#options.onFailure(this.slot, reason);
  }

  #stop(): void {
    this.#options.scheduler.cancel(this.#booting);
    this.cpu.stop();
    this.hardware.reset();
    this.#engine?.close();
    this.#engine = undefined;
  }
}
