// A seat on the bus of an emulated rack: reads whose PEC is checked, writes as they are wanted wrong, and a tally of all of it.
import type { TransferMessage, TransferResult } from '../../host-tools/client/transfer';
import type { Rack } from '../../host-tools/rack/rack';
import { milliseconds } from '../../host-tools/sim/scheduler';
import { crc8 } from './crc8';
import { transfer } from './racks';

const STATUS_CML = 0x7e;
const CLEAR_FAULTS = 0x03;
/** Refusals become status with the next wake-up of the firmware. */
const SETTLE = milliseconds(20);
/** Every block composed anew: seven ticks. */
const ROUND = milliseconds(80);

export type Shape = 'byte' | 'word' | 'block';

export class BusSeat {
  readonly tally = { reads: 0, writes: 0, questions: 0, refusals: 0 };
  readonly #rack: Rack;
  readonly #address: number;

  constructor(rack: Rack, slot: number) {
    this.#rack = rack;
    this.#address = 0x10 + slot;
  }

  /** Reply bytes without PEC, blocks with their count. Throws where the read is refused or its PEC is wrong. */
  async read(code: number, shape: Shape): Promise<number[]> {
    return this.#answer([code], shape);
  }

  /** Block write-block read process call with one byte. */
  async ask(code: number, subject: number): Promise<number[]> {
    const answer = await this.#answer([code, 1, subject], 'block');
    this.tally.questions++;
    this.tally.reads--;
    return answer;
  }

  /** A write that is taken. */
  async write(...bytes: number[]): Promise<void> {
    const { status } = await this.send([...bytes, this.pec(bytes)]);
    if (status !== 'ok') throw new Error(`write of ${bytes}: ${status}`);
    this.tally.writes++;
  }

  /** Bytes as they are, without a PEC of ours. */
  send(bytes: readonly number[]): Promise<TransferResult> {
    return transfer(this.#rack, [{ address: this.#address, write: Uint8Array.from(bytes) }]);
  }

  pec(bytes: readonly number[]): number {
    return crc8([this.#address << 1, ...bytes]);
  }

  /** Runs `attempt`, which the unit is to refuse. @returns how the transfer ended and what STATUS_CML says then; it is cleared. */
  async refusal(attempt: () => Promise<TransferResult>): Promise<{ status: string; cml: number }> {
    await this.clear();
    const { status } = await attempt();
    await this.#rack.run(SETTLE);
    const [cml] = await this.read(STATUS_CML, 'byte');
    await this.clear();
    this.tally.reads--;
    this.tally.refusals++;
    return { status, cml: cml! };
  }

  /** A read without an answer, as `refusal` wants it. */
  tryRead(code: number): Promise<TransferResult> {
    return transfer(this.#rack, this.#messages([code], 'byte'));
  }

  /** CLEAR_FAULTS, not tallied. */
  async clear(): Promise<void> {
    await this.send([CLEAR_FAULTS, this.pec([CLEAR_FAULTS])]);
  }

  async settle(): Promise<void> {
    await this.#rack.run(ROUND);
  }

  #messages(write: readonly number[], shape: Shape): TransferMessage[] {
    const address = this.#address;
    const length = shape === 'word' ? 3 : 2;
    return [
      { address, write: Uint8Array.from(write) },
      { address, read: length, block: shape === 'block' },
    ];
  }

  async #answer(write: readonly number[], shape: Shape): Promise<number[]> {
    const { status, read } = await transfer(this.#rack, this.#messages(write, shape));
    const bytes = [...(read[0] ?? [])];
    if (status !== 'ok') throw new Error(`read of ${write}: ${status}`);
    const whole = [this.#address << 1, ...write, (this.#address << 1) | 1, ...bytes];
    if (crc8(whole) !== 0) throw new Error(`read of ${write}: wrong PEC`);
    this.tally.reads++;
    return bytes.slice(0, -1);
  }
}
