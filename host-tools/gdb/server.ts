// Listens for GDB at a port of this machine: one session at a time. The protocol has no authentication, so it never listens elsewhere.
import { createServer, type Server, type Socket } from 'node:net';
import type { Rp2040Board } from '../rp2040/board';
import { GdbStub } from './stub';

const LOOPBACK = '127.0.0.1';

export interface GdbServerOptions {
  readonly board: Rp2040Board;
  /** 0: any that is free. */
  readonly port: number;
  /** A session began or ended. */
  readonly onSession?: (isOpen: boolean) => void;
}

export class GdbServer {
  readonly #options: GdbServerOptions;
  readonly #server: Server;
  #session: Socket | undefined;

  constructor(options: GdbServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : this.#options.port;
  }

  /** @throws an error of the system, with `syscall` and `port`, where the port cannot be had */
  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.port, LOOPBACK, resolve);
    });
  }

  /** Ends the session: the core goes on. */
  release(): void {
    this.#session?.destroy();
    this.#options.board.debug.detach();
  }

  close(): Promise<void> {
    this.release();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    if (this.#session !== undefined) {
      socket.destroy();
      return;
    }
    const { board, onSession } = this.#options;
    this.#session = socket;
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    const stub = new GdbStub({
      debug: board.debug,
      send: (text) => socket.write(text, 'latin1'),
      reset: () => board.runPin(),
      end: () => socket.end(),
    });
    onSession?.(true);
    socket.on('data', (text: string) => stub.receive(text));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#session = undefined;
      board.debug.detach();
      onSession?.(false);
    });
  }
}
