// Engine `xs`: the bundle in a real XS engine, one `xsnap-worker` process per unit, over its netstring pipes (fds 3 and 4).
// Requests: `e` evaluate, `?` command. From the worker: `?` a question of the firmware, `.` done with meter, `!` it threw.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Wake } from '../bridge-protocol';
import { type Engine, EngineFailure, type EngineMeter, type EngineOptions } from '../engine';
import { frame, NetstringReader } from './netstring';
import { findWorkerBinary } from './worker-binary';

const EVALUATE = Buffer.from('e');
const COMMAND = Buffer.from('?');
const ANSWER = Buffer.from('/');
const Reply = { question: 0x3f, ok: 0x2e, error: 0x21 } as const;
/** Between the meter and the reply. */
const SEPARATOR = 1;
/** Bytecodes that one wake-up may take before the worker gives up: a loop without end is an error, not a hang. */
const METER_LIMIT = '100000000';

interface Pending {
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

export class XsEngine implements Engine {
  readonly name = 'xs';
  readonly #options: EngineOptions;
  readonly #reader = new NetstringReader();
  #child: ChildProcess | undefined;
  #toWorker: Writable | undefined;
  #pending: Pending | undefined;
  #compute = 0;
  #heapCount = 0;
  #allocated = 0;
  #closed = false;

  /** @param executable the worker program; found in the installed package unless given */
  constructor(options: EngineOptions, executable?: string) {
    this.#options = options;
    this.#executable = executable;
  }
  readonly #executable: string | undefined;

  async start(): Promise<void> {
    const child = spawn(this.#findExecutable(), ['racklet-bmc', '-l', METER_LIMIT], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      // Ctrl-C of the terminal is for the emulator; a worker ends when its pipe does.
      detached: true,
    });
    this.#child = child;
    this.#toWorker = child.stdio[3] as Writable;
    this.#toWorker.on('error', () => {});
    (child.stdio[4] as Readable).on('data', (chunk: Buffer) => this.#receive(chunk));
    child.on('error', (error) => this.#gone(error.message));
    child.on('exit', (code, signal) => this.#gone(signal ? `killed by ${signal}` : `exit code ${code}`));
    await this.#request(EVALUATE, Buffer.from(this.#options.bundle.code));
  }

  wake(wake: typeof Wake.timer | typeof Wake.readable, argument: number, nowMs: number): Promise<void> {
    return this.#request(COMMAND, this.#options.bridge.wakeMessage(wake, argument, nowMs));
  }

  wakeSerial(room: number, received: Uint8Array, nowMs: number): Promise<void> {
    return this.#request(COMMAND, this.#options.bridge.serialMessage(room, received, nowMs));
  }

  /** Sends text to be evaluated: tests look at the engine with it. */
  evaluate(code: string): Promise<void> {
    return this.#request(EVALUATE, Buffer.from(code));
  }

  meter(): EngineMeter {
    return {
      compute: this.#compute,
      heapCount: this.#heapCount,
      allocated: this.#allocated,
      pid: this.#child?.pid ?? 0,
    };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#child?.kill('SIGKILL');
    this.#settle(new EngineFailure('closed'));
  }

  #findExecutable(): string {
    if (this.#executable !== undefined) return this.#executable;
    const binary = findWorkerBinary();
    if ('problem' in binary) throw new EngineFailure(`${binary.problem}: ${binary.remedy}`);
    return binary.path;
  }

  #request(kind: Buffer, body: Uint8Array): Promise<void> {
    if (this.#closed) return Promise.reject(new EngineFailure('the worker is gone'));
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.#toWorker?.write(frame(kind, body));
    });
  }

  #receive(chunk: Buffer): void {
    try {
      for (const message of this.#reader.push(chunk)) this.#handle(message);
    } catch (error) {
      // What the firmware asked for that there is not is its own failure, not the rack's.
      this.#settle(new EngineFailure(error instanceof Error ? `${error.name}: ${error.message}` : String(error)));
    }
  }

  #handle(message: Buffer): void {
    if (this.#closed) return;
    if (message[0] === Reply.question) {
      this.#toWorker?.write(frame(ANSWER, this.#options.bridge.handle(message.subarray(1))));
    } else if (message[0] === Reply.ok) {
      const separator = message.indexOf(SEPARATOR);
      this.#readMeter(message.toString('latin1', 1, separator));
      this.#options.bridge.handle(message.subarray(separator + 1));
      this.#settle();
    } else {
      this.#settle(new EngineFailure(message.toString('utf8', 1)));
    }
  }

  #readMeter(text: string): void {
    const meter = JSON.parse(text) as { compute: number; currentHeapCount: number; allocate: number };
    this.#compute += meter.compute;
    this.#heapCount = meter.currentHeapCount;
    this.#allocated = meter.allocate;
  }

  #settle(error?: Error): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (error) pending?.reject(error);
    else pending?.resolve();
  }

  #gone(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    const waited = this.#pending !== undefined;
    this.#settle(new EngineFailure(`the XS worker is gone: ${reason}`));
    if (!waited) this.#options.onExit(`the XS worker is gone: ${reason}`);
  }
}
