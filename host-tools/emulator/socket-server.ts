// The emulator's socket: clients' transfers go onto the emulated bus, plant requests to the plant. Trusts no input.
import { chmodSync, lstatSync, rmSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { z } from 'zod';
import {
  type Answer,
  type Greeting,
  LONGEST_LINE,
  PROTOCOL,
  PROTOCOL_VERSION,
  type RackDescription,
} from '../client/socket-protocol';
import type { TransferMessage } from '../client/transfer';
import type { Rack } from '../rack/rack';
import { traceHeader } from '../trace/trace-line';
import { applyPlantFault, plantFaultSchema } from './plant-faults';

const byteCount = z.int().min(0).max(260);
const address = z.int().min(0).max(0x7f);
const hexBytes = z
  .string()
  .max(520)
  .regex(/^([0-9a-fA-F]{2})*$/);
const messageSchema = z.union([
  z.strictObject({ address, write: hexBytes }),
  z.strictObject({ address, read: byteCount, block: z.boolean().optional() }),
]);
const byteIndex = z.int().min(0).max(300);
const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('flip'), byte: byteIndex, mask: z.int().min(1).max(0xff) }),
  z.strictObject({ kind: z.literal('stuck-scl'), byte: byteIndex, milliseconds: z.int().min(1).max(1000) }),
  z.strictObject({ kind: z.enum(['nack', 'stuck-sda', 'arbitration', 'short']), byte: byteIndex }),
]);
const requestSchema = z.discriminatedUnion('do', [
  z.strictObject({ id: z.int(), do: z.literal('transfer'), messages: z.array(messageSchema).min(1).max(42) }),
  z.strictObject({ id: z.int(), do: z.literal('plant'), action: z.enum(['remove', 'insert']), slot: z.int() }),
  z.strictObject({ id: z.int(), do: z.literal('describe') }),
  z.strictObject({ id: z.int(), do: z.literal('trace') }),
  z.strictObject({ id: z.int(), do: z.literal('heal-bus') }),
  z.strictObject({ id: z.int(), do: z.literal('plant-fault'), fault: plantFaultSchema }),
  z.strictObject({ id: z.int(), do: z.literal('fault'), fault: faultSchema, count: z.int().min(1).max(1000) }),
]);

/** Bytes that a follower may be behind before it is dropped. */
const LONGEST_BACKLOG = 4 << 20;

/** `sun_path` holds so many bytes and a zero: unix(7) of Linux, unix(4) of BSD. Node cuts what is longer. */
const LONGEST_PATH = process.platform === 'linux' ? 107 : 103;

/** The socket's path is taken by a program that listens. */
export class SocketInUse extends Error {}

export interface SocketServerOptions {
  readonly rack: Rack;
  readonly path: string;
  readonly describe: () => RackDescription;
  /** Called with the number of clients whenever it changes. */
  readonly onClients: (count: number) => void;
}

export class SocketServer {
  readonly #options: SocketServerOptions;
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  readonly #followers = new Set<Socket>();

  constructor(options: SocketServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Listens; a socket that nobody listens at is replaced, anything else is left as it is. @throws SocketInUse, or an error of the system */
  async listen(): Promise<void> {
    const { path } = this.#options;
    assertPath(path);
    if (await isListening(path)) throw new SocketInUse(path);
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(path, resolve);
    });
    process.on('exit', this.#remove);
    chmodSync(path, 0o600);
  }

  /** For a process that ends without `close`: a closed pipe, a second Ctrl-C. */
  readonly #remove = (): void => rmSync(this.#options.path, { force: true });

  /** A line of the bus trace, for the clients that follow it. */
  sendTrace(line: string): void {
    for (const follower of this.#followers) {
      if (follower.writableLength > LONGEST_BACKLOG) follower.destroy();
      else follower.write(`${JSON.stringify({ trace: line })}\n`);
    }
  }

  close(): Promise<void> {
    process.off('exit', this.#remove);
    for (const client of this.#clients) client.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    this.#clients.add(socket);
    this.#options.onClients(this.#clients.size);
    const greeting: Greeting = {
      protocol: PROTOCOL,
      version: PROTOCOL_VERSION,
      stretches: this.#options.rack.bus.stretches,
    };
    socket.write(`${JSON.stringify(greeting)}\n`);
    socket.setEncoding('utf8');
    let pending = '';
    socket.on('data', (chunk: string) => {
      pending += chunk;
      const lines = pending.split('\n');
      pending = lines.pop()!;
      for (const line of lines) void this.#serve(socket, line);
      if (pending.length > LONGEST_LINE) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#clients.delete(socket);
      this.#followers.delete(socket);
      this.#options.onClients(this.#clients.size);
    });
  }

  async #serve(socket: Socket, line: string): Promise<void> {
    const answer = await this.#answer(socket, line);
    if (!socket.destroyed) socket.write(`${JSON.stringify(answer)}\n`);
  }

  async #answer(socket: Socket, line: string): Promise<Answer> {
    let request: z.infer<typeof requestSchema>;
    try {
      request = requestSchema.parse(JSON.parse(line));
    } catch {
      return { id: idOf(line), error: 'not a request of this protocol' };
    }
    const { rack, describe } = this.#options;
    switch (request.do) {
      case 'transfer': {
        const result = await rack.controller.transfer(request.messages.map(toMessage));
        return {
          id: request.id,
          status: result.status,
          read: result.read.map((bytes) => Buffer.from(bytes).toString('hex')),
        };
      }
      case 'plant':
        return { id: request.id, ...this.#plant(request.action, request.slot) };
      case 'fault':
        for (let i = 0; i < request.count; i++) rack.bus.inject(request.fault);
        return { id: request.id, done: `bus fault ${request.fault.kind} armed for ${request.count} transactions` };
      case 'heal-bus': {
        const left = rack.bus.takeBackFaults();
        return { id: request.id, done: `bus healed: ${left} ${left === 1 ? 'fault' : 'faults'} taken back` };
      }
      case 'plant-fault':
        return { id: request.id, ...applyPlantFault(rack, request.fault) };
      case 'trace':
        this.#followers.add(socket);
        socket.write(`${JSON.stringify({ trace: traceHeader(rack.file.bus.frequency) })}\n`);
        return { id: request.id, done: 'following' };
      default:
        return { id: request.id, rack: describe() };
    }
  }

  #plant(action: 'remove' | 'insert', slot: number): { done: string } | { error: string } {
    const unit = this.#options.rack.unit(slot);
    if (unit === undefined) return { error: `slot ${slot}: the rack file has no unit there` };
    if (action === 'remove') {
      return unit.tray.remove() ? { done: `slot ${slot}: tray pulled` } : { error: `slot ${slot}: no tray is in` };
    }
    return unit.tray.insert()
      ? { done: `slot ${slot}: tray inserted` }
      : { error: `slot ${slot}: a tray is in already` };
  }
}

/** @throws Error where no socket can be made there */
function assertPath(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes > LONGEST_PATH) throw new Error(`the path has ${bytes} bytes, a socket's has at most ${LONGEST_PATH}`);
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there?.isSocket() === false) throw new Error('what is there is no socket, and stays as it is');
}

/** Something answers at the path. A socket without a listener is removed. */
function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') unlinkSync(path);
      resolve(false);
    });
  });
}

const toMessage = (message: z.infer<typeof messageSchema>): TransferMessage =>
  'write' in message
    ? { address: message.address, write: Buffer.from(message.write, 'hex') }
    : { address: message.address, read: message.read, block: message.block === true };

/** The id of a request that could not be understood otherwise, so that its sender does not wait for ever. */
function idOf(line: string): number {
  const found = /"id"\s*:\s*(-?\d+)/.exec(line);
  return found ? Number(found[1]) : 0;
}
