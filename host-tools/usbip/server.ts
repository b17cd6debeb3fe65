// The USB/IP server: lists the adapter and lends it to one client at a time. Trusts no input.
import { createServer, type Server, type Socket } from 'node:net';
import { Attachment } from './attachment';
import type { Seat } from './diolan';
import { type Message, Parser, ProtocolError } from './parser';
import { ImportStatus, importRefusal, importReply, listReply } from './protocol';
import { ADAPTER } from './usb-device';

/** Bytes that a client may be behind before it is dropped. */
const LONGEST_BACKLOG = 1 << 20;

export interface UsbipOptions {
  readonly seat: Seat;
  readonly host: string;
  readonly port: number;
  /** A client has the adapter, or gave it back. */
  readonly onAttached?: (isAttached: boolean) => void;
  readonly onNote?: (text: string) => void;
}

export class UsbipServer {
  readonly #options: UsbipOptions;
  readonly #server: Server;
  readonly #clients = new Set<Client>();
  #owner: Socket | undefined;

  constructor(options: UsbipOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** @throws an error of the system: the port is in use, the address is not ours */
  async listen(): Promise<void> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
  }

  /** Where it listens, once it does. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : this.#options.port;
  }

  /** Every client is sent off, and the bus left idle by the one that has the adapter. */
  close(): Promise<void> {
    for (const client of this.#clients) {
      client.socket.destroy();
      this.#detach(client);
    }
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    socket.setNoDelay(true);
    const parser = new Parser();
    const client: Client = { socket, parser, attachment: undefined };
    this.#clients.add(client);
    socket.on('data', (chunk: Buffer) => this.#receive(client, chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#clients.delete(client);
      this.#detach(client);
    });
  }

  #receive(client: Client, chunk: Buffer): void {
    try {
      client.parser.push(chunk);
      for (let message = client.parser.next(); message !== undefined; message = client.parser.next()) {
        if (client.socket.destroyed) return;
        if (client.attachment === undefined) this.#introduce(client, message);
        else client.attachment.handle(message);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#options.onNote?.(`USB/IP: a client was dropped: ${error.message}`);
      client.socket.destroy();
      this.#detach(client);
    }
  }

  #introduce(client: Client, message: Message): void {
    const { socket, parser } = client;
    if (message.kind === 'list') {
      this.#send(socket, listReply(this.#owner === undefined ? [ADAPTER] : []));
    } else if (message.kind === 'import' && message.busId !== ADAPTER.busId) {
      this.#send(socket, importRefusal(ImportStatus.noDevice));
    } else if (this.#owner !== undefined) {
      this.#send(socket, importRefusal(ImportStatus.busy));
    } else {
      parser.isImported = true;
      this.#owner = socket;
      client.attachment = new Attachment(this.#options.seat, (bytes) => this.#send(socket, bytes));
      this.#send(socket, importReply(ADAPTER));
      this.#options.onAttached?.(true);
    }
  }

  #detach(client: Client): void {
    client.attachment?.close();
    client.attachment = undefined;
    if (this.#owner !== client.socket) return;
    this.#owner = undefined;
    this.#options.onAttached?.(false);
  }

  #send(socket: Socket, bytes: Uint8Array): void {
    if (socket.writableLength > LONGEST_BACKLOG) socket.destroy();
    if (!socket.destroyed) socket.write(bytes);
  }
}

interface Client {
  readonly socket: Socket;
  readonly parser: Parser;
  attachment: Attachment | undefined;
}
