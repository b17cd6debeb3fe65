// Engine `node`: the bundle in this process, given the same two names that the XS worker gives it.
import { compileFunction } from 'node:vm';
import { type BundleParts, type Engine, EngineFailure, type EngineOptions, type FirmwareBundle } from './engine';
import { LIBRARY } from './library-name';

interface GuestGlobal {
  handleCommand?: (message: ArrayBuffer) => ArrayBuffer;
}
type Instantiate = (global: GuestGlobal, issueCommand: (request: ArrayBuffer) => ArrayBuffer) => void;

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
  compileFunction(code, ['globalThis', 'issueCommand'], { filename: file }) as Instantiate;

/** The library is loaded once, for all units. */
function compileParts({ library, code }: BundleParts, file: string): Instantiate {
  const modules = {};
  compileFunction(library, [LIBRARY], { filename: `${file} library` })(modules);
  const unit = compileFunction(code, ['globalThis', 'issueCommand', LIBRARY], { filename: file }) as (
    ...given: [...Parameters<Instantiate>, object]
  ) => void;
  return (global, issueCommand) => unit(global, issueCommand, modules);
}

const toArrayBuffer = ({ buffer, byteOffset, length }: Uint8Array): ArrayBuffer =>
  buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer;

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
