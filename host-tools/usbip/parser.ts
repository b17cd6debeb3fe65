// Bytes from a USB/IP client to messages, however TCP cuts them. Trusts nothing: whatever is not the protocol ends the connection.
import { BUS_ID_BYTES, OPERATION_HEADER, Operation, URB_HEADER, Urb, USBIP_VERSION } from './protocol';

/** Most data of a URB. The adapter's packets have 64 bytes; a kernel asks for descriptors of up to 4 KiB. */
export const LARGEST_TRANSFER = 16_384;

export type Message =
  | { readonly kind: 'list' }
  | { readonly kind: 'import'; readonly busId: string }
  | {
      readonly kind: 'submit';
      readonly sequence: number;
      readonly endpoint: number;
      readonly isIn: boolean;
      /** Bytes wanted, or sent. */
      readonly length: number;
      readonly setup: Uint8Array;
      readonly data: Uint8Array;
    }
  | { readonly kind: 'unlink'; readonly sequence: number; readonly victim: number };

/** The client does not speak the protocol; the message says how. */
export class ProtocolError extends Error {}

export class Parser {
  #received = Buffer.alloc(0);
  /** A device is imported: from now on URBs. */
  isImported = false;

  push(chunk: Uint8Array): void {
    this.#received = Buffer.concat([this.#received, chunk]);
  }

  /** The next message that is whole. @throws ProtocolError */
  next(): Message | undefined {
    return this.isImported ? this.#urb() : this.#operation();
  }

  #operation(): Message | undefined {
    const head = this.#received;
    if (head.length < OPERATION_HEADER) return undefined;
    const version = head.readUInt16BE(0);
    if (version !== USBIP_VERSION) throw new ProtocolError(`version 0x${version.toString(16)} instead of 0x0111`);
    const code = head.readUInt16BE(2);
    if (code === Operation.listRequest) {
      this.#take(OPERATION_HEADER);
      return { kind: 'list' };
    }
    if (code !== Operation.importRequest) throw new ProtocolError(`operation 0x${code.toString(16)}`);
    if (head.length < OPERATION_HEADER + BUS_ID_BYTES) return undefined;
    const busId = this.#take(OPERATION_HEADER + BUS_ID_BYTES).toString('latin1', OPERATION_HEADER);
    return { kind: 'import', busId: busId.split('\0', 1)[0]! };
  }

  #urb(): Message | undefined {
    const head = this.#received;
    if (head.length < URB_HEADER) return undefined;
    const command = head.readUInt32BE(0);
    const sequence = head.readUInt32BE(4);
    if (command === Urb.unlink) {
      return { kind: 'unlink', sequence, victim: this.#take(URB_HEADER).readUInt32BE(20) };
    }
    if (command !== Urb.submit) throw new ProtocolError(`command ${command} of a URB`);
    const isIn = head.readUInt32BE(12) === 1;
    const endpoint = head.readUInt32BE(16);
    const length = head.readUInt32BE(24);
    if (length > LARGEST_TRANSFER) throw new ProtocolError(`a transfer of ${length} bytes`);
    const total = URB_HEADER + (isIn ? 0 : length);
    if (head.length < total) return undefined;
    const urb = Uint8Array.from(this.#take(total));
    return { kind: 'submit', sequence, endpoint, isIn, length, setup: urb.subarray(40, 48), data: urb.subarray(48) };
  }

  #take(length: number): Buffer {
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }
}
