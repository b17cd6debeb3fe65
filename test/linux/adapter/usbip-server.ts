// A USB/IP server with one device, the adapter of diolan.ts. Documentation/usb/usbip_protocol.rst of the kernel; all big-endian.
import { createServer, type Server, type Socket } from 'node:net';
import { Diolan, type Seat } from './diolan';

export const BUS_ID = '1-2';
const VERSION = 0x0111;
const DEVICE = Uint8Array.from([18, 1, 0, 2, 0, 0, 0, 64, 0xbf, 0x0a, 0x70, 0x33, 0, 1, 0, 0, 0, 1]);
// biome-ignore format: one descriptor a line
const CONFIGURATION = Uint8Array.from([
  9, 2, 32, 0, 1, 1, 0, 0x80, 50,
  9, 4, 0, 0, 2, 0xff, 0, 0, 0,
  7, 5, 0x02, 2, 64, 0, 0,
  7, 5, 0x84, 2, 64, 0, 0,
]);
const FULL_SPEED = 2;
const STALL = -32;
const CONNECTION_RESET = -104;
const HEADER = 48;

interface Pending {
  readonly sequence: number;
}

export function listenUsbip(seat: Seat, port: number): Promise<Server> {
  const server = createServer((socket) => new Connection(socket, seat));
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

class Connection {
  readonly #socket: Socket;
  readonly #adapter: Diolan;
  #received = Buffer.alloc(0);
  #imported = false;
  #packets: (readonly number[])[] = [];
  #waiting: Pending[] = [];

  constructor(socket: Socket, seat: Seat) {
    this.#socket = socket;
    this.#adapter = new Diolan(seat, (packet) => {
      this.#packets.push(packet);
      this.#match();
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      while (this.#imported ? this.#urb() : this.#operation());
    });
    socket.on('error', () => {});
    socket.on('close', () => this.#adapter.close());
  }

  #take(length: number): Buffer {
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }

  #operation(): boolean {
    if (this.#received.length < 8) return false;
    const code = this.#received.readUInt16BE(2);
    if (code === 0x8005) {
      this.#take(8);
      const head = Buffer.alloc(12);
      head.writeUInt16BE(VERSION, 0);
      head.writeUInt16BE(5, 2);
      head.writeUInt32BE(1, 8);
      this.#socket.write(Buffer.concat([head, record(), Buffer.from([0xff, 0, 0, 0])]));
      return true;
    }
    if (code !== 0x8003 || this.#received.length < 40) return false;
    const wanted = this.#take(40).toString('latin1', 8).replace(/\0.*/, '');
    const head = Buffer.alloc(8);
    head.writeUInt16BE(VERSION, 0);
    head.writeUInt16BE(3, 2);
    this.#imported = wanted === BUS_ID;
    if (!this.#imported) head.writeUInt32BE(1, 4);
    this.#socket.write(this.#imported ? Buffer.concat([head, record()]) : head);
    return true;
  }

  #urb(): boolean {
    if (this.#received.length < HEADER) return false;
    const command = this.#received.readUInt32BE(0);
    const sequence = this.#received.readUInt32BE(4);
    if (command === 2) {
      const victim = this.#take(HEADER).readUInt32BE(20);
      const before = this.#waiting.length;
      this.#waiting = this.#waiting.filter((pending) => pending.sequence !== victim);
      this.#reply(4, sequence, this.#waiting.length < before ? CONNECTION_RESET : 0, Buffer.alloc(0), 0);
      return true;
    }
    const isIn = this.#received.readUInt32BE(12) === 1;
    const endpoint = this.#received.readUInt32BE(16);
    const length = this.#received.readUInt32BE(24);
    const total = HEADER + (isIn ? 0 : length);
    if (this.#received.length < total) return false;
    const urb = this.#take(total);
    if (endpoint === 0) this.#control(sequence, urb.subarray(40, 48), length);
    else if (isIn) {
      this.#waiting.push({ sequence });
      this.#match();
    } else {
      this.#reply(3, sequence, 0, Buffer.alloc(0), length);
      const data = Uint8Array.from(urb.subarray(HEADER));
      if (data[0] === 0x0c) this.#packets = [];
      this.#adapter.take(data);
    }
    return true;
  }

  #control(sequence: number, setup: Buffer, length: number): void {
    const request = setup.readUInt16BE(0);
    const descriptor = setup[3] === 1 ? DEVICE : setup[3] === 2 ? CONFIGURATION : undefined;
    if (request === 0x8006 && descriptor) {
      const data = Buffer.from(descriptor.subarray(0, length));
      this.#reply(3, sequence, 0, data, data.length);
    } else if (request === 0x8000) this.#reply(3, sequence, 0, Buffer.alloc(2), 2);
    else if ((setup[0]! & 0x80) === 0) this.#reply(3, sequence, 0, Buffer.alloc(0), 0);
    else this.#reply(3, sequence, STALL, Buffer.alloc(0), 0);
  }

  #match(): void {
    while (this.#waiting.length > 0 && this.#packets.length > 0) {
      const data = Buffer.from(this.#packets.shift()!);
      this.#reply(3, this.#waiting.shift()!.sequence, 0, data, data.length);
    }
  }

  #reply(command: number, sequence: number, status: number, data: Buffer, actual: number): void {
    if (this.#socket.destroyed) return;
    const head = Buffer.alloc(HEADER);
    head.writeUInt32BE(command, 0);
    head.writeUInt32BE(sequence, 4);
    head.writeInt32BE(status, 20);
    head.writeUInt32BE(actual, 24);
    this.#socket.write(Buffer.concat([head, data]));
  }
}

function record(): Buffer {
  const out = Buffer.alloc(312);
  out.write('/sys/devices/racklet/usb1/1-2', 0);
  out.write(BUS_ID, 256);
  out.writeUInt32BE(1, 288);
  out.writeUInt32BE(2, 292);
  out.writeUInt32BE(FULL_SPEED, 296);
  out.writeUInt16BE(0x0abf, 300);
  out.writeUInt16BE(0x3370, 302);
  out.writeUInt16BE(0x0100, 304);
  out[309] = 1;
  out[310] = 1;
  out[311] = 1;
  return out;
}
