// Racks for tests, and the controller's messages with their PEC.
import { addressOfSlot } from '../../firmware/smbus/limits';
import { TextTrace } from '../../host-tools/bus/bus-trace';
import type { TransferMessage, TransferResult } from '../../host-tools/client/transfer';
import { bundleFirmware } from '../../host-tools/engines/bundle';
import type { EngineName, FirmwareBundle } from '../../host-tools/engines/engine';
import { findWorkerBinary } from '../../host-tools/engines/xs/worker-binary';
import { Rack, type RackOptions } from '../../host-tools/rack/rack';
import { parseRackFile } from '../../host-tools/rack/rack-file';
import { milliseconds, type Nanoseconds, seconds } from '../../host-tools/sim/scheduler';
import { crc8 } from './crc8';

/** False where no C compiler built the worker: tests of the xs engine are then skipped, and counted as skipped. */
export const hasXs = 'path' in findWorkerBinary();

/** Engines that can run here. */
export const ENGINES: readonly EngineName[] = hasXs ? ['node', 'xs'] : ['node'];

export interface TestRackOptions {
  readonly engine: EngineName;
  readonly units: string;
  readonly seed?: number;
  readonly bundle?: FirmwareBundle;
  readonly lines?: string[];
  readonly onFailure?: (slot: number, reason: string) => void;
  readonly onStart?: NonNullable<RackOptions['onStart']>;
}

let shared: Promise<FirmwareBundle> | undefined;

/** The bundle, built once per test file. */
export function firmwareBundle(): Promise<FirmwareBundle> {
  shared ??= bundleFirmware();
  return shared;
}

/** `units`: the list under `units:` of a rack file, in YAML's flow style. */
export async function makeRack(options: TestRackOptions): Promise<Rack> {
  const text = `{apiVersion: racklet.io/v1alpha1, kind: Rack, units: ${options.units}}`;
  const { lines } = options;
  return new Rack({
    file: parseRackFile(text, 'test'),
    engine: options.engine,
    bundle: options.bundle ?? (await firmwareBundle()),
    seed: options.seed ?? 1,
    ...(lines === undefined ? {} : { trace: new TextTrace((line) => lines.push(line)) }),
    ...(options.onFailure === undefined ? {} : { onFailure: options.onFailure }),
    ...(options.onStart === undefined ? {} : { onStart: options.onStart }),
  });
}

export function readOf(slot: number, code: number, length: number, block = false): TransferMessage[] {
  const address = addressOfSlot(slot);
  return [
    { address, write: Uint8Array.of(code) },
    { address, read: length, block },
  ];
}

export function writeOf(slot: number, ...bytes: number[]): TransferMessage[] {
  const address = addressOfSlot(slot);
  return [{ address, write: Uint8Array.from([...bytes, crc8([address << 1, ...bytes])]) }];
}

/** Runs one transfer to its end, in virtual time. */
export async function transfer(rack: Rack, messages: readonly TransferMessage[]): Promise<TransferResult> {
  let result: TransferResult | undefined;
  rack.controller.begin(messages, (ended) => {
    result = ended;
  });
  await rack.scheduler.runUntil(milliseconds(rack.scheduler.now / 1e6 + 100), () => result !== undefined);
  return result!;
}

/** Runs the rack until `asking` has its answer, three seconds of its time at the most. */
export async function ended<T>({ scheduler }: Rack, asking: Promise<T>): Promise<T> {
  let isDone = false;
  const done = asking.finally(() => {
    isDone = true;
  });
  done.catch(() => {});
  await scheduler.runUntil((scheduler.now + seconds(3)) as Nanoseconds, () => isDone);
  return done;
}

/** State, fault, gate, security of a unit, from MFR_UNIT_STATE (0xD2). */
export async function stateOf(rack: Rack, slot: number): Promise<readonly number[]> {
  const result = await transfer(rack, readOf(slot, 0xd2, 2, true));
  return [...result.read[0]!.subarray(1, 5)];
}

/** Codes of MFR_UNIT_STATE: docs/pmbus-commands.md. */
export const State = { absent: 0, settling: 1, off: 2, starting: 3, waiting: 4, on: 5, faulted: 6 } as const;
