// The emulated rack: scheduler, bus, plant and units, built from a rack file. No sockets, no terminal.
import { Bus } from '../bus/bus';
import type { BusTrace } from '../bus/bus-trace';
import { BusController } from '../bus/controller';
import type { EngineName, FirmwareBundle } from '../engines/engine';
import { Plant } from '../plant/plant';
import { Random } from '../sim/random';
import { type Nanoseconds, Scheduler } from '../sim/scheduler';
import type { ImageFile } from './image-board';
import { supplyOf } from './plant-schema';
import type { RackFile } from './rack-file';
import { type ResetCause, Unit } from './unit';

export interface RackOptions {
  readonly file: RackFile;
  readonly engine: EngineName;
  readonly bundle: FirmwareBundle;
  readonly seed: number;
  /** Built images by slot: those units run them on the emulated RP2040. */
  readonly images?: ReadonlyMap<number, ImageFile> | undefined;
  readonly trace?: BusTrace;
  readonly onFailure?: (slot: number, reason: string) => void;
  /** A gate latch moved. */
  readonly onGate?: (slot: number, on: boolean) => void;
  /** A BMC begins to run. */
  readonly onStart?: (slot: number, cause: ResetCause) => void;
}

export class Rack {
  readonly scheduler = new Scheduler();
  readonly bus: Bus;
  readonly controller: BusController;
  readonly plant: Plant;
  readonly units: readonly Unit[];
  readonly file: RackFile;

  constructor(options: RackOptions) {
    const { file, scheduler } = { file: options.file, scheduler: this.scheduler };
    this.file = file;
    this.bus = new Bus({
      scheduler,
      hz: file.bus.frequency,
      stretches: file.bus.stretch,
      ...(options.trace === undefined ? {} : { trace: options.trace }),
    });
    this.controller = new BusController(this.bus);
    this.plant = new Plant(
      supplyOf(file.supply),
      () => scheduler.now,
      (span, then) => scheduler.after(span, then),
    );
    const random = new Random(options.seed);
    this.units = file.units.map(
      (unit) =>
        new Unit({
          file: unit,
          timing: file.timing,
          scheduler,
          random,
          bus: this.bus,
          plant: this.plant,
          slotMilliohms: file.supply.slotMilliohms,
          engine: options.engine,
          bundle: options.bundle,
          image: options.images?.get(unit.slot),
          onFailure: options.onFailure ?? (() => {}),
          onGate: options.onGate ?? (() => {}),
          onStart: options.onStart ?? (() => {}),
        }),
    );
    for (const unit of this.units) if (unit.file.present) unit.tray.insert();
  }

  unit(slot: number): Unit | undefined {
    return this.units.find((unit) => unit.slot === slot);
  }

  /** Lets virtual time pass, as fast as possible. */
  run(span: Nanoseconds): Promise<void> {
    return this.scheduler.runUntil((this.scheduler.now + span) as Nanoseconds);
  }

  /** Ends every engine. */
  close(): void {
    for (const unit of this.units) unit.close();
  }
}
