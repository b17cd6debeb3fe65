// A client that has imported the adapter: URBs in, answers out. Knows no sockets.
import { Diolan, type Seat } from './diolan';
import { type Message, ProtocolError } from './parser';
import { submitted, UrbStatus, unlinked } from './protocol';
import { controlRequest, Endpoint } from './usb-device';

const NOTHING = new Uint8Array(0);
/** IN requests that wait for an answer, and answers that wait for an IN request. A driver has one of either. */
const MOST_WAITING = 256;

type Submit = Extract<Message, { kind: 'submit' }>;

export class Attachment {
  readonly #send: (bytes: Uint8Array) => void;
  readonly #adapter: Diolan;
  #packets: Uint8Array[] = [];
  #waiting: Submit[] = [];

  constructor(seat: Seat, send: (bytes: Uint8Array) => void) {
    this.#send = send;
    this.#adapter = new Diolan(seat, (packet) => {
      this.#packets.push(packet);
      this.#match();
    });
  }

  /** @throws ProtocolError on what no kernel sends */
  handle(message: Message): void {
    if (message.kind === 'unlink') this.#unlink(message.sequence, message.victim);
    else if (message.kind === 'submit') this.#submit(message);
    else throw new ProtocolError(`a ${message.kind} after the import`);
  }

  close(): void {
    this.#adapter.close();
  }

  #submit(urb: Submit): void {
    if (urb.endpoint === Endpoint.control) this.#control(urb);
    else if (urb.endpoint === Endpoint.in && urb.isIn) this.#in(urb);
    else if (urb.endpoint === Endpoint.out && !urb.isIn) this.#out(urb);
    else this.#send(submitted(urb.sequence, UrbStatus.stall, 0, NOTHING));
  }

  #control({ sequence, setup, length, isIn }: Submit): void {
    const answer = controlRequest(setup, length);
    if (answer === undefined) this.#send(submitted(sequence, UrbStatus.stall, 0, NOTHING));
    else this.#send(submitted(sequence, UrbStatus.ok, isIn ? answer.length : length, isIn ? answer : NOTHING));
  }

  #in(urb: Submit): void {
    if (this.#waiting.length >= MOST_WAITING) throw new ProtocolError('too many requests at once');
    this.#waiting.push(urb);
    this.#match();
  }

  /** The first packet of a transaction: answers that nobody fetched are of one that was given up. */
  #out({ sequence, data }: Submit): void {
    if (data[0] === 0x0c) this.#packets = [];
    this.#send(submitted(sequence, UrbStatus.ok, data.length, NOTHING));
    if (!this.#adapter.take(data) || this.#packets.length > MOST_WAITING) {
      throw new ProtocolError('too many commands at once');
    }
  }

  #unlink(sequence: number, victim: number): void {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter((urb) => urb.sequence !== victim);
    this.#send(unlinked(sequence, this.#waiting.length < before));
  }

  #match(): void {
    while (this.#waiting.length > 0 && this.#packets.length > 0) {
      const { sequence, length } = this.#waiting.shift()!;
      const data = this.#packets.shift()!.subarray(0, length);
      this.#send(submitted(sequence, UrbStatus.ok, data.length, data));
    }
  }
}
