// A bus adapter from the text of `--bus`.
import { BusUnavailable } from './bus-adapter';
import { connectEmulated, type EmulatedAdapter } from './emulated-adapter';

/** `emulated` or `emulated:SOCKET`. @throws BusUnavailable */
export async function openBus(text: string): Promise<EmulatedAdapter> {
  const [kind, ...rest] = text.split(':');
  const where = rest.join(':');
  if (kind === 'emulated') return where === '' ? connectEmulated() : connectEmulated(where);
  throw new BusUnavailable(`unknown bus "${text}". Known: emulated, emulated:SOCKET`);
}
