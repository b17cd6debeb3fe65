// `racklet top`: the units, live and sorted, with the course of their power.
import { Command, Option } from 'commander';
import colors from 'picocolors';
import { addressOfSlot } from '../../../firmware/smbus/limits';
import { DISCOVERY_PERIOD_MS, Discovery, type DiscoveryEvent, warningOf } from '../../client/discovery';
import { PmbusClient } from '../../client/pmbus-client';
import { reportOf, type UnitReport } from '../../client/unit-report';
import { askEach } from '../ask-each';
import { milli, stateText, table } from '../format';
import { busOption, jsonOption, print, printJson, withBus } from '../options';
import { Screen, widthOf } from '../screen';
import { sparkline } from '../sparkline';

const HEAD = ['SLOT', 'STATE', 'INPUT', 'OUTPUT', 'CURRENT', 'POWER', 'ENERGY', 'TEMP', 'FAULTS', 'COURSE'];
const HISTORY = 20;

/** What a larger value comes first by; slots go upwards. */
const SORT_KEYS = {
  slot: (report: UnitReport) => -report.slot,
  power: (report: UnitReport) => report.inputMilliwatts ?? -1,
  current: (report: UnitReport) => report.outputMilliamps ?? -1,
  energy: (report: UnitReport) => report.energyMillijoules,
  temperature: (report: UnitReport) => report.temperatureMillidegrees ?? -1,
} as const;
type SortKey = keyof typeof SORT_KEYS;

interface TopOptions {
  readonly bus: string;
  readonly sort: SortKey;
  readonly once?: true;
  readonly json?: true;
}

export function topCommand(): Command {
  return new Command('top')
    .summary('watch all units')
    .description('Watches all units until Ctrl-C: state, readings, and the course of their power.')
    .addOption(new Option('--sort <key>', 'order of the units').choices(Object.keys(SORT_KEYS)).default('slot'))
    .option('--once', 'print once and end; so does a terminal that cannot be drawn on')
    .addOption(busOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  racklet top --sort power
  racklet top --once --json    one JSON object per unit`,
    )
    .action(async (options: TopOptions) => withBus(options.bus, (bus) => watch(new PmbusClient(bus), options)));
}

async function watch(client: PmbusClient, options: TopOptions): Promise<void> {
  const discovery = new Discovery(client);
  const history = new Map<number, (number | null)[]>();
  const screen = new Screen(process.stdout);
  const once = options.once === true || !process.stdout.isTTY;
  let stopped = false;
  process.once('SIGINT', () => {
    stopped = true;
  });
  const warnings = new Map<number, string>();
  do {
    for (const event of await discovery.round()) noteWarning(warnings, event);
    const reports = sorted(await reportsOf(client, discovery.present), options.sort);
    for (const report of reports) remember(history, report);
    if (options.json) for (const report of reports) printJson(report);
    else if (once) print(asText(reports, history, [...warnings.values()]));
    else screen.draw(asText(reports, history, [...warnings.values()]));
    if (!once) await new Promise((resolve) => setTimeout(resolve, DISCOVERY_PERIOD_MS));
  } while (!stopped && !once);
}

/** A warning stays until its unit is gone: it is told of once. */
function noteWarning(warnings: Map<number, string>, event: DiscoveryEvent): void {
  const text = warningOf(event);
  if (text !== undefined) warnings.set(event.slot, text);
  else if (event.kind === 'left') warnings.delete(event.slot);
}

/** What gave no answer is shown by the next round. */
async function reportsOf(client: PmbusClient, slots: readonly number[]): Promise<readonly UnitReport[]> {
  return (await askEach(slots, (slot) => reportOf(client, slot, addressOfSlot(slot)))).rows;
}

const sorted = (reports: readonly UnitReport[], key: SortKey): readonly UnitReport[] =>
  [...reports].sort((a, b) => SORT_KEYS[key](b) - SORT_KEYS[key](a));

function remember(history: Map<number, (number | null)[]>, report: UnitReport): void {
  const course = history.get(report.slot) ?? [];
  course.push(report.inputMilliwatts);
  history.set(report.slot, course.slice(-HISTORY));
}

function asText(
  reports: readonly UnitReport[],
  history: ReadonlyMap<number, (number | null)[]>,
  warnings: readonly string[],
): string {
  if (reports.length === 0) return 'No unit answers on this bus.';
  const watts = reports.reduce((sum, report) => sum + (report.inputMilliwatts ?? 0), 0);
  return [
    unitsTable(reports, history),
    `${milli(watts, 'W')} in all`,
    ...warnings.map((text) => colors.yellow(`warning: ${text}`)),
  ].join('\n');
}

/** The course is as long as the terminal is wide. */
function unitsTable(reports: readonly UnitReport[], history: ReadonlyMap<number, (number | null)[]>): string {
  const whole = tableWith(reports, history, HISTORY);
  const over = Math.max(...whole.split('\n').map(widthOf)) - (process.stdout.columns ?? Number.POSITIVE_INFINITY);
  return over > 0 ? tableWith(reports, history, HISTORY - over) : whole;
}

/** @param most values of the course, the newest */
function tableWith(
  reports: readonly UnitReport[],
  history: ReadonlyMap<number, (number | null)[]>,
  most: number,
): string {
  const rows = reports.map((report) => [
    String(report.slot),
    stateText(report.state, report.fault),
    milli(report.inputMillivolts, 'V'),
    milli(report.outputMillivolts, 'V'),
    milli(report.outputMilliamps, 'A'),
    milli(report.inputMilliwatts, 'W'),
    milli(report.energyMillijoules, 'J', 1),
    milli(report.temperatureMillidegrees, 'C', 1),
    String(report.faults),
    sparkline((history.get(report.slot) ?? []).slice(-Math.max(1, most))),
  ]);
  return table(HEAD, rows);
}
