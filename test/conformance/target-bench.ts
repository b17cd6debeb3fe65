// What a place must offer so that the target port's conformance suite can run there: the firmware's side of the port, a bus
// controller, and time. All of it is asynchronous, so that a port in C or in an emulated chip fits as well.
import type { BusFault } from '../../host-tools/bus/bus-fault';
import type { TransferMessage, TransferResult } from '../../host-tools/client/transfer';

export interface TakenWrite {
  readonly token: number;
  /** Code, then data. */
  readonly bytes: readonly number[];
}

export interface BenchResult extends TransferResult {
  /** Microseconds for which SCL was held low in all. */
  readonly stretchedUs: number;
  /** The same for each byte on the wire. */
  readonly stretchesUs: readonly number[];
  /** One `+` or `-` for each byte on the wire, in order. */
  readonly acknowledged: string;
}

export interface TargetBench {
  readonly profile: 'nack' | 'poison';
  readonly address: number;
  /** Longest that a read may be stretched while its interrupt is served. Absent: not at all. */
  readonly interruptStretchUs?: number;
  publish(code: number, bytes: readonly number[]): Promise<void>;
  withdraw(code: number): Promise<void>;
  accept(code: number, shortest: number, longest: number): Promise<void>;
  acceptProcess(code: number, shortest: number, longest: number): Promise<void>;
  forbid(code: number): Promise<void>;
  take(): Promise<TakenWrite | undefined>;
  done(token: number): Promise<void>;
  counters(): Promise<readonly number[]>;
  refusals(): Promise<number>;
  suspend(): Promise<boolean>;
  resume(): Promise<void>;
  closePort(): Promise<void>;
  /** How often the port announced something. */
  announcements(): Promise<number>;
  /** Puts a transfer on the bus and lets time pass until it has ended. */
  transfer(messages: readonly TransferMessage[]): Promise<BenchResult>;
  /** Puts a transfer on the bus; time passes by `advance`. */
  begin(messages: readonly TransferMessage[]): Promise<BenchResult>;
  inject(fault: BusFault): Promise<void>;
  advance(milliseconds: number): Promise<void>;
  /** Ends the place. */
  close(): Promise<void>;
}

export type MakeBench = (profile: 'nack' | 'poison') => Promise<TargetBench>;
