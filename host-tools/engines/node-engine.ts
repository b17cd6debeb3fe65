// Engine `node`: the bundle in this process, given the same two names that the XS worker gives it.
import { compileFunction } from 'node:vm';
import { type Engine, EngineFailure, type EngineOptions, type FirmwareBundle } from './engine';

interface GuestGlobal {
  handleCommand?: (message: ArrayBuffer) => ArrayBuffer;
}
type Instantiate = (global: GuestGlobal, issueCommand: (request: ArrayBuffer) => ArrayBuffer) => void;

/** Compiled once per bundle: every unit is an instance of the same code. */
const compiled = new WeakMap<FirmwareBundle, Instantiate>();

function compile(bundle: FirmwareBundle): Instantiate {
  const known = compiled.get(bundle);
  if (known) return known;
  const made = compileFunction(bundle.code, ['globalThis', 'issueCommand'], { filename: bundle.file }) as Instantiate;
  compiled.set(bundle, made);
  return made;
}

const toArrayBuffer = (bytes: Uint8Array): ArrayBuffer => {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
};

export class NodeEngine implements Engine {
  readonly name = 'node';
  readonly #options: EngineOptions;
  readonly #global: GuestGlobal = {};

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  start(): void {
    const { bundle, bridge } = this.#options;
    this.#guard(() => {
      compile(bundle)(this.#global, (request) => toArrayBuffer(bridge.handle(new Uint8Array(request))));
    });
  }

  wake(message: Uint8Array): void {
    const { handleCommand } = this.#global;
    if (handleCommand === undefined) return;
    this.#guard(() => {
      this.#options.bridge.handle(new Uint8Array(handleCommand(toArrayBuffer(message))));
    });
  }

  meter(): undefined {
    return undefined;
  }

  close(): void {
    delete this.#global.handleCommand;
  }

  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.close();
      throw new EngineFailure(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
  }
}
