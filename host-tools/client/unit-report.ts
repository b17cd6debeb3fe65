// What a unit says of itself, gathered over the bus: the row of `racklet units` and of the live table.
import type { PmbusClient } from './pmbus-client';
import { UnitError } from './unit-error';

export interface UnitReport {
  readonly slot: number;
  readonly address: number;
  readonly model: string;
  readonly revision: string;
  readonly state: string;
  readonly fault: string;
  readonly gateOn: boolean;
  readonly security: string;
  readonly inputMillivolts: number | null;
  readonly outputMillivolts: number | null;
  readonly outputMilliamps: number | null;
  readonly inputMilliwatts: number | null;
  readonly temperatureMillidegrees: number | null;
  readonly energyMillijoules: number;
  readonly faults: number;
}

type ReadingName = 'READ_VIN' | 'READ_VOUT' | 'READ_IIN' | 'READ_PIN' | 'READ_TEMPERATURE_1';

/** A reading that the unit has no value for is null: it refuses the read. */
async function readOrNull(client: PmbusClient, slot: number, name: ReadingName): Promise<number | null> {
  try {
    return await client.readNumber(slot, name);
  } catch (error) {
    if (error instanceof UnitError && error.kind === 'refused') return null;
    throw error;
  }
}

/** @throws UnitError */
export async function reportOf(client: PmbusClient, slot: number, address: number): Promise<UnitReport> {
  const state = await client.readFields(slot, 'MFR_UNIT_STATE');
  const energy = await client.readFields(slot, 'MFR_ENERGY_TOTAL');
  return {
    slot,
    address,
    model: await client.readText(slot, 'MFR_MODEL'),
    revision: await client.readText(slot, 'MFR_REVISION'),
    state: String(state.state),
    fault: String(state.fault),
    gateOn: state.gateOn === 1,
    security: String(state.security),
    inputMillivolts: await readOrNull(client, slot, 'READ_VIN'),
    outputMillivolts: await readOrNull(client, slot, 'READ_VOUT'),
    outputMilliamps: await readOrNull(client, slot, 'READ_IIN'),
    inputMilliwatts: await readOrNull(client, slot, 'READ_PIN'),
    temperatureMillidegrees: await readOrNull(client, slot, 'READ_TEMPERATURE_1'),
    energyMillijoules: energy.energy as number,
    faults: state.faultCount as number,
  };
}
