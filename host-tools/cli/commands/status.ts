// `racklet status SLOT`: all that a unit says of itself.
import { Command } from 'commander';
import { addressOfSlot } from '../../../firmware/smbus/limits';
import { type MissingReading, missingReadings, missingText } from '../../client/missing-readings';
import { PmbusClient } from '../../client/pmbus-client';
import { UnitError } from '../../client/unit-error';
import { reportOf } from '../../client/unit-report';
import { hexByte, milli, stateText } from '../format';
import { busOption, jsonOption, parseSlot, print, printJson, withBus } from '../options';

export function statusCommand(): Command {
  return new Command('status')
    .summary('show a unit')
    .description('Shows all that a unit says of itself.')
    .argument('<slot>', 'slot of the unit', parseSlot)
    .addOption(busOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  racklet status 2
  racklet status 2 --json`,
    )
    .action(async (slot: number, options: { bus: string; json?: true }) => {
      const status = await withBus(options.bus, async (bus) => {
        const client = new PmbusClient(bus);
        const report = await reportOf(client, slot, addressOfSlot(slot));
        const hardware = await client.readFields(slot, 'MFR_HARDWARE');
        const statusWord = await client.readNumber(slot, 'STATUS_WORD');
        const writeProtect = await client.readNumber(slot, 'WRITE_PROTECT');
        const { inputMicrovolts, inputMicroamps } = await fineReadings(client, slot);
        return {
          ...report,
          inputMicrovolts,
          inputMicroamps,
          statusWord,
          writeProtect,
          hardware,
          missing: await missingReadings(client, slot),
        };
      });
      if (options.json) printJson(status);
      else print(asText(status));
    });
}

/** As fine as the sensor gives them; null without a value, or where an older firmware lacks the command. */
async function fineReadings(client: PmbusClient, slot: number) {
  try {
    const fine = await client.readFields(slot, 'MFR_READINGS_FINE');
    const numberOf = (name: string, status: string): number | null =>
      fine[status] === 'valid' ? Number(fine[name]) : null;
    return {
      inputMicrovolts: numberOf('inputMicrovolts', 'inputVoltageStatus'),
      inputMicroamps: numberOf('inputMicroamps', 'inputCurrentStatus'),
    };
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    return { inputMicrovolts: null, inputMicroamps: null };
  }
}

type Status = Awaited<ReturnType<typeof reportOf>> & {
  readonly missing: readonly MissingReading[];
  readonly statusWord: number;
  readonly writeProtect: number;
  readonly hardware: Readonly<Record<string, number | string>>;
};

const asText = (status: Status): string =>
  [
    ['slot', `${status.slot} (address ${hexByte(status.address)})`],
    ['model', `${status.model}, firmware ${status.revision}`],
    [
      'hardware',
      `${status.hardware.uniqueId}, start ${status.hardware.bootCount}, caused by ${status.hardware.resetCause}`,
    ],
    ['state', stateText(status.state, status.fault)],
    ['gate', status.gateOn ? 'on' : 'off'],
    [
      'input',
      `${milli(status.inputMillivolts, 'V')}, ${milli(status.outputMilliamps, 'A')}, ${milli(status.inputMilliwatts, 'W')}`,
    ],
    ['output', milli(status.outputMillivolts, 'V')],
    ['temperature', milli(status.temperatureMillidegrees, 'degC', 1)],
    ...status.missing.map((missing) => ['no value', missingText(missing)]),
    ['energy', milli(status.energyMillijoules, 'J', 1)],
    ['faults', `${status.faults} since start`],
    ['STATUS_WORD', `0x${status.statusWord.toString(16).padStart(4, '0').toUpperCase()}`],
    [
      'security',
      status.security === 'open'
        ? 'open: anyone on the bus may switch this unit'
        : `closed: writes are refused (WRITE_PROTECT ${hexByte(status.writeProtect)})`,
    ],
  ]
    .map(([name, text]) => `${name!.padEnd(12)} ${text}`)
    .join('\n');
