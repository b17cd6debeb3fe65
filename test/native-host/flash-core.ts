// The C core of the flash over a modelled chip, as c/flash-host.c offers it.
import { CoreProcess } from './core-process';
import type { NorChip } from './nor-chip';
import { flashHost } from './programs';

const letter = (text: string): number => text.charCodeAt(0);
const word = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24];
const HEARD = Uint8Array.of(0);
const HEADER = 9;

/** A request of the core: letter, address u32, length u32, data. */
function serve(chip: NorChip, request: Uint8Array): Uint8Array {
  const view = new DataView(request.buffer, request.byteOffset);
  const address = view.getUint32(1, true);
  const length = view.getUint32(5, true);
  switch (String.fromCharCode(request[0]!)) {
    case 'e':
      chip.enter();
      return HEARD;
    case 'l':
      chip.leave();
      return HEARD;
    case 'w':
      chip.enableWrite();
      return HEARD;
    case 'E':
      chip.erase(address);
      return HEARD;
    case 'P':
      chip.program(address, request.subarray(HEADER));
      return HEARD;
    case 'R':
      chip.reset();
      return HEARD;
    case 's':
      return Uint8Array.of(chip.status());
    case 'n':
      return Uint8Array.from(word(chip.now() >>> 0));
    case 'r':
      return chip.read(address, length);
    default:
      throw new Error(`unknown request ${request[0]}`);
  }
}

export class FlashCore {
  readonly #process: CoreProcess;

  constructor(chip: NorChip, first: number, length: number) {
    this.#process = new CoreProcess(flashHost(), (request) => serve(chip, request));
    const { result } = this.#process.ask(letter('i'), ...word(first), ...word(length));
    if (result !== 1) {
      this.close();
      throw new Error('flash: the region is not one of whole sectors');
    }
  }

  erase(address: number, length: number): number {
    return this.#process.ask(letter('e'), ...word(address), ...word(length)).result;
  }

  /** @param length where it is to differ from the bytes given, as where the address is refused anyway */
  program(address: number, bytes: Uint8Array, length = bytes.length): number {
    return this.#change('p', address, bytes, length);
  }

  replace(address: number, bytes: Uint8Array, length = bytes.length): number {
    return this.#change('x', address, bytes, length);
  }

  read(address: number, length: number): { status: number; bytes: Uint8Array } {
    const { result, payload } = this.#process.ask(letter('r'), ...word(address), ...word(length));
    return { status: result, bytes: payload };
  }

  /** A good write on the bus. @returns whether it was acknowledged */
  writeOnBus(): boolean {
    return this.#process.ask(letter('b')).result === 1;
  }

  /** What the bus saw at each look at the status register. */
  traffic(): { goodReads: number; badReads: number; writesRefused: number; writesTaken: number } {
    const { payload } = this.#process.ask(letter('f'));
    const view = new DataView(payload.buffer);
    const [goodReads, badReads, writesRefused, writesTaken] = [0, 4, 8, 12].map((at) => view.getUint32(at, true));
    return { goodReads: goodReads!, badReads: badReads!, writesRefused: writesRefused!, writesTaken: writesTaken! };
  }

  close(): void {
    this.#process.close();
  }

  #change(operation: string, address: number, bytes: Uint8Array, length: number): number {
    const args = [...word(address), ...word(length), ...word(bytes.length), ...bytes];
    return this.#process.ask(letter(operation), ...args).result;
  }
}
