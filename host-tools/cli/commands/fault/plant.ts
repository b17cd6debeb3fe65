// `racklet fault plant KIND`: disturbs supply, busbar, loads and temperatures of the emulated rack. `--heal` undoes it.
import { Command, Option } from 'commander';
import type { WirePlantFault } from '../../../client/socket-protocol';
import { PROFILE_NAMES } from '../../../plant/load-profile';
import { CliError } from '../../errors';
import { EXIT_CODES } from '../../exit-codes';
import { busOption, jsonOption, parseSlot } from '../../options';
import { disturb } from './disturb';
import { number } from './number';

interface Shared {
  readonly bus: string;
  readonly json?: true;
  readonly heal?: true;
}

const healOption = () => new Option('--heal', 'back to what the rack file says');

export function faultPlantCommand(): Command {
  return new Command('plant')
    .summary('disturb supply, loads and temperatures')
    .description(
      'Disturbs the electrical side of the emulated rack: what BMCs and units then see is worked out from it.',
    )
    .addCommand(shortCommand())
    .addCommand(loadCommand())
    .addCommand(pulseCommand())
    .addCommand(heatCommand())
    .addCommand(gateCommand())
    .addCommand(deafCommand())
    .addCommand(rattleCommand())
    .addCommand(supplyCommand())
    .addCommand(brownOutCommand())
    .addHelpText(
      'after',
      `
Examples:
  racklet fault plant short 3 --milliohms 50        the eFuse of slot 3 opens
  racklet fault plant short 3 --heal
  racklet fault plant load 1 --milliamps 5500       an over-current that the firmware's limit ends
  racklet fault plant supply --limit-milliamps 4000
  racklet fault plant brown-out --millivolts 3000 --ms 160`,
    );
}

function shortCommand(): Command {
  return unitCommand('short', "a short behind a unit's gate")
    .option('--milliohms <number>', 'resistance of the short', number(1, 100_000), 50)
    .action((slot: number, { milliohms, ...shared }: Shared & { milliohms: number }) =>
      send(shared, shared.heal ? { kind: 'heal', what: 'short', slot } : { kind: 'short', slot, milliohms }),
    );
}

interface LoadOptions extends Shared {
  readonly milliamps?: number;
  readonly milliwatts?: number;
  readonly profile?: string;
}

function loadCommand(): Command {
  return unitCommand('load', 'what a unit draws')
    .option('--milliamps <number>', 'a constant current', number(0, 20_000))
    .option('--milliwatts <number>', 'a constant power', number(0, 100_000))
    .addOption(new Option('--profile <name>', 'what a Raspberry Pi 4 draws').choices(PROFILE_NAMES))
    .action((slot: number, { milliamps, milliwatts, profile, ...shared }: LoadOptions) => {
      const draw = { milliamps, milliwatts, profile };
      if (shared.heal) return send(shared, { kind: 'heal', what: 'load', slot });
      if (Object.values(draw).filter((value) => value !== undefined).length !== 1) {
        throw usage('give one of --milliamps, --milliwatts, --profile, or --heal');
      }
      return send(shared, { kind: 'load', slot, ...draw });
    });
}

interface PulseOptions extends Shared {
  readonly milliamps: number;
  readonly ms: number;
  readonly restMilliamps: number;
  readonly restMs: number;
}

function pulseCommand(): Command {
  return unitCommand('pulse', 'a unit that draws two currents in turn')
    .option('--milliamps <number>', 'drawn in the pulse', number(0, 20_000), 5500)
    .option('--ms <number>', 'length of the pulse', number(1, 60_000), 15)
    .option('--rest-milliamps <number>', 'drawn between two pulses', number(0, 20_000), 600)
    .option('--rest-ms <number>', 'between two pulses', number(1, 60_000), 5)
    .action((slot: number, { milliamps, ms, restMilliamps, restMs, ...shared }: PulseOptions) =>
      send(
        shared,
        shared.heal
          ? { kind: 'heal', what: 'load', slot }
          : { kind: 'pulse', slot, milliamps, milliseconds: ms, restMilliamps, restMilliseconds: restMs },
      ),
    );
}

function rattleCommand(): Command {
  return rackCommand('rattle', 'a presence pin that chatters while the tray stays in')
    .argument('<slot>', 'slot of the unit', parseSlot)
    .option('--ms <number>', 'for so long', number(1, 1000), 8)
    .action((slot: number, { ms, ...shared }: Shared & { ms: number }) =>
      send(shared, { kind: 'rattle', slot, milliseconds: ms }),
    );
}

function heatCommand(): Command {
  return unitCommand('heat', 'the air of a tray; its BMC follows within minutes')
    .option('--celsius <number>', 'temperature of the air', number(-40, 150), 90)
    .action((slot: number, { celsius, ...shared }: Shared & { celsius: number }) =>
      send(shared, shared.heal ? { kind: 'heal', what: 'heat', slot } : { kind: 'heat', slot, celsius }),
    );
}

function gateCommand(): Command {
  return unitCommand('gate', "a gate's transistor that no longer follows its latch")
    .addOption(new Option('--stuck <state>', 'conducts for ever, or never').choices(['on', 'off']).default('on'))
    .action((slot: number, { stuck, ...shared }: Shared & { stuck: 'on' | 'off' }) =>
      send(shared, shared.heal ? { kind: 'heal', what: 'gate', slot } : { kind: 'gate', slot, stuck }),
    );
}

function deafCommand(): Command {
  return unitCommand('deaf', 'a unit that does not hear the request to shut itself down').action(
    (slot: number, shared: Shared) =>
      send(shared, shared.heal ? { kind: 'heal', what: 'deaf', slot } : { kind: 'deaf', slot }),
  );
}

interface SupplyOptions extends Shared {
  readonly millivolts?: number;
  readonly milliohms?: number;
  readonly limitMilliamps?: number;
  readonly foldbackPercent?: number;
}

function supplyCommand(): Command {
  return rackCommand('supply', 'facts of the supply; what is not given is as the rack file says')
    .option('--millivolts <number>', 'without load', number(1000, 15_000))
    .option('--milliohms <number>', 'output resistance', number(0, 1000))
    .option('--limit-milliamps <number>', 'current limit', number(100, 200_000))
    .option('--foldback-percent <number>', 'what is left of the limit into a dead short', number(5, 100))
    .addOption(healOption())
    .action(({ bus, json, heal, ...facts }: SupplyOptions) => {
      const shared = { bus, ...(json ? { json } : {}) };
      if (heal) return send(shared, { kind: 'heal-supply' });
      if (Object.keys(facts).length === 0) throw usage('give a fact of the supply, or --heal');
      return send(shared, { kind: 'supply', ...facts });
    });
}

function brownOutCommand(): Command {
  return rackCommand('brown-out', 'the supply sags for a while')
    .option('--millivolts <number>', 'down to', number(0, 15_000), 3000)
    .option('--ms <number>', 'for so long', number(1, 60_000), 160)
    .action(({ millivolts, ms, ...shared }: Shared & { millivolts: number; ms: number }) =>
      send(shared, { kind: 'brown-out', millivolts, milliseconds: ms }),
    );
}

const rackCommand = (name: string, summary: string): Command =>
  new Command(name)
    .summary(summary)
    .description(`Disturbs the plant: ${summary}.`)
    .addOption(busOption())
    .addOption(jsonOption());

const unitCommand = (name: string, summary: string): Command =>
  rackCommand(name, summary).argument('<slot>', 'slot of the unit', parseSlot).addOption(healOption());

const usage = (message: string): CliError => new CliError(message, EXIT_CODES.usage.code);

const send = (shared: Shared, fault: WirePlantFault): Promise<void> =>
  disturb(shared, { fault }, (emulator) => emulator.disturbPlant(fault));
