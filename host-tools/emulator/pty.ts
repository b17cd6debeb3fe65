// A pseudo-terminal as the far end of a unit's serial port. It exists as long as this process: the kernel takes it away with the last
// descriptor, however the process ends, and its workers inherit none (O_CLOEXEC).
import { closeSync, constants, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import koffi from 'koffi';

const O_CLOEXEC = 0o2000000;
const LONGEST_NAME = 64;
/** Larger than `struct termios` of any system. */
const TERMIOS_BYTES = 256;
/** Bytes that nobody reads are lost beyond this, as on a cable without a far end. */
const LONGEST_BACKLOG = 8192;

export interface Pty {
  readonly path: string;
  write(bytes: Uint8Array): void;
  close(): void;
}

/** Opens one in raw mode. @throws Error where the system has none */
export function openPty(onData: (bytes: Uint8Array) => void): Pty {
  const libc = koffi.load(null);
  const check = (result: number): number => {
    if (result < 0) throw new Error(`pseudo-terminal: errno ${koffi.errno()}`);
    return result;
  };
  const master = check(
    libc.func('int posix_openpt(int)')(constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK | O_CLOEXEC),
  );
  check(libc.func('int grantpt(int)')(master));
  check(libc.func('int unlockpt(int)')(master));
  const name = Buffer.alloc(LONGEST_NAME);
  if (libc.func('int ptsname_r(int, void *, size_t)')(master, name, LONGEST_NAME) !== 0) throw new Error('ptsname_r');
  const path = name.toString('latin1', 0, name.indexOf(0));
  // Held open, so that the master outlives each client, and raw before the first one comes.
  const slave = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  const termios = Buffer.alloc(TERMIOS_BYTES);
  check(libc.func('int tcgetattr(int, void *)')(slave, termios));
  libc.func('void cfmakeraw(void *)')(termios);
  check(libc.func('int tcsetattr(int, int, void *)')(slave, 0, termios));
  const stream = new ReadStream(master);
  stream.on('data', (chunk: Buffer) => onData(chunk));
  stream.on('error', () => {});
  return {
    path,
    write: (bytes) => {
      if (stream.writableLength < LONGEST_BACKLOG) stream.write(bytes);
    },
    close: () => {
      stream.destroy();
      closeSync(slave);
    },
  };
}
