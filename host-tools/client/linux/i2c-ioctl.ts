// Linux's I2C_RDWR through the C library. Layouts: include/uapi/linux/i2c.h and i2c-dev.h of the kernel.
// npm's i2c packages know SMBus ioctls alone: no PEC of our own, blocks of 32 bytes, EREMOTEIO for everything.
import { constants } from 'node:os';
import koffi from 'koffi';

const I2C_RDWR = 0x0707;
const READ_FLAG = 0x0001;
/** The first byte that comes tells how many follow. */
const RECEIVE_LENGTH_FLAG = 0x0400;
const O_RDWR = 2;
/** What the kernel asks for behind the bytes that `read` counts. */
const LARGEST_BLOCK = 32;

export interface IoctlMessage {
  readonly address: number;
  readonly isRead: boolean;
  readonly block: boolean;
  /** Bytes to write, or room for those to read. */
  readonly buffer: Buffer;
}

/** Numbers of Linux that Node has no name for: include/uapi/asm-generic/errno.h. */
const LINUX_ERRORS: Readonly<Record<number, string>> = { 121: 'EREMOTEIO' };

/** An error number of the kernel, by its name: `ENXIO`. */
export class KernelError extends Error {
  readonly code: string;

  constructor(number: number) {
    const named = Object.entries(constants.errno).find(([, value]) => value === number)?.[0];
    const code = named ?? LINUX_ERRORS[number] ?? `errno ${number}`;
    super(code);
    this.code = code;
  }
}

/** The three calls that an adapter needs. A test brings its own. */
export interface I2cDevice {
  /** @throws KernelError */
  open(path: string): number;
  /** Read messages are filled in place. @throws KernelError */
  transfer(fd: number, messages: readonly IoctlMessage[]): void;
  close(fd: number): void;
}

/** Room for a read message: with a block, what the kernel may need. The first byte tells it what `length` counts. */
export function readBuffer(length: number, block: boolean): Buffer {
  const buffer = Buffer.alloc(block ? length + LARGEST_BLOCK : length);
  if (block) buffer[0] = length;
  return buffer;
}

/** Loads the C library at the first use: a computer that never opens a bus never needs it. */
export function linuxI2cDevice(): I2cDevice {
  const libc = koffi.load(null);
  const message = koffi.struct({ addr: 'uint16_t', flags: 'uint16_t', len: 'uint16_t', buf: 'void *' });
  const request = koffi.struct({ msgs: koffi.pointer(message), nmsgs: 'uint32_t' });
  const open = libc.func('open', 'int', ['str', 'int']);
  const ioctl = libc.func('ioctl', 'int', ['int', 'unsigned long', koffi.pointer(request)]);
  const close = libc.func('close', 'int', ['int']);
  const check = (result: number): number => {
    if (result < 0) throw new KernelError(koffi.errno());
    return result;
  };
  return {
    open: (path) => check(open(path, O_RDWR)),
    transfer: (fd, messages) => {
      const msgs = messages.map(({ address, isRead, block, buffer }) => ({
        addr: address,
        flags: (isRead ? READ_FLAG : 0) | (block ? RECEIVE_LENGTH_FLAG : 0),
        len: buffer.length,
        buf: buffer,
      }));
      check(ioctl(fd, I2C_RDWR, { msgs, nmsgs: msgs.length }));
    },
    close: (fd) => {
      close(fd);
    },
  };
}
