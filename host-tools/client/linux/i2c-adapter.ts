// Bus adapter over a Linux bus, /dev/i2c-N. PEC stays in our code; each trouble has a message that says what to do.
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BusAdapter, BusUnavailable } from '../bus-adapter';
import type { TransferMessage, TransferResult, TransferStatus } from '../transfer';
import { type I2cDevice, type IoctlMessage, KernelError, linuxI2cDevice, readBuffer } from './i2c-ioctl';

/** Raspberry Pi 1 to 4: the kernel's driver itself says that it cannot stretch (I2C_AQ_NO_CLK_STRETCH in i2c-bcm2835.c). */
const DOES_NOT_STRETCH = /bcm2835/;

/** What the kernel's error numbers mean. Documentation/i2c/fault-codes of the kernel. */
const STATUS_OF_ERROR: Readonly<Record<string, TransferStatus>> = {
  ENXIO: 'address-nack',
  EREMOTEIO: 'data-nack',
  EIO: 'data-nack',
  ETIMEDOUT: 'timeout',
  EAGAIN: 'arbitration-lost',
  EPROTO: 'protocol',
};

export interface LinuxAdapterOptions {
  readonly path: string;
  readonly device?: I2cDevice;
  /** Root of the file system, for tests. */
  readonly root?: string;
}

export class LinuxI2cAdapter implements BusAdapter {
  readonly name: string;
  readonly stretches: boolean;
  readonly #device: I2cDevice;
  readonly #root: string;
  readonly #number: string;
  readonly #checked = new Set<number>();
  #fd: number | undefined;

  /** Opens the bus. @throws BusUnavailable */
  constructor({ path, device, root = '/' }: LinuxAdapterOptions) {
    this.#root = root;
    this.name = `i2c:${path}`;
    this.#number = /^\/dev\/i2c-(\d+)$/.exec(path)?.[1] ?? '';
    if (this.#number === '') throw new BusUnavailable(`${path} is no I2C bus. Name one as i2c:/dev/i2c-1`);
    if (device === undefined && process.platform !== 'linux')
      throw new BusUnavailable('i2c: buses exist on Linux alone');
    this.#device = device ?? linuxI2cDevice();
    this.stretches = !DOES_NOT_STRETCH.test(this.#adapterName());
    try {
      this.#fd = this.#device.open(path);
    } catch (error) {
      throw new BusUnavailable(this.#openTrouble(path, error));
    }
  }

  async transfer(messages: readonly TransferMessage[]): Promise<TransferResult> {
    if (this.#fd === undefined) throw new BusUnavailable('the bus is closed');
    for (const { address } of messages) this.#assertFree(address);
    const prepared = messages.map(toIoctl);
    try {
      this.#device.transfer(this.#fd, prepared);
    } catch (error) {
      const status = error instanceof KernelError ? STATUS_OF_ERROR[error.code] : undefined;
      if (status === undefined) throw new BusUnavailable(`${this.name}: ${(error as Error).message}`);
      return { status, read: [] };
    }
    return { status: 'ok', read: prepared.filter(({ isRead }) => isRead).map(received) };
  }

  async close(): Promise<void> {
    if (this.#fd !== undefined) this.#device.close(this.#fd);
    this.#fd = undefined;
  }

  #adapterName(): string {
    const file = join(this.#root, `sys/class/i2c-dev/i2c-${this.#number}/name`);
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  }

  /** I2C_RDWR would talk past a driver that holds the address, and confuse it. */
  #assertFree(address: number): void {
    if (this.#checked.has(address)) return;
    const device = `${this.#number}-${address.toString(16).padStart(4, '0')}`;
    const driver = join(this.#root, 'sys/bus/i2c/devices', device, 'driver');
    if (existsSync(driver)) {
      const name = basename(readlinkSync(driver));
      throw new BusUnavailable(
        `address 0x${address.toString(16)} is held by the kernel driver ${name} (EBUSY). Release it: echo ${device} > /sys/bus/i2c/drivers/${name}/unbind`,
      );
    }
    this.#checked.add(address);
  }

  #openTrouble(path: string, error: unknown): string {
    const code = error instanceof KernelError ? error.code : (error as Error).message;
    if (code === 'ENOENT')
      return `no bus ${path}. Load its driver with: modprobe i2c-dev. Buses here: ${this.#busesHere()}`;
    if (code === 'EACCES' || code === 'EPERM') {
      return `no permission for ${path}. Join its group: sudo usermod -aG i2c $USER, then log in again`;
    }
    return `cannot open ${path}: ${code}`;
  }

  #busesHere(): string {
    const folder = join(this.#root, 'dev');
    const buses = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('i2c-')) : [];
    return buses.length === 0 ? 'none' : buses.map((name) => `/dev/${name}`).join(', ');
  }
}

function toIoctl(message: TransferMessage): IoctlMessage {
  if ('write' in message) {
    return { address: message.address, isRead: false, block: false, buffer: Buffer.from(message.write) };
  }
  const block = message.block === true;
  return { address: message.address, isRead: true, block, buffer: readBuffer(message.read, block) };
}

/** A block's first byte tells how many of the bytes are real: itself, those that it counts, and what comes behind (PEC). */
const received = ({ block, buffer }: IoctlMessage): Uint8Array => (block ? buffer.subarray(0, buffer[0]! + 2) : buffer);
