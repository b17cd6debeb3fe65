// I2C transfers as Linux's I2C_RDWR knows them, on the emulated bus: messages joined by repeated STARTs, one STOP at the end.

import type { TransferMessage, TransferResult, TransferStatus } from '../client/transfer';
import { ARBITRATION_LOST, type Bus, CUT_SHORT, TIMEOUT } from './bus';
import { NACK } from './bus-device';

const LARGEST_BLOCK_ON_LINUX = 32;

/** Runs one transfer; `done` is called at its end, in virtual time. */
export function runTransfer(
  bus: Bus,
  messages: readonly TransferMessage[],
  done: (result: TransferResult) => void,
): void {
  const read: Uint8Array[] = [];

  const end = (status: TransferStatus): void => {
    if (status === 'arbitration-lost' || status === 'timeout') bus.abandon(() => done({ status, read }));
    else bus.stop(() => done({ status, read }));
  };

  const failed = (outcome: number, onNack: TransferStatus): boolean => {
    if (outcome === TIMEOUT) end('timeout');
    else if (outcome === ARBITRATION_LOST) end('arbitration-lost');
    else if (outcome === CUT_SHORT) end('protocol');
    else if (outcome === NACK) end(onNack);
    else return false;
    return true;
  };

  const runMessage = (index: number): void => {
    const message = messages[index];
    if (message === undefined) {
      end('ok');
      return;
    }
    const isRead = 'read' in message;
    bus.start(message.address, isRead, (outcome) => {
      if (failed(outcome, 'address-nack')) return;
      if (isRead) readBytes(message.read, message.block === true, () => runMessage(index + 1));
      else writeBytes(message.write, 0, () => runMessage(index + 1));
    });
  };

  const writeBytes = (bytes: Uint8Array, at: number, next: () => void): void => {
    if (at >= bytes.length) {
      next();
      return;
    }
    bus.write(bytes[at]!, (outcome) => {
      if (!failed(outcome, 'data-nack')) writeBytes(bytes, at + 1, next);
    });
  };

  const readBytes = (length: number, block: boolean, next: () => void): void => {
    const bytes: number[] = [];
    let total = length;
    const finish = (): void => {
      read.push(Uint8Array.from(bytes));
      next();
    };
    const one = (): void => {
      if (bytes.length >= total) {
        finish();
        return;
      }
      const isLast = bytes.length === total - 1 && !(block && bytes.length === 0);
      bus.read(!isLast, (outcome) => {
        if (outcome < 0) {
          failed(outcome, 'protocol');
          return;
        }
        bytes.push(outcome);
        if (block && bytes.length === 1) {
          if (outcome > LARGEST_BLOCK_ON_LINUX) {
            read.push(Uint8Array.from(bytes));
            end('protocol');
            return;
          }
          total = length + outcome;
        }
        one();
      });
    };
    one();
  };

  runMessage(0);
}
