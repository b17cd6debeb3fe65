// What runs a BMC: `node` (in this process) or `xs` (a worker process with the real engine). Both load the same bundle.
// A unit that runs a built image on the emulated RP2040 has none: host-tools/rack/image-board.ts.
import type { BridgeHost } from './bridge-host';
import type { Wake } from './bridge-protocol';

export type EngineName = 'xs' | 'node';
/** What a unit says that it runs on. */
export type UnitEngineName = EngineName | 'rp2040';

/** Figures of the engine, where it keeps any. */
export interface EngineMeter {
  /** Bytecodes carried out since start. */
  readonly compute: number;
  /** Slots of the heap after the last call. */
  readonly heapCount: number;
  /** Bytes that the engine has taken for slots and chunks. */
  readonly allocated: number;
  /** Process id of the worker. */
  readonly pid: number;
}

export interface Engine {
  readonly name: EngineName;
  /** Starts the firmware. A promise where it needs another process. @throws EngineFailure */
  start(): void | Promise<void>;
  /** Wakes the firmware and carries out what it orders. `argument`: of the timer, its id; `nowMs`: its clock. @throws EngineFailure */
  wake(wake: typeof Wake.timer | typeof Wake.readable, argument: number, nowMs: number): void | Promise<void>;
  /** The same for its serial port: room for bytes to send, and those received. @throws EngineFailure */
  wakeSerial(room: number, received: Uint8Array, nowMs: number): void | Promise<void>;
  meter(): EngineMeter | undefined;
  /** Ends it. May be called twice. */
  close(): void;
}

export interface EngineOptions {
  readonly bundle: FirmwareBundle;
  readonly bridge: BridgeHost;
  /** The engine ended on its own. Not called after `close`. */
  readonly onExit: (reason: string) => void;
}

export interface FirmwareBundle {
  readonly file: string;
  readonly code: string;
  /** The same in two parts, for engines that run many units in one place. */
  readonly parts?: BundleParts;
}

/** `code` is what a unit runs, over modules that keep no state of their own: `library`, loaded once for all units. */
export interface BundleParts {
  /** The `code` that these are the parts of: a bundle whose code was changed has none. */
  readonly of: string;
  readonly library: string;
  readonly code: string;
}

/** The firmware threw, or its worker is gone. */
export class EngineFailure extends Error {}
