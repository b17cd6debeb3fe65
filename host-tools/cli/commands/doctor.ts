// `racklet doctor`: what works on this computer, and what to do for the rest.
import { Command } from 'commander';
import colors from 'picocolors';
import { examinations } from '../../doctor/examinations';
import { thisSystem } from '../../doctor/system';
import { UDEV_RULES } from '../../doctor/udev-rules';
import { findWorkerBinary } from '../../engines/xs/worker-binary';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { table } from '../format';
import { jsonOption, print, printJson } from '../options';

export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('what works on this computer')
    .description('Says what racklet can do on this computer, and what to do for the rest. Changes nothing.')
    .option('--udev-rules', 'print rules that let users open buses and ports, and end')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  racklet doctor
  racklet doctor --udev-rules | sudo tee /etc/udev/rules.d/60-racklet.rules`,
    )
    .action((options: { udevRules?: true; json?: true }) => {
      if (options.udevRules) process.stdout.write(UDEV_RULES);
      else examine(options.json === true);
    });
}

/** @throws CliError where the base is missing */
function examine(json: boolean): void {
  const rows = examinations(() => findWorkerBinary()).map((row) => ({ ...row, ...row.look(thisSystem) }));
  if (json)
    printJson({ examinations: rows.map(({ name, state, detail, remedy }) => ({ name, state, detail, remedy })) });
  else {
    const shown = rows.map(({ name, state, detail }) => [
      name,
      state === 'works' ? colors.green(state) : colors.yellow(state),
      detail,
    ]);
    print(table(['WHAT', 'STATE', 'DETAIL'], shown));
    const open = rows.filter(({ remedy }) => remedy !== undefined);
    if (open.length > 0)
      print(
        ['', 'For what is missing, if you want it:', ...open.map(({ name, remedy }) => `  ${name}: ${remedy}`)].join(
          '\n',
        ),
      );
  }
  const base = rows.find(({ isBase, state }) => isBase && state === 'missing');
  if (base !== undefined) throw new CliError(`${base.detail}: ${base.remedy}`, EXIT_CODES.doctor.code);
}
