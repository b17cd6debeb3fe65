// The far end of a unit's serial port, in rack time: types, and collects what comes back.
import type { ImageUart } from '../../host-tools/rack/image-uart';
import type { Rack } from '../../host-tools/rack/rack';
import type { Uart } from '../../host-tools/rack/uart';
import { milliseconds } from '../../host-tools/sim/scheduler';

const LONGEST_ANSWER_MS = 5000;

export class ConsoleLine {
  /** All that came, since `clear`. */
  text = '';
  readonly uart: Uart | ImageUart;
  readonly #rack: Rack;
  readonly #prompt: string;

  constructor(rack: Rack, slot: number) {
    this.#rack = rack;
    this.#prompt = `racklet:${slot}> `;
    this.uart = rack.unit(slot)!.uart;
    this.uart.onTransmit = (bytes) => {
      this.text += Buffer.from(bytes).toString('latin1');
    };
  }

  clear(): void {
    this.text = '';
  }

  /** Types without waiting. */
  type(text: string | Uint8Array): void {
    this.uart.receive(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
  }

  /** A line, and what stands between its echo and the next prompt, without carriage returns. @throws Error where no prompt comes */
  async ask(line: string, longestMs = LONGEST_ANSWER_MS): Promise<string> {
    this.clear();
    this.type(`${line}\r`);
    for (let waited = 0; waited < longestMs; waited += 10) {
      await this.#rack.run(milliseconds(10));
      if (this.text.includes('\n') && this.text.endsWith(this.#prompt)) {
        const answer = this.text.slice(this.text.indexOf('\n') + 1, -this.#prompt.length);
        return answer.replaceAll('\r', '');
      }
    }
    throw new Error(`no prompt after ${JSON.stringify(line)}: ${JSON.stringify(this.text)}`);
  }

  /** The answer as JSON, an object to a line. */
  async askJson(line: string): Promise<readonly Record<string, unknown>[]> {
    const answer = await this.ask(`${line} --json`);
    return answer.split('\n').filter((text) => text !== '').map((text) => JSON.parse(text)); // biome-ignore format: a row
  }
}
