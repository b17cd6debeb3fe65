// The console: what it says is what the bus says, it obeys what the bus obeys, and noise does it no harm.
import { type Check, CheckFailed, expect, needsOpen } from '../check';
import type { ConsoleLine } from '../console-line';
import { reach, stateOf, waitForState } from '../operate';
import type { Place } from '../place';

const NOISE_BYTES = 10_000;
/** At 115,200 baud and ten bits a byte 0.87 s. */
const NOISE_TAKES_MS = 1500;
/** Line, breaks and all of 8 bits, the same in every run. */
const noise = (): Uint8Array => {
  let state = 0x2545_f491;
  return Uint8Array.from({ length: NOISE_BYTES }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  });
};
/** MCUmgr over serial: a frame begins with 06 09, one that goes on with 04 14, each ends with a line feed. */
const FRAMES = Buffer.from('\u0006\u0009AAAKAAAAAQ==\n\u0004\u0014QUJD\n', 'latin1');

const lineOf = ({ console }: Place): ConsoleLine => console!;

async function ask(place: Place, command: string): Promise<Readonly<Record<string, unknown>>> {
  const answer = await lineOf(place).ask(`${command} --json`);
  try {
    return JSON.parse(answer.replaceAll('\n', '')) as Record<string, unknown>;
  } catch {
    throw new CheckFailed(`"${command} --json" was answered with ${JSON.stringify(answer.slice(0, 100))}`);
  }
}

async function saysTheSame(place: Place): Promise<string> {
  const { client, slot } = place;
  const status = await ask(place, 'status');
  expect(status.slot === slot, `the console is that of slot ${status.slot}: another cable`);
  const { state, fault, gateOn } = await stateOf(place);
  expect(
    status.state === state && status.fault === fault && status.gateOn === (gateOn === 1),
    `the console says ${status.state}, fault ${status.fault}; the bus says ${state}, fault ${fault}`,
  );
  const { uniqueId } = await client.readFields(slot, 'MFR_HARDWARE');
  const boot = await ask(place, 'boot');
  expect(
    String(boot.uniqueId).toLowerCase() === String(uniqueId).toLowerCase(),
    `the console belongs to ${boot.uniqueId}, the bus to ${uniqueId}: another board`,
  );
  return `${state}, ${uniqueId}, as on the bus`;
}

async function helps(place: Place): Promise<string> {
  const lines = (await lineOf(place).ask('help')).split('\n');
  expect(lines.length > 10, `help printed ${lines.length} lines`);
  const long = lines.find((line) => line.length > 80);
  expect(long === undefined, `a line of help is wider than 80 columns: ${long}`);
  return `${lines.length - 1} commands`;
}

async function refusesHalfLines(place: Place): Promise<string> {
  const before = await stateOf(place);
  for (const line of ['power \u00e4off', `power off${' '.repeat(80)}`, 'powr off']) {
    const answer = await lineOf(place).ask(line);
    expect(/^error: /m.test(answer), `"${line.trim()}" was answered with ${JSON.stringify(answer.slice(0, 80))}`);
  }
  expect((await stateOf(place)).gateOn === before.gateOn, 'a damaged line switched the unit');
  return 'noise, too long, misspelt: nothing was done';
}

async function survivesNoise(place: Place): Promise<string> {
  const before = await stateOf(place);
  await lineOf(place).send(noise());
  // It has to go over the line first, and what is left of it ends with an empty line.
  await place.clock.sleep(NOISE_TAKES_MS);
  await lineOf(place).ask('');
  const status = await ask(place, 'status');
  expect(status.gateOn === (before.gateOn === 1), 'noise switched the unit');
  return `${NOISE_BYTES} bytes, the next line is answered`;
}

async function passesFrames(place: Place): Promise<string> {
  const before = Number((await ask(place, 'uart')).frames);
  await lineOf(place).ask('');
  await lineOf(place).send(FRAMES);
  const counted = Number((await ask(place, 'uart')).frames) - before;
  expect(counted === 2, `2 frames of the update protocol were sent, ${counted} counted`);
  return '2 sent, 2 counted, none taken for a line';
}

async function obeysClosed(place: Place): Promise<string> {
  const before = await stateOf(place);
  for (const line of ['power off', 'config TON_DELAY 5']) {
    const answer = await lineOf(place).ask(line);
    expect(/^error: refused/m.test(answer), `"${line}" was answered with ${JSON.stringify(answer.slice(0, 80))}`);
  }
  expect((await stateOf(place)).gateOn === before.gateOn, 'the console switched a closed unit');
  return 'power and config refused';
}

async function switches(place: Place): Promise<string> {
  await reach(place, 'on');
  await lineOf(place).ask('power off');
  await waitForState(place, 'off');
  await lineOf(place).ask('power on');
  await waitForState(place, 'on');
  return 'off and on, seen on the bus';
}

const noLine = ({ console }: Place): string | undefined =>
  console === undefined ? 'no serial line of this unit: name it with --console' : undefined;

const check = (name: string, run: Check['run'], more: Partial<Check> = {}): Check => ({
  suite: 'console',
  name,
  missing: noLine,
  run,
  ...more,
});

export const CONSOLE_CHECKS: readonly Check[] = [
  check('says what the bus says', saysTheSame),
  check('helps, within 80 columns', helps),
  check('refuses damaged lines as a whole', refusesHalfLines),
  check('survives noise', survivesNoise),
  check('passes over frames of the update protocol', passesFrames),
  check('a closed unit refuses', obeysClosed, {
    switches: 'asks the unit to switch off, which it has to refuse',
    missing: (place) => noLine(place) ?? (place.isClosed ? undefined : 'the unit is security: open'),
  }),
  check('switches the unit', switches, {
    switches: 'switches the unit off and on',
    missing: (place) => noLine(place) ?? needsOpen(place),
  }),
];
