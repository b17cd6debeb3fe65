// The kernel's side, independent of the server's tables: vhci-hcd's messages (Documentation/usb/usbip_protocol.rst) and what the driver
// i2c-diolan-u2c sends (drivers/i2c/busses/i2c-diolan-u2c.c). Written as bytes, so that both ends check each other.
import { connect, type Socket } from 'node:net';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
export const LIST = hex('0111 8005 00000000');
export const importOf = (busId: string): Buffer => {
  const out = Buffer.alloc(40);
  hex('0111 8003 00000000').copy(out);
  out.write(busId, 8);
  return out;
};

const u32 = (...words: readonly number[]): Buffer => {
  const out = Buffer.alloc(4 * words.length);
  for (const [i, word] of words.entries()) out.writeUInt32BE(word >>> 0, 4 * i);
  return out;
};

const DEVICE_ID = 0x0001_0002;
/** USBIP_CMD_SUBMIT. */
export const submit = (
  sequence: number,
  endpoint: number,
  isIn: boolean,
  length: number,
  data: Uint8Array = Buffer.alloc(0),
  setup: Uint8Array = Buffer.alloc(8),
): Buffer =>
  Buffer.concat([u32(1, sequence, DEVICE_ID, isIn ? 1 : 0, endpoint, 0, length, 0, 0xffff_ffff, 0), setup, data]);
/** USBIP_CMD_UNLINK. */
export const unlink = (sequence: number, victim: number): Buffer =>
  Buffer.concat([u32(2, sequence, DEVICE_ID, 0, 0, victim), Buffer.alloc(24)]);

export interface Returned {
  readonly command: number;
  readonly sequence: number;
  readonly status: number;
  readonly actual: number;
  readonly data: Buffer;
}

/** A connection whose received bytes are asked for by number. */
export class Wire {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #wake: () => void = () => {};
  isClosed = false;
  #sequence = 0;

  static async to(port: number): Promise<Wire> {
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new Wire(socket);
  }

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isClosed = true;
      this.#wake();
    });
  }

  async take(length: number): Promise<Buffer> {
    while (this.#received.length < length) {
      if (this.isClosed) throw new Error('closed');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }

  async closed(): Promise<void> {
    while (!this.isClosed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** OP_REQ_IMPORT. @returns the status; the record is taken when it is 0 */
  async import(busId = '1-2'): Promise<number> {
    this.socket.write(importOf(busId));
    const head = await this.take(8);
    const status = head.readUInt32BE(4);
    if (status === 0) await this.take(312);
    return status;
  }

  async returned(inSequences: ReadonlySet<number>): Promise<Returned> {
    const head = await this.take(48);
    const sequence = head.readUInt32BE(4);
    const actual = head.readUInt32BE(24);
    const data = inSequences.has(sequence) ? await this.take(actual) : Buffer.alloc(0);
    return { command: head.readUInt32BE(0), sequence, status: head.readInt32BE(20), actual, data };
  }

  /** One command of the driver: an OUT packet, then the IN packet that answers it. */
  async command(...bytes: readonly number[]): Promise<Buffer> {
    const out = ++this.#sequence;
    const into = ++this.#sequence;
    this.socket.write(submit(out, 2, false, bytes.length, Uint8Array.from(bytes)));
    this.socket.write(submit(into, 4, true, 64));
    const first = await this.returned(new Set([into]));
    if (first.sequence !== out || first.actual !== bytes.length)
      throw new Error('OUT was not answered first, or not whole');
    return (await this.returned(new Set([into]))).data;
  }

  async control(setup: string, length: number): Promise<Returned> {
    const sequence = ++this.#sequence;
    this.socket.write(submit(sequence, 0, true, length, Buffer.alloc(0), hex(setup)));
    return this.returned(new Set([sequence]));
  }
}

const [START, STOP, RESTART, PUT, GET] = [0x0c, 0x0d, 0x0e, 0x13, 0x14];
const NACK = 7;

/** The driver's i2c_transfer: writes, then reads, with a repeated start. @returns the bytes read, or 'nack' */
export async function transfer(
  wire: Wire,
  address: number,
  write: readonly number[],
  read: number,
): Promise<number[] | 'nack'> {
  await wire.command(START);
  try {
    if (write.length > 0) {
      for (const byte of [address << 1, ...write]) if ((await wire.command(PUT, byte)).at(-1) === NACK) return 'nack';
    }
    if (read === 0) return [];
    if (write.length > 0) await wire.command(RESTART);
    if ((await wire.command(PUT, (address << 1) | 1)).at(-1) === NACK) return 'nack';
    const bytes: number[] = [];
    // Without the last byte's acknowledgement, as the driver does it.
    for (let i = 0; i < read; i++) bytes.push((await wire.command(GET, i < read - 1 ? 1 : 0))[0]!);
    return bytes;
  } finally {
    await wire.command(STOP);
  }
}
