// A PMBus device over a recording sink, with a model that a test fills.
import { PmbusDevice } from '../../firmware/pmbus/device';
import type { DeviceModel, UnitView } from '../../firmware/pmbus/device-model';
import { StatusRegisters } from '../../firmware/pmbus/status-registers';
import { EnergyTotal } from '../../firmware/power/energy';
import { Snapshot } from '../../firmware/snapshot/snapshot';
import { RecordingSink } from './recording-sink';

export interface DeviceBench {
  readonly device: PmbusDevice;
  readonly sink: RecordingSink;
  readonly snapshot: Snapshot;
  readonly status: StatusRegisters;
  readonly energy: EnergyTotal;
  readonly unit: UnitView;
  /** A write as the target port hands it over. @returns the STATUS_CML bits that it earned. */
  write(code: number, ...data: number[]): number;
}

export interface BenchOptions {
  readonly operation?: number;
  readonly writeProtect?: number;
  readonly mayLiftProtection?: boolean;
  readonly model?: Partial<DeviceModel>;
}

const IDENTITY = {
  manufacturer: 'Racklet',
  model: 'bench',
  firmwareVersion: '1.2.3',
  uniqueId: Uint8Array.of(0xe6, 0x60, 0x58, 0x38, 0x83, 0x0f, 0x12, 0x34),
  bootCount: 0x0102_0304,
  resetCause: 1,
};

export function createDeviceBench(options: BenchOptions = {}): DeviceBench {
  const [sink, snapshot, status, energy] = [
    new RecordingSink(),
    new Snapshot(),
    new StatusRegisters(),
    new EnergyTotal(),
  ];
  const unit: UnitView = { version: 0, state: 0, fault: 0, gateOn: false, faultCount: 0 };
  const model = { snapshot, status, energy, unit, identity: IDENTITY, security: 0, features: 1, ...options.model };
  const { operation = 0x00, writeProtect = 0x00, mayLiftProtection = true } = options;
  const device = new PmbusDevice({ model, sink, operation, writeProtect, mayLiftProtection });
  /** Stale bytes behind the write, as in the firmware's one buffer. */
  const buffer = new Uint8Array(258).fill(0xee);
  const write = (code: number, ...data: number[]): number => {
    buffer.fill(0xee).set([data.length + 1, code, ...data]);
    return device.handle(buffer);
  };
  return { device, sink, snapshot, status, energy, unit, write };
}
