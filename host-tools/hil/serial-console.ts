// The console of a unit over its serial port, for the suite: a line goes in, the answer comes back up to the prompt.
import type { SerialPort } from 'serialport';
import { openSerial } from '../client/serial-line';
import { type SuiteClock, WALL_CLOCK } from './clock';
import type { ConsoleLine } from './console-line';

const PROMPT = /racklet:(\d+|\?)> $/;
/** Gives up whatever was begun: a frame, a line. */
const FRESH = '\r\u0015';
const LONGEST_MS = 5000;
const POLL_MS = 5;
const QUIET_MS = 100;

export class SerialConsole implements ConsoleLine {
  readonly name: string;
  readonly #port: SerialPort;
  readonly #clock: SuiteClock;
  #text = '';

  constructor(port: SerialPort, clock: SuiteClock = WALL_CLOCK) {
    this.#clock = clock;
    this.name = port.path;
    this.#port = port;
    port.on('data', (bytes: Buffer) => {
      this.#text += bytes.toString('latin1');
    });
    port.on('error', () => {});
  }

  send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) =>
      this.#port.write(Buffer.from(bytes), (error) => (error ? reject(error) : this.#port.drain(() => resolve()))),
    );
  }

  async ask(line: string): Promise<string> {
    await this.send(Buffer.from(FRESH, 'latin1'));
    await this.#untilQuiet();
    this.#text = '';
    await this.send(Buffer.from(`${line}\r`, 'latin1'));
    for (let waited = 0; waited < LONGEST_MS; waited += POLL_MS) {
      await this.#clock.sleep(POLL_MS);
      if (this.#text.includes('\n') && PROMPT.test(this.#text)) return answerIn(this.#text);
    }
    throw new Error(`the console gave no prompt within ${LONGEST_MS / 1000} s behind "${line}"`);
  }

  close(): Promise<void> {
    this.#port.removeAllListeners('data');
    return new Promise((resolve) => (this.#port.isOpen ? this.#port.close(() => resolve()) : resolve()));
  }

  async #untilQuiet(): Promise<void> {
    for (let length = -1; length !== this.#text.length; ) {
      length = this.#text.length;
      await this.#clock.sleep(QUIET_MS);
    }
  }
}

/** @throws BusUnavailable */
export const openSerialConsole = async (path: string, baud: number, clock?: SuiteClock): Promise<SerialConsole> =>
  new SerialConsole(await openSerial(path, baud), clock);

/** What stands between the echo and the prompt, without the unit's own lines. */
const answerIn = (text: string): string =>
  text
    .replaceAll('\r', '\n')
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '' && !line.startsWith('# ') && !PROMPT.test(line))
    .join('\n');
