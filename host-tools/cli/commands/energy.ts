// `racklet energy`: what each unit has drawn.
import { Command } from 'commander';
import { SLOT_COUNT } from '../../../firmware/smbus/limits';
import { PmbusClient } from '../../client/pmbus-client';
import { type Asked, askEach, tellTroubles } from '../ask-each';
import { milli, table } from '../format';
import { busOption, jsonOption, print, printJson, withBus } from '../options';

const JOULES_PER_WATT_HOUR = 3600;

interface EnergyReport {
  readonly slot: number;
  readonly energyMillijoules: number;
  /** Unix time at which the total began; null while the unit does not know the time of day. */
  readonly epoch: number | null;
  readonly inputMilliwatts: number | null;
}

export function energyCommand(): Command {
  return new Command('energy')
    .summary('show the energy that each unit has drawn')
    .description('Shows the energy that each unit has drawn, and since when.')
    .addOption(busOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  racklet energy
  racklet energy --json        one JSON object per unit`,
    )
    .action(async (options: { bus: string; json?: true }) => {
      const { rows, troubles } = await withBus(options.bus, (bus) => energies(new PmbusClient(bus)));
      if (options.json) for (const row of rows) printJson(row);
      else print(asText(rows));
      tellTroubles(troubles);
    });
}

async function energies(client: PmbusClient): Promise<Asked<EnergyReport>> {
  const present: number[] = [];
  for (let slot = 0; slot < SLOT_COUNT; slot++) if (await client.isPresent(slot)) present.push(slot);
  return askEach(present, (slot) => energyOf(client, slot));
}

async function energyOf(client: PmbusClient, slot: number): Promise<EnergyReport> {
  const total = await client.readFields(slot, 'MFR_ENERGY_TOTAL');
  const readings = await client.readFields(slot, 'MFR_READINGS');
  return {
    slot,
    energyMillijoules: total.energy as number,
    epoch: total.epoch === 0 ? null : (total.epoch as number),
    inputMilliwatts: readings.inputPowerStatus === 'valid' ? (readings.inputPower as number) : null,
  };
}

function asText(rows: readonly EnergyReport[]): string {
  if (rows.length === 0) return 'No unit answers on this bus.';
  const joules = rows.reduce((sum, row) => sum + row.energyMillijoules, 0);
  const cells = rows.map((row) => [
    String(row.slot),
    milli(row.inputMilliwatts, 'W'),
    milli(row.energyMillijoules, 'J', 1),
    row.epoch === null ? 'start of the BMC' : new Date(row.epoch * 1000).toISOString(),
  ]);
  const total = `${milli(joules, 'J', 1)} in all, ${(joules / 1000 / JOULES_PER_WATT_HOUR).toFixed(3)} Wh`;
  return `${table(['SLOT', 'POWER', 'ENERGY', 'SINCE'], cells)}\n${total}`;
}
