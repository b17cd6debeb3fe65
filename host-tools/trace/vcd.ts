// A bus trace as a VCD file (IEEE 1364, section 18) with the lines SCL and SDA: PulseView and GTKWave show and decode it.
import type { TraceByte, TraceTransaction } from './trace-line';

const BITS = 8;
const IDLE_BITS = 10;

/** Collects edges in order of time and writes them. Times in nanoseconds. */
class Waves {
  readonly #lines: string[] = [];
  #time = -1;
  #scl = 1;
  #sda = 1;

  /** SCL falls; SDA stays as it is. */
  fall(time: number): void {
    this.at(time, 0, this.#sda);
  }

  at(time: number, scl: number, sda: number): void {
    const rounded = Math.round(time);
    const changes = [...(scl === this.#scl ? [] : [`${scl}!`]), ...(sda === this.#sda ? [] : [`${sda}"`])];
    if (changes.length === 0) return;
    if (rounded > this.#time) this.#lines.push(`#${rounded}`);
    this.#time = Math.max(this.#time, rounded);
    this.#lines.push(...changes);
    this.#scl = scl;
    this.#sda = sda;
  }

  /** The edges, and an idle bus behind the last one: a reader sees a STOP only when time goes on. */
  textUntil(span: number): string {
    return [...this.#lines, `#${this.#time + Math.round(span)}`, `${this.#scl}!`, `${this.#sda}"`].join('\n');
  }
}

const HEADER = ['$timescale 1 ns $end', '$scope module bus $end', '$var wire 1 ! SCL $end', '$var wire 1 " SDA $end', '$upscope $end', '$enddefinitions $end', '#0', '1!', '1"'].join('\n'); // biome-ignore format: the header's lines

/** The whole file. `hz`: frequency of the bus. */
export function toVcd(transactions: readonly TraceTransaction[], hz: number): string {
  const waves = new Waves();
  const bit = 1e9 / hz;
  for (const transaction of transactions) drawTransaction(waves, transaction, bit);
  return `${HEADER}\n${waves.textUntil(IDLE_BITS * bit)}\n`;
}

function drawTransaction(waves: Waves, { timeUs, messages, stopped }: TraceTransaction, bit: number): void {
  let time = timeUs * 1000;
  messages.forEach((message, index) => {
    if (index > 0) {
      waves.at(time + bit / 8, 0, 1);
      waves.at(time + bit / 4, 1, 1);
    }
    waves.at(time + (bit * 3) / 8, 1, 0);
    const first = (message.addressByte.value << 1) | (message.read ? 1 : 0);
    time = drawByte(waves, { ...message.addressByte, value: first }, time + bit / 2, bit);
    for (const byte of message.bytes) time = drawByte(waves, byte, time, bit);
  });
  if (!stopped) return;
  waves.at(time + bit / 4, 0, 0);
  waves.at(time + bit / 2, 1, 0);
  waves.at(time + (bit * 3) / 4, 1, 1);
}

/** Eight bits and the acknowledgement; a stretch holds SCL low before the ninth. @returns the time behind it */
function drawByte(waves: Waves, byte: TraceByte, start: number, bit: number): number {
  let time = start;
  for (let i = 0; i <= BITS; i++) {
    if (i === BITS) time += byte.stretchedUs * 1000;
    const level = i === BITS ? (byte.acknowledged ? 0 : 1) : (byte.value >> (BITS - 1 - i)) & 1;
    waves.fall(time);
    waves.at(time + bit / 4, 0, level);
    waves.at(time + bit / 2, 1, level);
    time += bit;
  }
  waves.fall(time);
  return time;
}
