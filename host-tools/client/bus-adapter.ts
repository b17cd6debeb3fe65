// What the client needs of a bus: the emulator's socket, a Linux /dev/i2c-N, or a test's bus in the same process.
import type { TransferMessage, TransferResult } from './transfer';

export interface BusAdapter {
  /** How people name it: `emulated:/run/user/1000/racklet.sock`. */
  readonly name: string;
  /** False: the controller does not wait for a stretched clock (Raspberry Pi 1 to 4): reads after writes are delayed. */
  readonly stretches: boolean;
  /** One transfer. @throws BusUnavailable where the bus itself is gone */
  transfer(messages: readonly TransferMessage[]): Promise<TransferResult>;
  /** Waits `ms` milliseconds in the time of the bus. Without it that is the clock on the wall. */
  sleep?(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** The bus cannot be reached. `message` is one line that says what to do. */
export class BusUnavailable extends Error {}
