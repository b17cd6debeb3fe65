// The command line: program, and how errors leave it. One line on stderr and an exit code; a stack only with RACKLET_DEBUG=1.
import { Command, CommanderError } from 'commander';
import { FIRMWARE_VERSION } from '../../firmware/version';
import { imageCommand } from '../image/command';
import { blackboxCommand } from './commands/blackbox';
import { consoleCommand } from './commands/console';
import { doctorCommand } from './commands/doctor';
import { emulateCommand } from './commands/emulate';
import { energyCommand } from './commands/energy';
import { faultCommand } from './commands/fault/index';
import { hilCommand } from './commands/hil';
import { limitsCommand } from './commands/limits';
import { logCommand } from './commands/log';
import { plantCommand } from './commands/plant';
import { powerCommand } from './commands/power';
import { readCommand } from './commands/read';
import { scenarioCommand } from './commands/scenario';
import { soakCommand } from './commands/soak';
import { statusCommand } from './commands/status';
import { timeCommand } from './commands/time';
import { topCommand } from './commands/top';
import { traceCommand } from './commands/trace';
import { unitsCommand } from './commands/units';
import { writeCommand } from './commands/write';
import { addCompletion } from './completion';
import { EXIT_CODES, exitCodesText } from './exit-codes';
import { toCliError } from './to-cli-error';

export function buildProgram(): Command {
  const program = new Command('racklet')
    .description('Emulates a Racklet rack and talks to the BMCs of a rack, emulated or real.')
    .version(FIRMWARE_VERSION)
    .enablePositionalOptions()
    .addHelpText(
      'after',
      `
Examples:
  racklet emulate examples/rack.yaml      bring up an emulated rack
  racklet units                           list the units of the running rack (second terminal)
  racklet read 1 READ_VIN                 ask unit 1 for its busbar voltage
  racklet power off 2                     switch unit 2 off

Exit codes:
${exitCodesText()}`,
    );
  for (const make of [
    emulateCommand,
    unitsCommand,
    topCommand,
    statusCommand,
    powerCommand,
    limitsCommand,
    logCommand,
    blackboxCommand,
    energyCommand,
    readCommand,
    writeCommand,
    timeCommand,
    consoleCommand,
    traceCommand,
    plantCommand,
    faultCommand,
    scenarioCommand,
    soakCommand,
    imageCommand,
    hilCommand,
    doctorCommand,
  ]) {
    program.addCommand(make());
  }
  // The commands that it adds inherit this.
  tellErrors(program, 'racklet complete');
  addCompletion(program);
  return tellErrors(program, 'racklet');
}

/** Errors of commander are thrown, in subcommands too, and told in one line like all others. `name`: the words that call it. */
function tellErrors(command: Command, name: string): Command {
  command.exitOverride().configureOutput({ outputError: (text, write) => write(usageLine(text, name)) });
  for (const child of command.commands) tellErrors(child, `${name} ${child.name()}`);
  return command;
}

/** `error: unknown command 'unit'\n(Did you mean units?)` as a line of ours. */
function usageLine(text: string, name: string): string {
  const line = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\n\((.*)\)$/, '. $1')
    .replaceAll('\n', ' ');
  return `racklet: ${line}${/[.?]$/.test(line) ? '' : '.'} See ${name} --help\n`;
}

export async function main(argv: readonly string[]): Promise<void> {
  watchOutput();
  try {
    await buildProgram().parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT_CODES.ok.code : EXIT_CODES.usage.code;
      return;
    }
    const shown = toCliError(error);
    process.stderr.write(`racklet: ${shown.message}\n`);
    if (process.env.RACKLET_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exitCode = shown.exitCode;
  }
}

/** `racklet ... | head` ends quietly, and so does a terminal that was closed (EIO). A full disk is told in one line. */
function watchOutput(): void {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || code === 'EIO') process.exit(EXIT_CODES.ok.code);
    process.stderr.write(`racklet: cannot write the output: ${message}\n`);
    process.exit(EXIT_CODES.usage.code);
  });
}
