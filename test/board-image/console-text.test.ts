// The console of an image beside that of the same sources in the node engine: the same lines to the same plant give the same text. What is
// measured from where the chip stands, and who the board is, is named below and nothing else is passed over.
import { afterEach, describe, expect, it } from 'vitest';
import { CONSOLE_COMMANDS } from '../../firmware/console/commands';
import type { Rack } from '../../host-tools/rack/rack';
import { parseRackFile } from '../../host-tools/rack/rack-file';
import { milliseconds } from '../../host-tools/sim/scheduler';
import { ConsoleLine } from '../support/console-line';
import { hasImage, imageRack } from './image';

const LONG = 1_800_000;
/** Both are up, and their readings stand still: the sensor has no noise. */
const SETTLED = milliseconds(3000);
/** Behind what switches the unit or writes its flash: longer than a start, and than the unit's own lines about it. */
const QUIET = milliseconds(1500);
const UNIT = '{slot: 1, security: open, power: on, refusal: poison, load: {milliamps: 600}, sensor: {noiseSteps: 0}}';

/** Columns of a command, by their name in JSON, that are the board's own or measured from its start. */
const DIFFERS: Readonly<Record<string, readonly string[]>> = {
  // Who the board is; a sum since the start, which comes later on a chip that boots; what moves for a while behind it.
  status: ['model', 'energyMillijoules', 'temperatureMillidegrees'],
  // How long ago: the ticks of the two stand apart.
  sensors: ['ageMilliseconds'],
  // Times, and what a start measured on its way.
  log: ['uptime', 'unixTime'],
  boxes: ['unixTime'],
  // Readings of a tick in the middle of a change.
  blackbox: ['milliseconds', 'inputMillivolts', 'outputMillivolts', 'milliamps'],
  // All of it is the engine's.
  heap: ['slots', 'chunkBytes', 'collections', 'ticks', 'longestTickMilliseconds', 'lateTicks'],
  boot: ['uptimeSeconds', 'uniqueId', 'model', 'controllerRevision', 'date'],
  time: ['unixTime', 'uptimeSeconds', 'energyEpoch'],
  // Follows from the lengths of the figures above.
  uart: ['sent'],
};

/** Readings that still move behind a start: rows of `sensors` and `limits`, whose value is passed over. */
const MOVING = /temperature|averageCurrent|average-over-current/;
const VALUES: Readonly<Record<string, string>> = { sensors: 'value', limits: 'now' };

const NAMES = CONSOLE_COMMANDS.map(({ name }) => name);
const QUESTIONS = [...NAMES, ...NAMES.map((name) => `help ${name}`)].flatMap((line) => [line, `${line} --json`]);
const ERRORS = [
  'nonsense',
  'help nonsense',
  'status now',
  'power maybe',
  'power on --graceful',
  'config NOTHING',
  'config TON_DELAY 99999999',
  'config TON_DELAY x',
  'config READ_VIN 1',
  'log x',
  'log --since',
  'blackbox 99',
  'blackbox x',
  'time x',
  'color blue',
].flatMap((line) => [line, `${line} --json`]);
const CHANGES = [
  'config OT_WARN_LIMIT 80000',
  'config OT_WARN_LIMIT',
  'config store',
  'config OT_WARN_LIMIT 75000',
  'config restore',
  'config OT_WARN_LIMIT --json',
  'power off',
  'power',
  'power on',
  'power --json',
  'reset',
  'time 1700000000',
  // Below what the unit draws: a fault, and a black box of it.
  'config IOUT_OC_FAULT_LIMIT 300',
  'faults',
  'boxes',
  'config IOUT_OC_FAULT_LIMIT 5000',
  'power cycle',
  'faults clear',
];
const AFTERWARDS = ['status', 'limits', 'faults', 'log', 'boxes', 'blackbox', 'store'].flatMap((line) => [
  line,
  `${line} --json`,
]);
const DIALOGUE = [...QUESTIONS, ...ERRORS, ...CHANGES, ...AFTERWARDS];

/** Twenty kilobytes of a black box. */
const LONGEST_ANSWER_MS = 20_000;
const LABEL_WIDTH = 16;
const GAP = 2;
const HIDDEN = '~';
/** An event of the log, told by the unit itself when it comes to it: `log` shows them all. */
const OWN_LINE = /^(racklet:1> )?# .*\n( .*\n)*/gm;
/** What a start took: of the ticks in which it was looked at. The text may be broken between any two words. */
const OF_A_START = /it took\s+\d+\s+ms\s+and\s+\d+\s+mA\s+at\s+the\s+most/g;
const PACKED_START = /("event":"unit-on".*"c":)\d+/g;

const columnsOf = (command: string) => CONSOLE_COMMANDS.find(({ name }) => name === command)?.columns ?? [];

/** Of a table: from where to where each column with a head stands. */
function places(command: string): ReadonlyMap<string, readonly [number, number]> {
  const found = new Map<string, readonly [number, number]>();
  let at = 0;
  for (const { name, head, width } of columnsOf(command)) {
    if (head === undefined) continue;
    const taken = Math.max(width ?? 0, head.length);
    found.set(name, [at, width === undefined ? Number.POSITIVE_INFINITY : at + taken]);
    at += taken + GAP;
  }
  return found;
}

function hide(line: string, command: string, name: string): string {
  if (line.startsWith('{')) return line.replace(new RegExp(`"${name}":("[^"]*"|[^,}]*)`), `"${name}":${HIDDEN}`);
  const spec = CONSOLE_COMMANDS.find((one) => one.name === command)!;
  if (spec.layout === 'fields') {
    const label = spec.columns.find((column) => column.name === name)!.head!.padEnd(LABEL_WIDTH);
    return line.startsWith(label) ? label + HIDDEN : line;
  }
  const [from, to] = places(command).get(name) ?? [0, 0];
  const width = Math.min(to, line.length) - from;
  return line.slice(from, to).trim() === ''
    ? line
    : line.slice(0, from) + HIDDEN.repeat(to < line.length ? width : 1) + line.slice(to);
}

/** An answer without what may differ. */
function told(words: string, answer: string): string {
  const command = words.split(' ')[0]!;
  const lines = answer
    .replace(OWN_LINE, '')
    .replace(OF_A_START, `it took ${HIDDEN}`)
    .replace(PACKED_START, `$1${HIDDEN}`)
    .split('\n');
  const value = VALUES[command];
  const differs = (line: string): readonly string[] =>
    value !== undefined && MOVING.test(line) ? [...(DIFFERS[command] ?? []), value] : (DIFFERS[command] ?? []);
  const isTable = CONSOLE_COMMANDS.find(({ name }) => name === command)?.layout === 'rows';
  return lines
    .map((line, i) =>
      isTable && i === 0 && !line.startsWith('{')
        ? line
        : differs(line).reduce((text, name) => hide(text, command, name), line),
    )
    .join('\n');
}

describe.skipIf(!hasImage)('the console of an image', () => {
  let rack: Rack | undefined;
  afterEach(() => rack?.close());

  /** Each line and its answer. */
  async function heard(slots: readonly number[]): Promise<readonly string[]> {
    const file = parseRackFile(`{apiVersion: racklet.io/v1alpha1, kind: Rack, units: [${UNIT}]}`, 'test');
    rack = await imageRack(file, slots);
    await rack.run(SETTLED);
    const line = new ConsoleLine(rack, 1);
    const answers: string[] = [];
    for (const words of DIALOGUE) {
      answers.push(`${words}\n${told(words, await line.ask(words, LONGEST_ANSWER_MS))}`);
      if (CHANGES.includes(words)) await rack.run(QUIET);
    }
    rack.close();
    return answers;
  }

  it('says what the sources say, line by line', { timeout: LONG }, async () => {
    const ofSources = await heard([]);
    const ofImage = await heard([1]);
    expect(ofImage).toEqual(ofSources);
  });
});
