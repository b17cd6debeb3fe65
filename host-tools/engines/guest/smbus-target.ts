// `racklet:io/smbus-target` of the emulated board: hands every call to the port on the emulated bus.
// @see firmware/io/smbus-target/README.md
import { COUNTER_COUNT } from '../../../firmware/io/smbus-target/counters';
import type { SmbusTarget, SmbusTargetOptions } from '../../../firmware/io/smbus-target/smbus-target';
import { getInteger, putInteger } from '../../../firmware/pmbus/bytes';
import { Op } from '../bridge-protocol';
import { bridgeOfUnit, Watched } from './bridge';

const LARGEST_PUBLISH = 259;

export default class EmulatedSmbusTarget implements SmbusTarget {
  readonly capabilities: number;
  readonly #bridge = bridgeOfUnit();
  readonly #refusals = new Watched(this.#bridge, Op.refusals, []);
  readonly #scratch = new Uint8Array(LARGEST_PUBLISH);

  constructor(options: SmbusTargetOptions) {
    this.#bridge.onReadable(options.onReadable);
    this.capabilities = this.#bridge.ask(Op.targetOpen, [options.address])[0]!;
  }

  publish(code: number, bytes: Uint8Array, length: number): void {
    this.#scratch[0] = code;
    for (let i = 0; i < length; i++) this.#scratch[i + 1] = bytes[i]!;
    this.#bridge.post(Op.publish, this.#scratch, length + 1);
  }

  publishNumbers(codes: Uint8Array, widths: Uint8Array, values: Int32Array): void {
    for (let i = 0; i < codes.length; i++) {
      if (widths[i] === 0) continue;
      this.#scratch[0] = codes[i]!;
      putInteger(this.#scratch, 1, values[i]!, 4);
      this.#bridge.post(Op.publish, this.#scratch, 1 + widths[i]!);
    }
  }

  withdraw(code: number): void {
    this.#bridge.post(Op.withdraw, [code]);
  }

  accept(code: number, shortest: number, longest: number): void {
    this.#bridge.post(Op.accept, [code, shortest, longest]);
  }

  acceptAll(codes: Uint8Array, shortest: Uint8Array, longest: Uint8Array): void {
    for (let i = 0; i < codes.length; i++) this.accept(codes[i]!, shortest[i]!, longest[i]!);
  }

  acceptProcess(code: number, shortest: number, longest: number): void {
    this.#bridge.post(Op.acceptProcess, [code, shortest, longest]);
  }

  forbid(code: number): void {
    this.#bridge.post(Op.forbid, [code]);
  }

  forbidAll(codes: Uint8Array): void {
    for (let i = 0; i < codes.length; i++) this.forbid(codes[i]!);
  }

  read(buffer: Uint8Array): number {
    const answer = this.#bridge.ask(Op.targetRead, []);
    for (let i = 2; i < answer.length; i++) buffer[i - 2] = answer[i]!;
    return answer[0]! | (answer[1]! << 8);
  }

  done(token: number): void {
    this.#bridge.post(Op.done, [token & 0xff, token >> 8]);
  }

  get refusals(): number {
    const watched = this.#refusals;
    watched.look();
    return getInteger(watched.answer, watched.at, 4);
  }

  counters(out: Uint32Array): void {
    const answer = this.#bridge.ask(Op.counters, []);
    for (let i = 0; i < COUNTER_COUNT; i++) out[i] = getInteger(answer, 4 * i, 4);
  }

  suspend(): boolean {
    return this.#bridge.ask(Op.suspend, [])[0] === 1;
  }

  resume(): void {
    this.#bridge.post(Op.resume, []);
  }

  close(): void {
    this.#bridge.post(Op.targetClose, []);
  }
}
