// A PMBus device over a recording sink, with a model that a test fills.
import { COUNTER_COUNT } from '../../firmware/io/smbus-target/counters';
import { OLDEST_BLOCK_ROUNDS, PmbusDevice } from '../../firmware/pmbus/device';
import type { DeviceModel, UnitView } from '../../firmware/pmbus/device-model';
import { NO_LOG } from '../../firmware/pmbus/log-view';
import { Registers, type RegisterValues } from '../../firmware/pmbus/registers';
import { StatusRegisters } from '../../firmware/pmbus/status-registers';
import { EnergyTotal } from '../../firmware/power/energy';
import { EnergyAccumulator } from '../../firmware/power/energy-accumulator';
import { Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';
import { WallClock } from '../../firmware/units/wall-clock';
import { makeIdentity } from './identity';
import { RecordingSink } from './recording-sink';

export interface DeviceBench extends DeviceModel {
  readonly device: PmbusDevice;
  readonly sink: RecordingSink;
  readonly registers: Registers;
  readonly unit: UnitView;
  /** A write as the target port hands it over. @returns the STATUS_CML bits that it earned. */
  write(code: number, ...data: number[]): number;
  /** The ticks after which every block was composed anew. */
  refreshTurns(): void;
  /** Reply bytes of a code. */
  bytes(code: number): number[];
}

export interface BenchOptions {
  readonly operation?: number;
  readonly writeProtect?: number;
  readonly registers?: RegisterValues;
  readonly mayLiftProtection?: boolean;
  readonly hasPresets?: boolean;
  readonly model?: Partial<DeviceModel>;
}

function makeModel(differs: Partial<DeviceModel>): DeviceModel {
  return {
    snapshot: new Snapshot(),
    status: new StatusRegisters(),
    energy: new EnergyTotal(),
    inputAccumulator: new EnergyAccumulator(),
    outputAccumulator: new EnergyAccumulator(),
    clock: new WallClock(milliseconds(0)),
    log: { ...NO_LOG },
    identity: makeIdentity(),
    unit: { version: 0, state: 0, fault: 0, gateOn: false, faultCount: 0 },
    counters: new Uint32Array(COUNTER_COUNT),
    security: 0,
    features: 1,
    now: milliseconds(0),
    ...differs,
  };
}

export function createDeviceBench(options: BenchOptions = {}): DeviceBench {
  const { operation = 0x00, writeProtect = 0x00, mayLiftProtection = true, hasPresets = false } = options;
  const [sink, model] = [new RecordingSink(), makeModel(options.model ?? {})];
  const registers = new Registers({ OPERATION: operation, WRITE_PROTECT: writeProtect, ...options.registers });
  const device = new PmbusDevice({ model, sink, registers, mayLiftProtection, hasPresets });
  /** Stale bytes behind the write, as in the firmware's one buffer. */
  const buffer = new Uint8Array(258).fill(0xee);
  return Object.assign(model, {
    device,
    sink,
    registers,
    write: (code: number, ...data: number[]): number => {
      buffer.fill(0xee).set([data.length + 1, code, ...data]);
      return device.handle(buffer);
    },
    refreshTurns: (): void => {
      for (let tick = 0; tick < OLDEST_BLOCK_ROUNDS; tick++) device.refreshTurn();
    },
    bytes: (code: number): number[] => [...Buffer.from(sink.replies.get(code)!, 'hex')],
  });
}
