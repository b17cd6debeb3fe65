// Opens a serial port: of a board, or the pseudo-terminal of an emulated unit. Each trouble has a line that says what to do.
import type { SerialPort } from 'serialport';
import { BusUnavailable } from './bus-adapter';

/** @throws BusUnavailable */
export async function openSerial(path: string, baudRate: number): Promise<SerialPort> {
  // Loaded where it is needed: its native part is no matter of other commands.
  const { SerialPort } = await import('serialport');
  // A lock on a pseudo-terminal would outlive this process: others hold it open.
  const port = new SerialPort({ path, baudRate, autoOpen: false, lock: !path.startsWith('/dev/pts/') });
  await new Promise<void>((resolve, reject) =>
    port.open((error) => (error === null ? resolve() : reject(new BusUnavailable(trouble(path, error.message))))),
  );
  return port;
}

/** serialport's own messages begin with `Error: ` and name the path. */
function trouble(path: string, message: string): string {
  if (/no such file/i.test(message)) return `no serial port ${path}. Ports here: ls /dev/ttyACM* /dev/ttyUSB*`;
  if (/permission denied/i.test(message))
    return `no permission for ${path}. Join its group: sudo usermod -aG dialout $USER, then log in again`;
  if (/lock/i.test(message)) return `${path} is in use by another program. Close it first`;
  return `cannot open ${path}: ${message.replace(/^Error:? /, '').replace(/, cannot open .*$/, '')}`;
}
