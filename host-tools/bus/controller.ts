// The bus controller of the emulated rack: transfers of several clients, one after the other, each as a promise.
import type { Bus } from './bus';
import { runTransfer, type TransferMessage, type TransferResult } from './transfer';

interface Queued {
  readonly messages: readonly TransferMessage[];
  readonly done: (result: TransferResult) => void;
}

export class BusController {
  readonly bus: Bus;
  readonly #queue: Queued[] = [];
  #busy = false;

  constructor(bus: Bus) {
    this.bus = bus;
  }

  /** Runs the transfer as soon as the bus is free. Virtual time has to run for it to end. */
  transfer(messages: readonly TransferMessage[]): Promise<TransferResult> {
    return new Promise((resolve) => this.begin(messages, resolve));
  }

  /** The same with a callback, which is called in virtual time. */
  begin(messages: readonly TransferMessage[], done: (result: TransferResult) => void): void {
    this.#queue.push({ messages, done });
    if (!this.#busy) this.#next();
  }

  #next(): void {
    const next = this.#queue.shift();
    this.#busy = next !== undefined;
    if (next === undefined) return;
    runTransfer(this.bus, next.messages, (result) => {
      next.done(result);
      this.#next();
    });
  }
}
