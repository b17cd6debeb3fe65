// The way to the rack's bus on which a chosen transaction is disturbed: that one, and nobody else's.
import type { BusFault } from '../bus/bus-fault';
import type { BusController } from '../bus/controller';
import { runTransfer } from '../bus/run-transfer';
import type { BusAdapter } from '../client/bus-adapter';
import type { TransferMessage, TransferResult } from '../client/transfer';

export class DisturbedBus implements BusAdapter {
  readonly name = 'soak';
  readonly #controller: BusController;
  #next: BusFault | undefined;

  constructor(controller: BusController) {
    this.#controller = controller;
  }

  get stretches(): boolean {
    return this.#controller.stretches;
  }

  /** The next transfer through this adapter is disturbed; those that follow are not. */
  disturbNext(fault: BusFault): void {
    this.#next = fault;
  }

  transfer(messages: readonly TransferMessage[]): Promise<TransferResult> {
    const { bus } = this.#controller;
    const fault = this.#next;
    this.#next = undefined;
    return new Promise((resolve) => {
      this.#controller.claim(() => {
        if (fault !== undefined) bus.inject(fault);
        runTransfer(bus, messages, (result) => {
          resolve(result);
          bus.scheduler.letOthersRun();
          this.#controller.release();
        });
      });
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
