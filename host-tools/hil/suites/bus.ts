// The bus: who answers, what is answered, what is refused, and how fast.
import { ROWS, WIRE_VERSION } from '../../../firmware/pmbus/commands';
import { Cml } from '../../../firmware/pmbus/status-bits';
import { missingReadings } from '../../client/missing-readings';
import { CannotCheck, type Check, expect } from '../check';
import type { Place } from '../place';
import { clearFaults, cmlOf, quiet, readRaw, refuses, send } from '../wire';
import { measureReads } from './latency';

const CODES = 256;
/** PMBus Part II 1.3.1, section 11.13: bit 7 of the answer. */
const QUERY_KNOWN = 0x80;
/** Longest time for which the bus counters are behind, and some. */
const COUNTERS_BEHIND_MS = 200;
const PROBES = 5;
const BARRIER_ROUNDS = 50;
/** MFR_LOG_RECORD: a write that every unit takes, open or closed, and that changes nothing but what is shown. */
const LOG_RECORD = 0xdb;
const GOOD_WRITE = [LOG_RECORD, 4, 1, 0, 0, 0] as const;
const REFUSED_WRITE = Cml.invalidCommand | Cml.invalidData | Cml.packetError;
const FAR_AWAY = 1_000_000;

const probe = ({ address, bus }: Place) => bus.transfer([{ address, write: new Uint8Array(0) }]);

async function answersScanner(place: Place): Promise<string> {
  const { address, bus } = place;
  const { status } = await probe(place);
  if (status === 'protocol') throw new CannotCheck('this controller sends no empty write');
  expect(status === 'ok', `an empty write, as i2cdetect sends it, was answered with ${status}`);
  const read = await bus.transfer([{ address, read: 1 }]);
  expect(read.status === 'ok', `a bare read, as i2cdetect -r sends it, was answered with ${read.status}`);
  await clearFaults(place);
  return 'empty write and bare read';
}

async function tellsIdentity({ client, slot }: Place): Promise<string> {
  const wire = await client.readFields(slot, 'MFR_WIRE');
  expect(
    wire.wireVersion === WIRE_VERSION,
    `MFR_WIRE tells wire version ${wire.wireVersion}, this program knows ${WIRE_VERSION}`,
  );
  const { uniqueId, bootCount, resetCause } = await client.readFields(slot, 'MFR_HARDWARE');
  expect(!/^(0+|f+)$/i.test(String(uniqueId)), `the unique id is ${uniqueId}: the flash chip was not asked for it`);
  const revision = await client.readText(slot, 'MFR_REVISION');
  return `firmware ${revision}, ${uniqueId}, start ${bootCount} by ${resetCause}`;
}

async function answersEveryCommand({ client, slot }: Place): Promise<string> {
  const missing = (await missingReadings(client, slot)).map(({ reading, reason }) => `${reading} ${reason}`);
  let count = 0;
  const refused: string[] = [];
  for (const spec of ROWS) {
    if (spec.read === 'none' || spec.read === 'process') continue;
    try {
      await client.read(slot, spec);
      count++;
    } catch (error) {
      if (spec.origin.kind !== 'channel' || missing.length === 0) refused.push((error as Error).message);
    }
  }
  expect(refused.length === 0, refused.join('; '));
  return `${count} commands, each with its PEC${missing.length === 0 ? '' : `; no value: ${missing.join(', ')}`}`;
}

/** Codes that the unit itself knows, by QUERY. */
async function knownCodes({ client, slot }: Place): Promise<readonly boolean[]> {
  const known: boolean[] = [];
  for (let code = 0; code < CODES; code++) known.push(((await client.query(slot, code)) & QUERY_KNOWN) !== 0);
  return known;
}

async function queryAgrees(place: Place): Promise<string> {
  const known = await knownCodes(place);
  const lacking = ROWS.filter(({ code }) => !known[code]).map(({ name }) => name);
  expect(lacking.length === 0, `QUERY does not know ${lacking.join(', ')}`);
  return `${known.filter(Boolean).length} codes known`;
}

async function refusesUnknown(place: Place): Promise<string> {
  const known = await knownCodes(place);
  let count = 0;
  for (let code = 0; code < CODES; code++) {
    if (known[code]) continue;
    const name = `a read of 0x${code.toString(16).padStart(2, '0')}, which QUERY does not know,`;
    await refuses(place, name, Cml.invalidCommand, () => readRaw(place, code, 2));
    count++;
  }
  return `${count} codes`;
}

async function refusesDamaged(place: Place): Promise<string> {
  await refuses(place, 'a write with a wrong PEC', Cml.packetError, () => send(place, GOOD_WRITE, 'wrong'));
  // Its last byte is where the PEC should be, and one is missing: both names are right.
  await refuses(place, 'a write without a PEC', Cml.invalidData | Cml.packetError, () =>
    send(place, GOOD_WRITE, 'none'),
  );
  await refuses(place, 'a write that is too long', Cml.invalidData, () => send(place, [...GOOD_WRITE, 0, 0]));
  await quiet(place);
  await send(place, GOOD_WRITE);
  // Not all of STATUS_CML: a read that met the end of the barrier shows there too.
  expect(((await cmlOf(place)) & REFUSED_WRITE) === 0, 'a good write behind them was refused');
  return 'wrong PEC, no PEC, too long; a good one behind them was taken';
}

/** What a write changed is seen by the very next read. */
async function seesWrites({ client, slot }: Place): Promise<string> {
  const { oldest, next } = await client.readFields(slot, 'MFR_LOG_STATE');
  if (oldest === next) throw new CannotCheck('the unit keeps no event log');
  for (let round = 0; round < BARRIER_ROUNDS; round++) {
    const there = await client.readEvent(slot, Number(oldest));
    expect(there !== undefined, `round ${round}: the record that was asked for was not there in the read behind`);
    const away = await client.readEvent(slot, Number(next) + FAR_AWAY);
    expect(away === undefined, `round ${round}: a read behind a write gave what held before it`);
  }
  return `${2 * BARRIER_ROUNDS} reads, each right behind a write`;
}

async function countsProbes(place: Place): Promise<string> {
  const { client, slot } = place;
  const counters = async (): Promise<number> => Number((await client.readFields(slot, 'MFR_BUS_COUNTERS')).probes);
  await clearFaults(place);
  await place.clock.sleep(COUNTERS_BEHIND_MS);
  const before = await counters();
  const log = (await client.readFields(slot, 'MFR_LOG_STATE')).next;
  for (let i = 0; i < PROBES; i++) await probe(place);
  await place.clock.sleep(COUNTERS_BEHIND_MS);
  const counted = (await counters()) - before;
  expect(counted >= PROBES, `${PROBES} probes were sent, ${counted} counted`);
  expect((await cmlOf(place)) === 0, 'a probe raised a bit of STATUS_CML');
  expect((await client.readFields(slot, 'MFR_LOG_STATE')).next === log, 'a probe made a record in the event log');
  return `${PROBES} sent, ${counted} counted, none logged`;
}

async function isAlone({ client, slot }: Place): Promise<string> {
  const alone = await client.readNumber(slot, 'MFR_ADDRESS_ALONE');
  expect(alone === 0xff, 'another BMC answers at this address: pull one of the trays, check its slot straps');
  return 'nobody else answers here';
}

const check = (name: string, run: Check['run']): Check => ({ suite: 'bus', name, run });

export const BUS_CHECKS: readonly Check[] = [
  check('answers a scanner', answersScanner),
  check('tells wire version and identity', tellsIdentity),
  check('is alone at its address', isAlone),
  check('answers every command it has to', answersEveryCommand),
  check('QUERY knows every command', queryAgrees),
  check('refuses codes that nobody has', refusesUnknown),
  check('refuses damaged writes and names the reason', refusesDamaged),
  check('a read sees the write before it', seesWrites),
  check('counts foreign probes and keeps quiet', countsProbes),
  check('reads fast and without an error', measureReads),
];
