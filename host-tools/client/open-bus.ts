// A bus adapter from the text of `--bus`.
import { type BusAdapter, BusUnavailable } from './bus-adapter';
import { connectEmulated } from './emulated-adapter';
import { LinuxI2cAdapter } from './linux/i2c-adapter';

/** `emulated`, `emulated:SOCKET` or `i2c:/dev/i2c-N`. @throws BusUnavailable */
export async function openBus(text: string): Promise<BusAdapter> {
  const [kind, ...rest] = text.split(':');
  const where = rest.join(':');
  if (kind === 'emulated') return where === '' ? connectEmulated() : connectEmulated(where);
  if (kind === 'i2c') return new LinuxI2cAdapter({ path: where });
  throw new BusUnavailable(`unknown bus "${text}". Known: emulated, emulated:SOCKET, i2c:/dev/i2c-N`);
}
