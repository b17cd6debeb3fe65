// Bus adapter over the emulator's socket.
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type BusAdapter, BusUnavailable } from './bus-adapter';
import {
  type Answer,
  defaultSocketPath,
  type Greeting,
  PROTOCOL,
  PROTOCOL_VERSION,
  type RackDescription,
  type Request,
  type TraceEvent,
  type WireFault,
  type WirePlantFault,
} from './socket-protocol';
import type { TransferMessage, TransferResult, TransferStatus } from './transfer';

/** Between two looks at the rack's time. */
const LOOK_MS = 20;
/** An emulator greets at once, a busy one within a second. */
const GREETING_MS = 10_000;

type Waiting = { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void };
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Connects to a running emulator. @throws BusUnavailable */
export async function connectEmulated(path = defaultSocketPath(), longestMs = GREETING_MS): Promise<EmulatedAdapter> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const candidate = connect(path, () => resolve(candidate));
    candidate.once('error', () =>
      reject(new BusUnavailable(`no emulator listens at ${path}. Start one with: racklet emulate examples/rack.yaml`)),
    );
  });
  const adapter = new EmulatedAdapter(socket, path);
  const timer = setTimeout(() => adapter.giveUp(`what listens at ${path} does not greet: is it stopped?`), longestMs);
  try {
    await adapter.greeted;
  } finally {
    clearTimeout(timer);
  }
  return adapter;
}

export class EmulatedAdapter implements BusAdapter {
  readonly name: string;
  readonly greeted: Promise<void>;
  #stretches = true;
  readonly #socket: Socket;
  readonly #path: string;
  #trouble = 'the emulator has gone';
  readonly #waiting = new Map<number, Waiting>();
  #id = 0;
  #onTrace: (line: string) => void = () => {};
  #onLost: () => void = () => {};
  #greet: { resolve: () => void; reject: (error: Error) => void } | undefined;

  constructor(socket: Socket, path: string) {
    this.name = `emulated:${path}`;
    this.#socket = socket;
    this.#path = path;
    this.greeted = new Promise((resolve, reject) => {
      this.#greet = { resolve, reject };
    });
    const lines = createInterface({ input: socket });
    lines.on('line', (line) => this.#receive(line));
    lines.on('error', () => {});
    socket.on('error', () => {});
    socket.on('close', () => this.#lost());
  }

  get stretches(): boolean {
    return this.#stretches;
  }

  async transfer(messages: readonly TransferMessage[]): Promise<TransferResult> {
    const answer = await this.#ask({
      do: 'transfer',
      messages: messages.map((message) =>
        'write' in message ? { address: message.address, write: Buffer.from(message.write).toString('hex') } : message,
      ),
    });
    if (!('status' in answer)) throw new BusUnavailable('the emulator sent an answer of another kind');
    return { status: answer.status as TransferStatus, read: answer.read.map((bytes) => Buffer.from(bytes, 'hex')) };
  }

  /** Pulls or pushes a tray. @returns what was done, in words. @throws Error with one line */
  async plant(action: 'remove' | 'insert', slot: number): Promise<string> {
    const answer = await this.#ask({ do: 'plant', action, slot });
    return 'done' in answer ? answer.done : '';
  }

  /** Injects a fault into the next `count` transactions. @returns what was done, in words */
  async injectFault(fault: WireFault, count: number): Promise<string> {
    const answer = await this.#ask({ do: 'fault', fault, count });
    return 'done' in answer ? answer.done : '';
  }

  /** Takes back the faults of the bus that are left. @returns what was done, in words */
  async healBus(): Promise<string> {
    const answer = await this.#ask({ do: 'heal-bus' });
    return 'done' in answer ? answer.done : '';
  }

  /** Disturbs or heals the plant. @returns what was done, in words. @throws Error with one line */
  async disturbPlant(fault: WirePlantFault): Promise<string> {
    const answer = await this.#ask({ do: 'plant-fault', fault });
    return 'done' in answer ? answer.done : '';
  }

  async describe(): Promise<RackDescription> {
    const answer = await this.#ask({ do: 'describe' });
    if (!('rack' in answer)) throw new BusUnavailable('the emulator sent an answer of another kind');
    return answer.rack;
  }

  /** In the rack's time: one that runs a board's image may be several times slower than the clock. */
  async sleep(ms: number): Promise<void> {
    const now = async (): Promise<number> => (await this.describe()).nowMs ?? performance.now();
    const end = (await now()) + ms;
    do await new Promise((resolve) => setTimeout(resolve, Math.min(ms, LOOK_MS)));
    while ((await now()) < end);
  }

  /** Path of the pseudo-terminal of a unit; undefined where the emulator offers none. */
  async consoleOf(slot: number): Promise<string | undefined> {
    return (await this.describe()).units.find((unit) => unit.slot === slot)?.console;
  }

  /** Calls `onLine` with every line of the bus trace from now on, its header first. */
  async follow(onLine: (line: string) => void): Promise<void> {
    this.#onTrace = onLine;
    await this.#ask({ do: 'trace' });
  }

  /** Calls `listener` when the emulator has gone. */
  onLost(listener: () => void): void {
    this.#onLost = listener;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) resolve();
      else this.#socket.end(() => resolve());
    });
  }

  /** Leaves the emulator: whoever waits is told why. */
  giveUp(reason: string): void {
    this.#trouble = reason;
    this.#socket.destroy();
  }

  async #ask(request: WithoutId<Request>): Promise<Answer> {
    const id = ++this.#id;
    const answer = await new Promise<Answer>((resolve, reject) => {
      if (this.#socket.destroyed) {
        reject(new BusUnavailable(this.#trouble));
        return;
      }
      this.#waiting.set(id, { resolve, reject });
      this.#socket.write(`${JSON.stringify({ ...request, id })}\n`);
    });
    if ('error' in answer) throw new Error(answer.error);
    return answer;
  }

  #receive(line: string): void {
    const message = objectOf(line);
    if (message === undefined) {
      this.giveUp(`what listens at ${this.#path} is no emulator: name another socket with --bus emulated:SOCKET`);
      return;
    }
    if ('trace' in message) {
      this.#onTrace(message.trace);
      return;
    }
    if ('protocol' in message) {
      this.#takeGreeting(message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    waiting?.resolve(message);
  }

  #takeGreeting(greeting: Greeting): void {
    if (greeting.protocol !== PROTOCOL || greeting.version !== PROTOCOL_VERSION) {
      this.giveUp(
        `the emulator speaks ${greeting.protocol} version ${greeting.version}, this tool version ${PROTOCOL_VERSION}. Use tools of one release`,
      );
      return;
    }
    this.#stretches = greeting.stretches;
    this.#greet?.resolve();
  }

  #lost(): void {
    const error = new BusUnavailable(this.#trouble);
    this.#greet?.reject(error);
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    this.#onLost();
  }
}

/** Undefined: no line of this protocol. */
function objectOf(line: string): Greeting | Answer | TraceEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Greeting | Answer | TraceEvent) : undefined;
  } catch {
    return undefined;
  }
}
