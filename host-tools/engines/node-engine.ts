// Engine `node`: the bundle in this process. Its bridge finds the board in the same memory, and looks at it instead of being sent its state.
import { compileFunction } from 'node:vm';
import type { BridgeHost } from './bridge-host';
import { Wake } from './bridge-protocol';
import { type BundleParts, type Engine, EngineFailure, type EngineOptions, type FirmwareBundle } from './engine';
import { LIBRARY } from './library-name';

interface GuestGlobal {
  /** How its bundle knows that the board is in the same memory. */
  readonly nearBoard: {
    look: BridgeHost['look'];
    carryOut: (records: Uint8Array, length: number) => Uint8Array;
  };
  handleWake?: (wake: Wake, argument: number, nowMs: number, message: Uint8Array) => void;
}
type Instantiate = (global: GuestGlobal) => void;

/** Compiled once per bundle: every unit is an instance of the same code. */
const compiled = new WeakMap<FirmwareBundle, Instantiate>();

function compile(bundle: FirmwareBundle): Instantiate {
  const known = compiled.get(bundle);
  if (known) return known;
  const made = bundle.parts?.of === bundle.code ? compileParts(bundle.parts, bundle.file) : compileWhole(bundle);
  compiled.set(bundle, made);
  return made;
}

const compileWhole = ({ code, file }: FirmwareBundle): Instantiate =>
  compileFunction(code, ['globalThis'], { filename: file }) as Instantiate;

/** The library is loaded once, for all units. */
function compileParts({ library, code }: BundleParts, file: string): Instantiate {
  const modules = {};
  compileFunction(library, [LIBRARY], { filename: `${file} library` })(modules);
  const unit = compileFunction(code, ['globalThis', LIBRARY], { filename: file }) as (
    ...given: [...Parameters<Instantiate>, object]
  ) => void;
  return (global) => unit(global, modules);
}

const NOTHING = new Uint8Array(0);

export class NodeEngine implements Engine {
  readonly name = 'node';
  readonly #options: EngineOptions;
  readonly #global: GuestGlobal;

  constructor(options: EngineOptions) {
    this.#options = options;
    const { bridge } = options;
    this.#global = {
      nearBoard: {
        look: (op, first, second, answer) => bridge.look(op, first, second, answer),
        carryOut: (records, length) => bridge.handle(records, length),
      },
    };
  }

  start(): void {
    try {
      compile(this.#options.bundle)(this.#global);
    } catch (error) {
      this.#fail(error);
    }
  }

  wake(wake: typeof Wake.timer | typeof Wake.readable, argument: number, nowMs: number): void {
    this.#options.bridge.beginWake();
    this.#call(wake, argument, nowMs, NOTHING);
  }

  wakeSerial(room: number, received: Uint8Array, nowMs: number): void {
    this.#call(Wake.serial, room, nowMs, this.#options.bridge.serialMessage(room, received, nowMs));
  }

  meter(): undefined {
    return undefined;
  }

  close(): void {
    delete this.#global.handleWake;
  }

  #call(wake: Wake, argument: number, nowMs: number, message: Uint8Array): void {
    try {
      this.#global.handleWake?.(wake, argument, nowMs, message);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): never {
    this.close();
    throw new EngineFailure(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
}
