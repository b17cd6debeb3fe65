// A rack with one unit that runs an image, alone on its bus, and how a measurement deals with it: waits, asks, listens.
import { addressOfSlot } from '../../firmware/smbus/limits';
import { addressByte, pecByte, pecOf } from '../../firmware/smbus/pec';
import { type BusDevice, NACK } from '../bus/bus-device';
import type { TransferMessage, TransferResult } from '../client/transfer';
import type { ImageBoard, ImageFile } from '../rack/image-board';
import { Rack } from '../rack/rack';
import { parseRackFile } from '../rack/rack-file';
import type { Unit } from '../rack/unit';
import { microseconds, milliseconds, type Nanoseconds } from '../sim/scheduler';

const SLOT = 1;
const ADDRESS = addressOfSlot(SLOT);
const LONGEST_TRANSFER = milliseconds(100);
const SLICE = microseconds(20);
const LONGEST_START = milliseconds(200);

export interface Answer {
  /** Without the PEC; undefined where the unit refused, or did not answer. */
  readonly bytes: Uint8Array | undefined;
  /** Of the whole message, START to STOP. */
  readonly took: Nanoseconds;
}

export class ImageRack {
  readonly rack: Rack;
  readonly unit: Unit;
  readonly board: ImageBoard;
  /** Read request to first byte, core cycles: every one since `forgetLatencies`. */
  latencies: number[] = [];
  /** Of the last message: some bit times before the controller is done with it. */
  lastStop = 0 as Nanoseconds;

  constructor(image: ImageFile, seed = 1) {
    this.rack = new Rack({
      file: parseRackFile(
        `{apiVersion: racklet.io/v1alpha1, kind: Rack, units: [{slot: ${SLOT}, security: open, load: {milliamps: 600}}]}`,
        'bench',
      ),
      // No unit runs it.
      engine: 'node',
      bundle: { file: '', code: '' },
      seed,
      images: new Map([[SLOT, image]]),
    });
    this.unit = this.rack.unit(SLOT)!;
    this.board = this.unit.imageBoard!;
    this.board.onAnswered = ({ requested, answered }) => this.latencies.push(answered - requested);
    this.rack.bus.attach(
      listener(() => {
        this.lastStop = this.now;
      }),
    );
  }

  get now(): Nanoseconds {
    return this.rack.scheduler.now;
  }

  /** To the first cycle of the core. */
  async powerUp(): Promise<void> {
    const end = this.now + LONGEST_START;
    while (!this.board.board.isOn && this.now < end) await this.rack.run(SLICE);
  }

  run(ms: number): Promise<void> {
    return this.rack.run(milliseconds(ms));
  }

  forgetLatencies(): void {
    this.latencies = [];
  }

  /** A read of `length` bytes, or of a block. */
  async read(code: number, length: number, block = false): Promise<Answer> {
    const { result, took } = await this.#transfer([
      { address: ADDRESS, write: Uint8Array.of(code) },
      { address: ADDRESS, read: block ? 2 : length + 1, block },
    ]);
    const bytes = result.read[0];
    if (result.status !== 'ok' || bytes === undefined) return { bytes: undefined, took };
    const head = [addressByte(ADDRESS, false), code, addressByte(ADDRESS, true)].reduce(pecByte, 0);
    const isWhole = pecOf(head, bytes, 0, bytes.length - 1) === bytes.at(-1);
    return { bytes: isWhole ? bytes.subarray(0, -1) : undefined, took };
  }

  async write(...bytes: readonly number[]): Promise<TransferResult> {
    const check = pecOf(pecByte(0, addressByte(ADDRESS, false)), bytes, 0, bytes.length);
    return (await this.#transfer([{ address: ADDRESS, write: Uint8Array.from([...bytes, check]) }])).result;
  }

  close(): void {
    this.rack.close();
  }

  async #transfer(messages: readonly TransferMessage[]): Promise<{ result: TransferResult; took: Nanoseconds }> {
    const began = this.now;
    let result: TransferResult | undefined;
    let ended = began;
    this.rack.controller.begin(messages, (got) => {
      result = got;
      ended = this.now;
    });
    await this.rack.scheduler.runUntil((began + LONGEST_TRANSFER) as Nanoseconds, () => result !== undefined);
    if (result === undefined) throw new Error('the bus hangs');
    return { result, took: (ended - began) as Nanoseconds };
  }
}

/** A device without an address. */
const listener = (onStop: () => void): BusDevice => ({
  addressed: () => NACK,
  received: () => NACK,
  requested: () => 0xff,
  collided: () => {},
  stopped: () => {},
  othersStopped: onStop,
  clockTimeout: () => {},
});
