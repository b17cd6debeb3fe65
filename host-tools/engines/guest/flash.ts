// `racklet:io/flash` of the emulated board: every call asks the chip. @see firmware/io/flash/README.md
import type { Flash, FlashStatus } from '../../../firmware/io/flash/flash';
import { Op } from '../bridge-protocol';
import { bridgeOfUnit } from './bridge';

const OFFSET_BYTES = 4;
const LARGEST = 256;

export default class EmulatedFlash implements Flash {
  readonly sectors: number;
  readonly #bridge = bridgeOfUnit();
  readonly #request = new Uint8Array(OFFSET_BYTES + LARGEST);

  constructor() {
    const answer = this.#bridge.ask(Op.flashSize, []);
    this.sectors = answer[0]! | (answer[1]! << 8);
  }

  read(offset: number, out: Uint8Array, length: number): FlashStatus {
    const request = this.#request;
    this.#putOffset(offset);
    request[OFFSET_BYTES] = length;
    request[OFFSET_BYTES + 1] = length >> 8;
    const answer = this.#bridge.ask(Op.flashRead, request.subarray(0, OFFSET_BYTES + 2));
    for (let i = 0; i < length; i++) out[i] = answer[i + 1]!;
    return answer[0] as FlashStatus;
  }

  program(offset: number, bytes: Uint8Array, length: number): FlashStatus {
    this.#putOffset(offset);
    for (let i = 0; i < length; i++) this.#request[OFFSET_BYTES + i] = bytes[i]!;
    return this.#bridge.ask(Op.flashProgram, this.#request.subarray(0, OFFSET_BYTES + length))[0] as FlashStatus;
  }

  erase(sector: number): FlashStatus {
    return this.#bridge.ask(Op.flashErase, [sector & 0xff, sector >> 8])[0] as FlashStatus;
  }

  #putOffset(offset: number): void {
    for (let i = 0; i < OFFSET_BYTES; i++) this.#request[i] = offset >>> (8 * i);
  }
}
