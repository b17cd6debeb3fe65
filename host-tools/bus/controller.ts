// The bus controller of the emulated rack: transfers of several clients, one after the other, each as a promise.

import type { BusAdapter } from '../client/bus-adapter';
import type { TransferMessage, TransferResult } from '../client/transfer';
import type { Bus } from './bus';
import { runTransfer } from './run-transfer';

export class BusController implements BusAdapter {
  readonly name = 'in-process';
  readonly bus: Bus;
  /** Who waits for the bus: called when it is theirs. */
  readonly #queue: (() => void)[] = [];
  #busy = false;

  constructor(bus: Bus) {
    this.bus = bus;
  }

  get stretches(): boolean {
    return this.bus.stretches;
  }

  /** Runs the transfer as soon as the bus is free. Virtual time has to run for it to end. */
  transfer(messages: readonly TransferMessage[]): Promise<TransferResult> {
    return new Promise((resolve) => {
      this.begin(messages, (result) => {
        resolve(result);
        this.bus.scheduler.letOthersRun();
      });
    });
  }

  /** Nothing to close. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** The same with a callback, which is called in virtual time. */
  begin(messages: readonly TransferMessage[], done: (result: TransferResult) => void): void {
    this.claim(() =>
      runTransfer(this.bus, messages, (result) => {
        done(result);
        this.release();
      }),
    );
  }

  /** Calls `granted` when the bus is free, and keeps it for its caller until `release`. */
  claim(granted: () => void): void {
    this.#queue.push(granted);
    if (!this.#busy) this.#next();
  }

  /** The claim is over: the next one's turn. */
  release(): void {
    this.#next();
  }

  #next(): void {
    const next = this.#queue.shift();
    this.#busy = next !== undefined;
    next?.();
  }
}
