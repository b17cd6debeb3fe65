// `racklet:io/smbus-target` of a board: the C core, as TypeScript sees it. The core runs before this module is loaded: it was
// started from a constant table (start.c); opening it here makes it the firmware's. Contract: ../smbus-target/README.md
import type { SmbusTarget, SmbusTargetOptions } from '../smbus-target/smbus-target';

/** @returns the capabilities. @throws RangeError where the port runs at another address */
function open(this: void, address: number, onReadable: () => void): number {
  return native('racklet_target_open').call(this, address, onReadable);
}

/** Native functions take bytes, of an array or of a buffer. */
function publishColumns(this: void, codes: Uint8Array, widths: Uint8Array, values: ArrayBufferLike): void {
  native('racklet_target_publish_numbers').call(this, codes, widths, values);
}

/** Native functions take bytes. */
function copyCounters(this: void, out: Uint8Array): void {
  native('racklet_target_counters').call(this, out);
}

export default class NativeSmbusTarget implements SmbusTarget {
  readonly capabilities: number;
  /** The counters that were asked for last, and their bytes: the firmware asks for the same ones each time. */
  #counters: Uint32Array | undefined;
  #bytes: Uint8Array | undefined;

  constructor(options: SmbusTargetOptions) {
    this.capabilities = open(options.address, options.onReadable);
  }

  get refusals(): number {
    return native('racklet_target_refusals').call(this);
  }

  get isWaiting(): boolean {
    return native('racklet_target_is_waiting').call(this);
  }

  /** @throws RangeError where the memory for replies is used up: a mistake in the board's numbers */
  publish(code: number, bytes: Uint8Array, length: number): void {
    native('racklet_target_publish').call(this, code, bytes, length);
  }

  /** @throws RangeError as `publish` does, or where the arrays do not fit together; `values` is all of its buffer */
  publishNumbers(codes: Uint8Array, widths: Uint8Array, values: Int32Array): void {
    publishColumns(codes, widths, values.buffer);
  }

  withdraw(code: number): void {
    native('racklet_target_withdraw').call(this, code);
  }

  accept(code: number, shortest: number, longest: number): void {
    native('racklet_target_accept').call(this, code, shortest, longest);
  }

  acceptAll(codes: Uint8Array, shortest: Uint8Array, longest: Uint8Array): void {
    native('racklet_target_accept_all').call(this, codes, shortest, longest);
  }

  acceptProcess(code: number, shortest: number, longest: number): void {
    native('racklet_target_accept_process').call(this, code, shortest, longest);
  }

  forbid(code: number): void {
    native('racklet_target_forbid').call(this, code);
  }

  forbidAll(codes: Uint8Array): void {
    native('racklet_target_forbid_all').call(this, codes);
  }

  read(buffer: Uint8Array): number {
    return native('racklet_target_read').call(this, buffer);
  }

  done(token: number): void {
    native('racklet_target_done').call(this, token);
  }

  counters(out: Uint32Array): void {
    copyCounters(this.#bytesOf(out));
  }

  suspend(): boolean {
    return native('racklet_target_suspend').call(this);
  }

  resume(): void {
    native('racklet_target_resume').call(this);
  }

  close(): void {
    native('racklet_target_close').call(this);
  }

  #bytesOf(counters: Uint32Array): Uint8Array {
    if (this.#counters !== counters || this.#bytes === undefined) {
      this.#counters = counters;
      this.#bytes = new Uint8Array(counters.buffer, counters.byteOffset, counters.byteLength);
    }
    return this.#bytes;
  }
}
