// Power: the unit is switched, and its limits are lowered below what it draws. Everything is judged by what the unit itself measures
// and says; on the bench, hold a meter against it (docs/hil.md).
import { PowerCycle } from '../../../firmware/pmbus/commands';
import { encodeLinear11 } from '../../../firmware/pmbus/linear11';
import { Iout, Word } from '../../../firmware/pmbus/status-bits';
import { findCommand } from '../../client/pmbus-client';
import { UnitError } from '../../client/unit-error';
import { CannotCheck, type Check, expect, needsOpen, type Passed } from '../check';
import { reach, stateOf, waitFor, waitForState } from '../operate';
import type { Place } from '../place';
import { clearFaults } from '../wire';

const OPERATION = findCommand('OPERATION')!;
const CYCLE = findCommand('MFR_POWER_CYCLE')!;
const FAULT_LIMIT = findCommand('IOUT_OC_FAULT_LIMIT')!;
const FAULT_RESPONSE = findCommand('IOUT_OC_FAULT_RESPONSE')!;
const WARN_LIMIT = findCommand('IOUT_OC_WARN_LIMIT')!;
const STATUS_IOUT = findCommand('STATUS_IOUT')!;
const WRITE_PROTECT = findCommand('WRITE_PROTECT')!;

const OFF = 0x00;
/** PMBus Part II 1.3.1, section 10.5.2: shut down, no retry. */
const SHUT_DOWN_STAY_OFF = 0xc0;
/** What a gate that is off may let through: leakage of the parts and the step of the sensor. */
const LEAKAGE_MILLIAMPS = 30;
/** Below it a limit cannot be set well below the load. */
const LEAST_LOAD_MILLIAMPS = 100;
const ENERGY_MS = 1000;
const ENERGY_SHARE = 0.1;
const ENERGY_MILLIWATTS = 50;
const EIN_WRAP = 0x8000;
const SAMPLES_WRAP = 0x100_0000;
/** READ_EIN counts power in units of this many mW. */
const EIN_STEP_MILLIWATTS = 1000 / 16;

const number = ({ client, slot }: Place, name: Parameters<Place['client']['readNumber']>[1]): Promise<number> =>
  client.readNumber(slot, name);

async function isRefusedWhenClosed(place: Place): Promise<string> {
  const { client, slot } = place;
  const before = await stateOf(place);
  try {
    await client.write(slot, OPERATION, OFF);
  } catch (error) {
    if (!(error instanceof UnitError) || error.kind !== 'refused') throw error;
  }
  const after = await stateOf(place);
  expect(after.gateOn === before.gateOn, 'a closed unit let itself be switched off');
  return `still ${after.state}`;
}

async function switchesOff(place: Place): Promise<Passed> {
  await reach(place, 'on');
  await place.client.write(place.slot, OPERATION, OFF);
  const offMs = await waitForState(place, 'off');
  expect((await stateOf(place)).gateOn === 0, 'the unit says off, but its latch reads back as on');
  const good = await number(place, 'POWER_GOOD_OFF');
  await waitFor(place, 'output below POWER_GOOD_OFF', async () => (await number(place, 'READ_VOUT')) < good);
  await waitFor(
    place,
    'input current gone: the gate does not open',
    async () => (await number(place, 'READ_IIN')) <= LEAKAGE_MILLIAMPS,
  );
  const word = await number(place, 'STATUS_WORD');
  expect((word & Word.off) !== 0, 'STATUS_WORD bit 6 (OFF) is not set while the unit is off');
  expect((word & Word.powerGoodNegated) !== 0, 'STATUS_WORD bit 11 (POWER_GOOD#) is not set while the unit is off');
  return { detail: `off after ${offMs} ms, no current, OFF and POWER_GOOD# shown`, figures: { offMs } };
}

async function switchesOn(place: Place): Promise<Passed> {
  await reach(place, 'off');
  await place.client.write(place.slot, OPERATION, 0x80);
  const onMs = await waitForState(place, 'on');
  const volts = await number(place, 'READ_VOUT');
  const good = await number(place, 'POWER_GOOD_ON');
  expect(volts >= good, `the unit says on at ${volts} mV, POWER_GOOD_ON is ${good} mV`);
  const word = await number(place, 'STATUS_WORD');
  expect(
    (word & (Word.off | Word.powerGoodNegated)) === 0,
    'STATUS_WORD shows OFF or POWER_GOOD# while the unit is on',
  );
  return { detail: `on after ${onMs} ms, output ${volts} mV`, figures: { onMs, outputMillivolts: volts } };
}

async function cyclesByItself(place: Place): Promise<Passed> {
  await reach(place, 'on');
  await place.client.write(place.slot, CYCLE, PowerCycle.hard);
  await waitFor(place, 'the gate opens for the cycle', async () => (await stateOf(place)).gateOn === 0);
  const onMs = await waitForState(place, 'on');
  return { detail: `off, and on again after ${onMs} ms`, figures: { onMs } };
}

/** What the unit draws. @throws CannotCheck where it is too little to set a limit below */
async function loadOf(place: Place): Promise<number> {
  await reach(place, 'on');
  await place.clock.sleep(ENERGY_MS / 2);
  const load = await number(place, 'READ_IOUT');
  if (load < LEAST_LOAD_MILLIAMPS)
    throw new CannotCheck(`the unit draws ${load} mA: a load of ${LEAST_LOAD_MILLIAMPS} mA is needed`);
  return load;
}

const halfOf = (milliamps: number): number => encodeLinear11(Math.floor(milliamps / 2));

async function shutsDown(place: Place): Promise<Passed> {
  const { client, slot } = place;
  const load = await loadOf(place);
  await client.write(slot, FAULT_RESPONSE, SHUT_DOWN_STAY_OFF);
  await clearFaults(place);
  const began = performance.now();
  await client.write(slot, FAULT_LIMIT, halfOf(load));
  await waitForState(place, 'faulted');
  const faultMs = Math.round(performance.now() - began);
  const { fault, gateOn } = await stateOf(place);
  expect(fault === 'over-current', `the fault is ${fault}, not over-current`);
  expect(gateOn === 0, 'the latch reads back as on in a fault');
  const status = await number(place, 'STATUS_IOUT');
  expect((status & Iout.overCurrentFault) !== 0, 'STATUS_IOUT bit 7 (over-current fault) is not set');
  await client.write(slot, FAULT_LIMIT, encodeLinear11(2 * load));
  await reach(place, 'on');
  return {
    detail: `off ${faultMs} ms behind a limit of half of ${load} mA, on again after it`,
    figures: { faultMs, load },
  };
}

async function warns(place: Place): Promise<string> {
  const { client, slot } = place;
  const load = await loadOf(place);
  const isWarned = async (): Promise<boolean> => ((await number(place, 'STATUS_IOUT')) & Iout.overCurrentWarning) !== 0;
  await client.write(slot, FAULT_LIMIT, encodeLinear11(2 * load));
  await client.write(slot, WARN_LIMIT, halfOf(load));
  await waitFor(place, 'STATUS_IOUT bit 5 (over-current warning)', isWarned);
  await client.write(slot, STATUS_IOUT, Iout.overCurrentWarning);
  await waitFor(place, 'the warning again, as its cause lasts', isWarned, 500);
  await client.write(slot, WARN_LIMIT, encodeLinear11(Math.floor(1.5 * load)));
  await place.clock.sleep(200);
  await client.write(slot, STATUS_IOUT, Iout.overCurrentWarning);
  await place.clock.sleep(200);
  expect(!(await isWarned()), 'the over-current warning stays though its cause is gone');
  expect((await stateOf(place)).gateOn === 1, 'a warning switched the unit off');
  return 'rises, is there again when cleared too early, goes';
}

async function countsEnergy(place: Place): Promise<Passed> {
  const { client, slot } = place;
  await reach(place, 'on');
  const before = await client.readFields(slot, 'READ_EIN');
  const powers: number[] = [];
  for (let i = 0; i < 10; i++) {
    powers.push(await number(place, 'READ_PIN'));
    await place.clock.sleep(ENERGY_MS / 10);
  }
  const after = await client.readFields(slot, 'READ_EIN');
  const sum = (at: typeof before): number => Number(at.rollovers) * EIN_WRAP + Number(at.accumulator);
  const samples = (Number(after.samples) - Number(before.samples) + SAMPLES_WRAP) % SAMPLES_WRAP;
  const energy = (sum(after) - sum(before) + 0x100 * EIN_WRAP) % (0x100 * EIN_WRAP);
  expect(samples > 0, 'READ_EIN counts no samples');
  const counted = Math.round((energy * EIN_STEP_MILLIWATTS) / samples);
  const read = Math.round(powers.reduce((a, b) => a + b) / powers.length);
  expect(
    Math.abs(counted - read) <= ENERGY_MILLIWATTS + ENERGY_SHARE * read,
    `READ_EIN makes ${counted} mW of its samples, READ_PIN says ${read} mW`,
  );
  return {
    detail: `READ_EIN ${counted} mW, READ_PIN ${read} mW`,
    figures: { countedMilliwatts: counted, readMilliwatts: read },
  };
}

async function protects(place: Place): Promise<string> {
  const { client, slot } = place;
  await reach(place, 'on');
  await client.write(slot, WRITE_PROTECT, 0x80);
  try {
    await isRefusedWhenClosed(place);
  } finally {
    await client.write(slot, WRITE_PROTECT, 0);
  }
  expect((await stateOf(place)).gateOn === 1, 'WRITE_PROTECT 0x80 let OPERATION through');
  return 'OPERATION refused at 0x80';
}

const check = (name: string, switches: string, run: Check['run']): Check => ({
  suite: 'power',
  name,
  switches,
  missing: needsOpen,
  run,
});

export const POWER_CHECKS: readonly Check[] = [
  {
    suite: 'power',
    name: 'a closed unit cannot be switched off',
    switches: 'asks the unit to switch off, which it has to refuse',
    missing: ({ isClosed }) => (isClosed ? undefined : 'the unit is security: open'),
    run: isRefusedWhenClosed,
  },
  check('switches off', 'switches the unit off', switchesOff),
  check('switches on', 'switches the unit on', switchesOn),
  check('cycles by itself', 'switches the unit off and on', cyclesByItself),
  check('a limit below the load shuts the unit down', 'a fault: the unit loses its power', shutsDown),
  check('a warning rises and goes', 'lowers a warning limit', warns),
  check('counts energy', 'leaves the unit on', countsEnergy),
  check('WRITE_PROTECT holds', 'sets and lifts WRITE_PROTECT', protects),
];
