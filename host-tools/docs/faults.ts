// Writes docs/faults.md from the firmware's tables. `npm run docs` runs it; a test holds the file to it.
import { CONDITION_WIRING, LIMIT_WIRING, MACHINE_RESPONSE } from '../../firmware/fault-wiring';
import type { CommandSpec } from '../../firmware/pmbus/command-spec';
import { COMMANDS, type CommandName } from '../../firmware/pmbus/commands';
import { CONDITION_TABLE } from '../../firmware/power/condition-table';
import { FAULT_NAMES } from '../../firmware/power/faults';
import { LIMIT_TABLE } from '../../firmware/power/limit-table';
import { RETRY_DELAYS_MS, shutsDown } from '../../firmware/power/response';
import { W25Q16JV } from '../flash/nor-flash';
import { FAULT_TEXTS, type FaultName } from './fault-texts';

const specOf = (name: CommandName): CommandSpec => COMMANDS.find((spec) => spec.name === name)!;
const initialOf = (name: CommandName): number => {
  const { origin } = specOf(name);
  return origin.kind === 'register' ? origin.initial : 0;
};

const limitText = (name: CommandName | undefined): string =>
  name === undefined ? '-' : `${name} ${initialOf(name)} ${specOf(name).unit}`;
const responseText = (name: CommandName | undefined): string =>
  name === undefined ? '-' : `${name}: ${shutsDown(initialOf(name)) ? 'shut down, stay off' : 'go on'}`;

interface Wired {
  readonly limit: CommandName | undefined;
  readonly warning: CommandName | undefined;
  readonly response: CommandName | undefined;
  readonly delay: string;
  readonly hysteresis: string;
}

function wiringOf(fault: number): Wired {
  const limit = LIMIT_TABLE.find((row) => row.fault === fault);
  const condition = CONDITION_TABLE.find((row) => row.fault === fault);
  const nothing = { limit: undefined, warning: undefined, hysteresis: '-' };
  if (limit !== undefined) {
    const wiring = LIMIT_WIRING[limit.fault];
    return {
      limit: wiring.faultLimit,
      warning: wiring.warnLimit,
      response: wiring.response,
      delay: 'of the board, 20 ms',
      hysteresis: `${limit.hysteresisPermille / 10} %`,
    };
  }
  if (condition !== undefined) {
    return { ...nothing, response: CONDITION_WIRING[condition.fault].response, delay: `${condition.delayMs} ms` };
  }
  return { ...nothing, response: (MACHINE_RESPONSE as Readonly<Record<number, CommandName>>)[fault], delay: '-' };
}

const ERASE_MS = W25Q16JV.eraseMicroseconds / 1000;

function section(name: FaultName, code: number): string {
  const { limit, warning, response, delay, hysteresis } = wiringOf(code);
  const { found, withinMs, cause, bench } = FAULT_TEXTS[name];
  return [
    `| ${code} | ${name} | ${limitText(limit)} | ${limitText(warning)} | ${delay} | ${hysteresis} | ${responseText(response)} |`,
    `| ${code} | ${name} | ${found} | ${withinMs === undefined ? '-' : `${withinMs} ms`} | ${cause} | ${bench} |`,
  ].join('\n');
}

/** The whole page. */
export function faultsPage(): string {
  const rows = FAULT_NAMES.flatMap((name, code) => (name === 'none' ? [] : [section(name, code).split('\n')]));
  return `${[
    '# Faults',
    '',
    '<!-- Generated from the tables of firmware/power/ by `npm run docs`. Do not edit. -->',
    '',
    'What a BMC finds wrong, what it does, and what to do. The code is in MFR_UNIT_STATE and in the event log (`racklet log SLOT`); a code is added,',
    'never reused.',
    '',
    '- **Response**: bits 7:6 go on (00) or shut down (10 for voltages and times, 11 for currents); bits 5:3 retries (0 stay off, 7 for ever);',
    `  bits 2:0 delay before each: ${RETRY_DELAYS_MS.map((ms) => ms / 1000).join(', ')} s. PMBus Part II 1.3.1, section 10.5.`,
    '- **Cleared** by turning the unit off and on again (`racklet power cycle SLOT`), by pulling the tray, or by the next retry. Status bits stay until',
    '  CLEAR_FAULTS, and come back while their cause lasts.',
    '- Of faults that come together one is the cause; the log says of the others that they accompany it (`firmware/power/explanations.ts`).',
    `- **An erase of the flash under way** keeps JavaScript waiting: where one has just begun, add ${ERASE_MS} ms to the times of the second table (typical of`,
    '  the W25Q16JV; 400 ms at the most). It begins in calm only, while no value is over its limit and no delay runs; an hour has few of them. The',
    '  eFuse and the trip in native code do not wait for it. A tray that is pulled just then takes the supply of its BMC (30 ms of hold-up) before',
    '  the erase ends: its record is missing, and the next start tells of a power-on.',
    '',
    '| code | fault | limit at start | warning | delay | hysteresis | response at start |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(([wiring]) => wiring!),
    '',
    'Found at the latest: measured on the emulated rack from the moment in which the plant changes, `npm test` holds it to this.',
    '',
    '| code | fault | how it is found | found within | likely cause | on the bench |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map(([, text]) => text!),
  ].join('\n')}\n`;
}
