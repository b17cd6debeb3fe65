// A running emulated rack: the rack, its pace, its socket, and a monitor that asks the units over the bus.
import { addressOfSlot } from '../../firmware/smbus/limits';
import { TextTrace } from '../bus/bus-trace';
import { PmbusClient } from '../client/pmbus-client';
import type { RackDescription } from '../client/socket-protocol';
import { UnitError } from '../client/unit-error';
import { reportOf, type UnitReport } from '../client/unit-report';
import type { EngineName, FirmwareBundle } from '../engines/engine';
import { GdbServer } from '../gdb/server';
import type { ImageFile } from '../rack/image-board';
import { Rack } from '../rack/rack';
import type { RackFile } from '../rack/rack-file';
import type { Unit } from '../rack/unit';
import { type Pace, Pacer } from '../sim/pacer';
import { milliseconds, type Nanoseconds } from '../sim/scheduler';
import { traceHeader } from '../trace/trace-line';
import { UsbipServer } from '../usbip/server';
import { openPty, type Pty } from './pty';
import { SocketServer } from './socket-server';

/** `auto`: as fast as possible until a client comes, then 1:1 with the wall clock. */
export type Speed = 'auto' | Pace;

export interface EmulatorOptions {
  readonly file: RackFile;
  readonly engine: EngineName;
  readonly bundle: FirmwareBundle;
  readonly seed: number;
  /** Built images by slot. */
  readonly images?: ReadonlyMap<number, ImageFile> | undefined;
  readonly speed: Speed;
  /** Rack time; undefined: until stopped. */
  readonly duration?: Nanoseconds;
  /** Undefined: no clients. */
  readonly socketPath?: string;
  /** Shows the bus as a USB adapter; undefined: does not. Port 0: any that is free. */
  readonly usbip?: { readonly host: string; readonly port: number };
  /** A debugger may come to the image of this slot. Port 0: any that is free. */
  readonly gdb?: { readonly slot: number; readonly port: number };
  /** Each unit's serial port as a pseudo-terminal. */
  readonly consoles?: boolean;
  /** Gets every line of the bus trace, its header first. */
  readonly onTrace?: (line: string) => void;
  /** Something that people want to know: a firmware that failed, a client that came. */
  readonly onNote?: (text: string) => void;
  /** New reports of all units. */
  readonly onReports?: (rows: readonly UnitRow[]) => void;
}

/** A unit as its own reports and the rack see it. `report` is undefined where nobody answers. */
export interface UnitRow {
  readonly unit: Unit;
  readonly report: UnitReport | undefined;
}

const POLL = milliseconds(250);
const FOR_EVER = Number.MAX_SAFE_INTEGER as Nanoseconds;
/** Rack time that the last round of reports may take. */
const LAST_ROUND = milliseconds(5000);

export class Emulator {
  readonly rack: Rack;
  readonly #options: EmulatorOptions;
  readonly #client: PmbusClient;
  readonly #pacer: Pacer;
  readonly #server: SocketServer | undefined;
  readonly #usbip: UsbipServer | undefined;
  readonly #gdb: GdbServer | undefined;
  readonly #consoles = new Map<number, Pty>();
  #clients = 0;
  #isAttached = false;
  #polling = false;

  constructor(options: EmulatorOptions) {
    this.#options = options;
    this.rack = new Rack({
      file: options.file,
      engine: options.engine,
      bundle: options.bundle,
      seed: options.seed,
      images: options.images,
      trace: new TextTrace((line) => {
        options.onTrace?.(line);
        this.#server?.sendTrace(line);
      }),
      onFailure: (slot, reason) => options.onNote?.(`slot ${slot}: the firmware stopped: ${reason}`),
    });
    options.onTrace?.(traceHeader(options.file.bus.frequency));
    this.#client = new PmbusClient(this.rack.controller);
    this.#pacer = new Pacer(this.rack.scheduler, this.#restingPace);
    if (options.socketPath !== undefined) {
      this.#server = new SocketServer({
        rack: this.rack,
        path: options.socketPath,
        describe: () => this.describe(),
        onClients: (count) => {
          this.#clients = count;
          this.#keepPace();
        },
      });
    }
    if (options.gdb !== undefined) this.#gdb = this.#debugger(options.gdb.slot, options.gdb.port);
    if (options.usbip !== undefined) this.#usbip = this.#adapter(options.usbip.host, options.usbip.port);
  }

  /** Port of the USB adapter, once it listens. */
  get usbipPort(): number | undefined {
    return this.#usbip?.port;
  }

  /** Port of the debugger, once it listens. */
  get gdbPort(): number | undefined {
    return this.#gdb?.port;
  }

  #debugger(slot: number, port: number): GdbServer {
    return new GdbServer({
      board: this.rack.unit(slot)!.imageBoard!.board,
      port,
      onSession: (isOpen) =>
        this.#options.onNote?.(
          isOpen
            ? `gdb is there: slot ${slot} is held, and the rack's time with it`
            : `gdb has gone: slot ${slot} goes on`,
        ),
    });
  }

  #adapter(host: string, port: number): UsbipServer {
    const { bus, controller } = this.rack;
    return new UsbipServer({
      seat: {
        bus,
        claim: (then) => controller.claim(then),
        release: () => controller.release(),
        urge: (isDone) => this.#pacer.urge(isDone),
      },
      host,
      port,
      onAttached: (isAttached) => {
        this.#isAttached = isAttached;
        this.#keepPace();
        this.#options.onNote?.(`USB/IP: the adapter is ${isAttached ? 'attached' : 'free again'}`);
      },
      ...(this.#options.onNote === undefined ? {} : { onNote: this.#options.onNote }),
    });
  }

  #keepPace(): void {
    this.#pacer.setPace(this.#clients > 0 || this.#isAttached ? 'realtime' : this.#restingPace);
  }

  /** Pace while no client is there. */
  get #restingPace(): Pace {
    const { speed, duration } = this.#options;
    if (speed !== 'auto') return speed;
    return duration === undefined ? 'realtime' : 'max';
  }

  describe(): RackDescription {
    return {
      name: this.#options.file.metadata.name,
      seed: this.#options.seed,
      nowMs: this.rack.scheduler.now / 1e6,
      units: this.rack.units.map((unit) => {
        const pid = unit.meter?.pid;
        return {
          slot: unit.slot,
          engine: unit.engineName,
          ...(unit.failure === undefined ? {} : { failure: unit.failure }),
          ...(pid === undefined ? {} : { pid }),
          ...(this.#consoles.has(unit.slot) ? { console: this.#consoles.get(unit.slot)!.path } : {}),
        };
      }),
    };
  }

  /** Opens the socket, the USB adapter's port and the debugger's. @throws SocketInUse, or an error of the system */
  async listen(): Promise<void> {
    await this.#server?.listen();
    await this.#usbip?.listen();
    await this.#gdb?.listen();
    if (this.#options.consoles === true) this.#openConsoles();
  }

  #openConsoles(): void {
    try {
      for (const { slot, uart } of this.rack.units) {
        const pty = openPty((bytes) => uart.receive(bytes));
        uart.onTransmit = (bytes) => pty.write(bytes);
        this.#consoles.set(slot, pty);
      }
    } catch (error) {
      this.#options.onNote?.(`no consoles: ${(error as Error).message}`);
    }
  }

  /** Runs to the end of the duration or until `stop`, then asks every unit once more. */
  async run(): Promise<readonly UnitRow[]> {
    if (this.#options.onReports) this.#plan();
    await this.#pacer.run(this.#options.duration ?? FOR_EVER);
    // Who has the adapter may hold the bus, and would keep everybody else from it for ever.
    await this.#usbip?.close();
    return this.#lastRound();
  }

  stop(): void {
    // Time does not pass while a debugger holds a core.
    this.#gdb?.release();
    this.#pacer.stop();
  }

  async close(): Promise<void> {
    await this.#gdb?.close();
    await this.#usbip?.close();
    await this.#server?.close();
    this.rack.close();
    for (const pty of this.#consoles.values()) pty.close();
  }

  #plan(): void {
    this.rack.scheduler.after(POLL, () => {
      this.#plan();
      if (!this.#polling) void this.#poll();
      this.rack.scheduler.letOthersRun();
    });
  }

  async #poll(): Promise<void> {
    this.#polling = true;
    const rows = await this.#reports();
    this.#polling = false;
    this.#options.onReports?.(rows);
  }

  async #reports(): Promise<readonly UnitRow[]> {
    const rows: UnitRow[] = [];
    for (const unit of this.rack.units) rows.push({ unit, report: await this.#report(unit.slot) });
    return rows;
  }

  async #report(slot: number): Promise<UnitReport | undefined> {
    try {
      return await reportOf(this.#client, slot, addressOfSlot(slot));
    } catch (error) {
      if (error instanceof UnitError) return undefined;
      throw error;
    }
  }

  /** The bus goes on while the reports are gathered. */
  async #lastRound(): Promise<readonly UnitRow[]> {
    let rows: readonly UnitRow[] | undefined;
    const asking = this.#reports().then((gathered) => {
      rows = gathered;
    });
    const end = (this.rack.scheduler.now + LAST_ROUND) as Nanoseconds;
    await this.rack.scheduler.runUntil(end, () => rows !== undefined);
    await asking;
    return rows!;
  }
}
