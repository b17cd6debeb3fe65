// A console over a whole BMC, in this process: every line of it can be measured. The port is a fake with a person at its far end.
import { Desk } from '../../firmware/console/desk';
import { Pace } from '../../firmware/console/pace';
import { Shell } from '../../firmware/console/shell';
import type { Serial, SerialOptions } from '../../firmware/io/embedded';
import { type Meter, UNKNOWN_FIGURE } from '../../firmware/io/meter/meter';
import { LOST_SLOT } from '../../firmware/smbus/limits';
import { milliseconds } from '../../firmware/units/time';
import { type BmcBench, createBmcBench } from './bmc-bench';
import { ModelFlash } from './model-flash';

const TICK_MS = 10;
const LONGEST_ANSWER = 5000;
/** A line of 115,200 baud takes so many bytes in a tick. */
const BYTES_PER_TICK = 115;

class FakeSerial implements Serial {
  readonly waiting: number[] = [];
  sent: number[] = [];
  room = 0;
  readonly options: SerialOptions;

  constructor(options: SerialOptions) {
    this.options = options;
    ports.push(this);
  }

  read(): number {
    if (this.waiting.length === 0) throw new Error('nothing to read');
    return this.waiting.shift()!;
  }

  write(byte: number): void {
    if (this.room-- <= 0) throw new Error('no room');
    this.sent.push(byte);
  }

  close(): void {}
}
const ports: FakeSerial[] = [];

export interface ShellBenchOptions {
  readonly security?: 'open' | 'closed';
  readonly slot?: number;
  /** A board without one keeps nothing. */
  readonly flash?: ModelFlash | undefined;
  readonly meter?: Meter;
}

export class ShellBench {
  readonly unit: BmcBench;
  readonly desk: Desk;
  readonly shell: Shell;
  readonly port: FakeSerial;
  readonly #slot: number;
  nowMs = 0;
  /** How often the shell let the unit look after its bus. */
  pauses = 0;

  constructor({ security = 'open', slot = 0, meter, ...rest }: ShellBenchOptions = {}) {
    const flash = 'flash' in rest ? rest.flash : new ModelFlash(8);
    this.unit = createBmcBench(true, { security }, true, 0, flash === undefined ? {} : { flash });
    this.#slot = slot;
    const none: Meter = { slots: UNKNOWN_FIGURE, chunkBytes: UNKNOWN_FIGURE, collections: UNKNOWN_FIGURE };
    const pace = new Pace(TICK_MS, milliseconds(0));
    this.desk = new Desk({ unit: this.unit.bmc, slot, store: this.unit.store, meter: meter ?? none, pace });
    this.shell = new Shell({
      serial: { receive: 1, transmit: 0, baud: 115_200, io: FakeSerial },
      desk: this.desk,
      pause: () => this.pauses++,
    });
    this.port = ports.pop()!;
    this.tick();
  }

  get prompt(): string {
    return `racklet:${this.#slot === LOST_SLOT ? '?' : this.#slot}> `;
  }

  /** All that was sent, since `clear`. */
  get text(): string {
    return Buffer.from(this.port.sent).toString('latin1');
  }

  clear(): void {
    this.port.sent = [];
  }

  tick(ticks = 1): void {
    for (let i = 0; i < ticks; i++) {
      this.unit.run(1);
      this.nowMs += TICK_MS;
      this.desk.pace.tick(milliseconds(this.nowMs));
      this.shell.tick(milliseconds(this.nowMs));
      this.port.room = BYTES_PER_TICK;
      this.port.options.onWritable(BYTES_PER_TICK);
    }
  }

  /** Types without waiting, all at once. */
  type(text: string): void {
    const bytes = Buffer.from(text, 'latin1');
    this.port.waiting.push(...bytes);
    this.port.options.onReadable(bytes.length);
  }

  /** The same where the port has room for so many bytes, is full again behind what is read of them, and says nothing of that. */
  typeIntoFullPort(text: string, room: number): void {
    this.port.waiting.push(...Buffer.from(text, 'latin1'));
    this.port.options.onReadable(room);
  }

  /** Ticks until the last line is a prompt and nothing else. @throws Error where none comes */
  settle(): void {
    for (let i = 0; i < LONGEST_ANSWER; i++) {
      this.tick();
      if (this.text.endsWith(`\n${this.prompt}`)) return;
    }
    throw new Error(`no prompt: ${JSON.stringify(this.text.slice(-300))}`);
  }

  /** A line, and what stands between its echo and the next prompt, without carriage returns. */
  ask(line: string): string {
    this.clear();
    this.type(`${line}\r`);
    this.settle();
    return this.text.slice(this.text.indexOf('\n') + 1, -this.prompt.length).replaceAll('\r', '');
  }

  /** The answer as JSON, an object to a line. */
  askJson(line: string): readonly Record<string, unknown>[] {
    return this.ask(`${line} --json`).split('\n').filter((text) => text !== '').map((text) => JSON.parse(text)); // biome-ignore format: a row
  }
}

/** A bench three seconds after the start of its unit. */
export const settled = (options: ShellBenchOptions = {}): ShellBench => {
  const bench = new ShellBench(options);
  bench.tick(300);
  return bench;
};
