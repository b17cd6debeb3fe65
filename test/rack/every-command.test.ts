// Every row of the command table over the bus of a whole emulated rack: what is read, what is written, what is refused and how
// that shows in STATUS_CML (PMBus Part II 1.3.1, sections 10.8 and 17.7). Once with security open, once closed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../firmware/pmbus/commands';
import type { Rack } from '../../host-tools/rack/rack';
import { milliseconds } from '../../host-tools/sim/scheduler';
import { BusSeat, type Shape } from '../support/bus-seat';
import { CheckTable } from '../support/check-table';
import { EVERY_ROW, type EveryRow, freshReplies } from '../support/every-row';
import { makeRack } from '../support/racks';
import { bytesOf, type RegisterCase } from '../support/register-rows';

const OPEN = 1;
const CLOSED = 2;
const UNITS = `[{slot: ${OPEN}, security: open, power: off}, {slot: ${CLOSED}, security: closed, power: off}]`;
const [INVALID_COMMAND, INVALID_DATA, PACKET_ERROR] = [0x80, 0x40, 0x20];
const OPERATION = 0x01;
const POWER_CYCLE = 0xfa;
const RESET_UNIT = 0xfb;
const WRITE_PROTECT = 0x10;
/** Rows without a value: 1 asks for something. */
const REQUESTS = [POWER_CYCLE, RESET_UNIT];
/** Written whatever WRITE_PROTECT says: CLEAR_FAULTS, status, time of day. */
const ALWAYS = [0x03, 0x78, 0x79, 0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0xd6, 0xdb, 0xdc];

const READ_ROWS = EVERY_ROW.filter(({ read }) => read !== 'none' && read !== 'process');
const WRITTEN_ROWS = EVERY_ROW.filter(({ longest }) => longest >= 0);
const READ_ONLY_ROWS = EVERY_ROW.filter(({ longest, read }) => longest < 0 && read !== 'process');
const WRITE_ONLY_ROWS = EVERY_ROW.filter(({ read }) => read === 'none');
const REGISTER_ROWS = EVERY_ROW.flatMap((row) =>
  row.register === undefined ? [] : [{ ...row, register: row.register }],
);

const checks = new CheckTable(['open', 'closed']);
let rack: Rack;
let [open, closed]: BusSeat[] = [];

beforeAll(async () => {
  rack = await makeRack({ engine: 'node', units: UNITS });
  // Up, and its flash erased ahead: a write is refused as busy meanwhile.
  await rack.run(milliseconds(5000));
  [open, closed] = [new BusSeat(rack, OPEN), new BusSeat(rack, CLOSED)];
});
afterAll(() => {
  const line = (name: string, { tally }: BusSeat): string =>
    `${name}: ${tally.reads} reads, ${tally.questions} questions, ${tally.writes} writes, ${tally.refusals} refusals`;
  process.stdout.write(`every command: ${EVERY_ROW.length} rows; ${line('open', open!)}; ${line('closed', closed!)}\n`);
  process.stdout.write(`${checks.text('rows of which')}\n`);
  rack.close();
});

/**
 * Why a write is refused that is not allowed. The port takes the questions of SMBALERT_MASK at any time: it sees a write of a mask
 * as a question that is too long.
 */
const forbidden = ({ name }: EveryRow): { status: string; cml: number } => ({
  status: 'data-nack',
  cml: name === 'SMBALERT_MASK' ? INVALID_DATA : INVALID_COMMAND,
});

/** The value of a row before and after something that is to change nothing. */
async function unchanged(seat: BusSeat, { code, read }: EveryRow, attempt: () => Promise<void>): Promise<void> {
  const isFirm = (read === 'byte' || read === 'word') && code !== 0x7e;
  const before = isFirm ? await seat.read(code, read as Shape) : [];
  await attempt();
  expect(isFirm ? await seat.read(code, read as Shape) : []).toEqual(before);
}

/** A write right behind it could still meet the old level; the read waits until it is carried out. */
async function protect(level: number): Promise<void> {
  await open!.write(WRITE_PROTECT, level);
  expect(await open!.read(WRITE_PROTECT, 'byte')).toEqual([level]);
}

/** A write that the row takes: its lowest value, nothing in a status register, 1 s of Unix time, no mask of STATUS_VOUT. */
function goodWrite({ code, longest, register, name }: EveryRow): number[] {
  if (['MFR_TIME', 'MFR_LOG_RECORD', 'MFR_BLACK_BOX'].includes(name)) return [code, 4, 1, 0, 0, 0];
  if (REQUESTS.includes(code)) return [code, 1];
  if (name === 'SMBALERT_MASK') return [code, 0x7a, 0];
  return [
    code,
    ...(register === undefined ? Array<number>(longest).fill(0) : bytesOf(register.initial, register.bytes)),
  ];
}

it('every row of the firmware is here, and none more', () => {
  expect(EVERY_ROW.map(({ code, name }) => [code, name])).toEqual(COMMANDS.map(({ code, name }) => [code, name]));
});

describe.each([
  ['open', OPEN],
  ['closed', CLOSED],
] as const)('security %s', (security, slot) => {
  const seat = (): BusSeat => (slot === OPEN ? open! : closed!);
  const fresh = freshReplies(slot, security);
  const takenRows = slot === OPEN ? WRITTEN_ROWS : WRITTEN_ROWS.filter(({ code }) => ALWAYS.includes(code));

  it.each(READ_ROWS)('$name is read with a PEC and in its length', async ({ code, name, read, length, register }) => {
    await seat().clear();
    const bytes = await seat().read(code, read as Shape);
    if (length >= 0) expect(bytes.length).toBe(length);
    if (read === 'block') expect(bytes[0]).toBe(bytes.length - 1);
    const expected = fresh[name] ?? (register && bytesOf(register.initial, register.bytes));
    if (expected !== undefined) expect(bytes).toEqual(expected);
    checks.note('are read, in their length and with a PEC', security, name);
    if (expected !== undefined) checks.note('have the default that is listed', security, name);
  });

  it('QUERY answers for every code there is', async () => {
    const known = EVERY_ROW.map(({ code }) => code);
    for (let code = 0; code < 256; code++) {
      const [count, answer] = await seat().ask(0x1a, code);
      expect([count, (answer! & 0x80) !== 0]).toEqual([1, known.includes(code)]);
      if (known.includes(code)) checks.note('are told of by QUERY', security, String(code));
    }
  });

  it('SMBALERT_MASK is asked for every status register, and for nothing else', async () => {
    for (let code = 0x7a; code <= 0x80; code++) expect(await seat().ask(0x1b, code)).toEqual([1, 0]);
    await expect(seat().ask(0x1b, 0x79)).rejects.toThrow('nack');
    await seat().clear();
  });

  it.each(WRITE_ONLY_ROWS)('$name is not read', async ({ code, name }) => {
    // A code that is neither read nor written now is no code to the port: it refuses the code itself.
    const status = takenRows.some((row) => row.code === code) ? 'address-nack' : 'data-nack';
    expect(await seat().refusal(() => seat().tryRead(code))).toEqual({ status, cml: INVALID_COMMAND });
    checks.note('are write only and refuse a read', security, name);
  });

  it('codes that are no rows are neither read nor written', async () => {
    const known = EVERY_ROW.map(({ code }) => code);
    for (const code of [...Array(256).keys()].filter((each) => !known.includes(each))) {
      for (const attempt of [() => seat().tryRead(code), () => seat().send([code, 0, seat().pec([code, 0])])]) {
        expect(await seat().refusal(attempt)).toEqual({ status: 'data-nack', cml: INVALID_COMMAND });
      }
    }
  });

  it.each(READ_ONLY_ROWS)('$name is not written', async (row) => {
    await unchanged(seat(), row, async () => {
      const bytes = [row.code, 0];
      const refusal = await seat().refusal(() => seat().send([...bytes, seat().pec(bytes)]));
      expect(refusal).toEqual({ status: 'data-nack', cml: INVALID_COMMAND });
    });
    checks.note('are read only and refuse a write', security, row.name);
  });

  it.each(takenRows)('$name: a write that is too long', async (row) => {
    await unchanged(seat(), row, async () => {
      const bytes = [row.code, ...Array<number>(row.longest).fill(0)];
      const refusal = await seat().refusal(() => seat().send([...bytes, seat().pec(bytes), 0]));
      expect(refusal).toEqual({ status: 'data-nack', cml: INVALID_DATA });
    });
    checks.note('refuse a write that is too long', security, row.name);
  });

  it.each(takenRows)('$name: a write that is too short, or has no PEC', async (row) => {
    await unchanged(seat(), row, async () => {
      const short = row.longest === 0 ? [row.code] : [row.code, seat().pec([row.code])];
      expect((await seat().refusal(() => seat().send(short))).cml).toBe(INVALID_DATA);
    });
    checks.note('refuse one that is too short, or has no PEC', security, row.name);
  });

  it.each(takenRows)('$name: a write with a wrong PEC', async (row) => {
    await unchanged(seat(), row, async () => {
      const bytes = goodWrite(row);
      const refusal = await seat().refusal(() => seat().send([...bytes, seat().pec(bytes) ^ 0x01]));
      expect(refusal).toEqual({ status: row.isFixed ? 'data-nack' : 'ok', cml: PACKET_ERROR });
    });
    checks.note('refuse a wrong PEC', security, row.name);
  });
});

describe('security open: every row that is written', () => {
  it.each(WRITTEN_ROWS)('$name takes a good write, and nothing is wrong a second later', async (row) => {
    await open!.clear();
    await open!.write(...goodWrite(row));
    await rack.run(milliseconds(1000));
    expect(await open!.read(0x7e, 'byte')).toEqual([0]);
    if (row.code === WRITE_PROTECT) await protect(0x00);
    checks.note('take a good write', 'open', row.name);
  });

  it.each([
    [POWER_CYCLE, [1, 2], [0, 3, 0xff]],
    [RESET_UNIT, [1], [0, 2, 0xff]],
  ])('the request %i takes %j and refuses what lies beyond', async (code, taken, beyond) => {
    for (const value of taken) await open!.write(code, value);
    for (const value of beyond) {
      const refusal = await open!.refusal(() => open!.send([code, value, open!.pec([code, value])]));
      expect(refusal).toEqual({ status: 'ok', cml: INVALID_DATA });
    }
    await open!.write(OPERATION, 0x00);
    await rack.run(milliseconds(2000));
    checks.note('take both ends of their range and refuse beyond', 'open', String(code));
  });
});

describe('security open: what is no register', () => {
  const STATUS_ROWS = EVERY_ROW.filter(({ code }) => code >= 0x78 && code <= 0x80);

  it.each(STATUS_ROWS)('$name takes all bits and none, and reads as before: nothing is wrong', async (row) => {
    for (const byte of [0x00, 0xff]) {
      await open!.write(row.code, ...Array<number>(row.longest).fill(byte));
      expect(await open!.read(row.code, row.read as Shape)).toEqual(freshReplies(OPEN, 'open')[row.name]);
    }
  });

  it('STATUS_WORD takes its low byte alone', async () => {
    await open!.write(0x79, 0xff);
  });

  it('CLEAR_FAULTS clears what a refusal left', async () => {
    await open!.send([0x88, 0]);
    await rack.run(milliseconds(20));
    expect(await open!.read(0x7e, 'byte')).toEqual([INVALID_COMMAND]);
    await open!.write(0x03);
    expect(await open!.read(0x7e, 'byte')).toEqual([0]);
  });

  it('MFR_TIME takes the time of day at both ends, and dates the energy with it', async () => {
    for (const seconds of [
      [0xff, 0xff, 0xff, 0xff],
      [0x00, 0xe1, 0xf5, 0x05],
      [0, 0, 0, 0],
    ]) {
      await open!.write(0xd6, 4, ...seconds);
      expect((await open!.read(0xd6, 'block')).slice(0, 5)).toEqual([8, ...seconds]);
      await open!.settle();
      const epoch = (await open!.read(0xd3, 'block')).slice(9);
      expect(epoch.some((byte) => byte !== 0)).toBe(seconds.some((byte) => byte !== 0));
    }
  });
});

describe('security open: registers', () => {
  const write = (row: RegisterCase, raw: number): Promise<void> => open!.write(row.code, ...bytesOf(raw, row.bytes));

  it.each(REGISTER_ROWS)(
    '$name takes both ends of its range and refuses what lies beyond',
    async ({ read, register }) => {
      const shape = read as Shape;
      const before = await open!.read(register.code, shape);
      for (const raw of [register.low, register.high]) {
        await write(register, raw);
        expect(await open!.read(register.code, shape)).toEqual(bytesOf(raw, register.bytes));
        if (register.code === WRITE_PROTECT) await write(register, 0x00);
      }
      await open!.write(register.code, ...before);
      for (const raw of [register.beyond[0]!, register.beyond.at(-1)!]) {
        const bytes = [register.code, ...bytesOf(raw, register.bytes)];
        const refusal = await open!.refusal(() => open!.send([...bytes, open!.pec(bytes)]));
        expect(refusal).toEqual({ status: 'ok', cml: INVALID_DATA });
        expect(await open!.read(register.code, shape)).toEqual(before);
      }
      checks.note('take both ends of their range and refuse beyond', 'open', register.name);
    },
  );

  it.each([
    [0x40, [OPERATION, POWER_CYCLE, RESET_UNIT, WRITE_PROTECT, ...ALWAYS]],
    [0x80, [WRITE_PROTECT, ...ALWAYS]],
  ])('WRITE_PROTECT %i forbids all but %j', async (level, taken) => {
    await protect(level);
    for (const row of WRITTEN_ROWS.filter(({ code }) => !taken.includes(code))) {
      const bytes = goodWrite(row);
      const refusal = await open!.refusal(() => open!.send([...bytes, open!.pec(bytes)]));
      expect([row.name, refusal]).toEqual([row.name, forbidden(row)]);
    }
    for (const row of WRITTEN_ROWS.filter(({ code }) => ALWAYS.includes(code))) await open!.write(...goodWrite(row));
    await protect(0x00);
  });

  it('SMBALERT_MASK is written and read back, register by register', async () => {
    for (let code = 0x7a; code <= 0x80; code++) await open!.write(0x1b, code, code);
    for (let code = 0x7a; code <= 0x80; code++) expect(await open!.ask(0x1b, code)).toEqual([1, code]);
  });
});

describe('security closed', () => {
  it.each(WRITTEN_ROWS)('$name is written only where that protects nothing', async (row) => {
    const bytes = goodWrite(row);
    const attempt = () => closed!.send([...bytes, closed!.pec(bytes)]);
    if (ALWAYS.includes(row.code)) {
      await closed!.write(...bytes);
      checks.note('take a good write', 'closed', row.name);
      return;
    }
    await unchanged(closed!, row, async () => {
      expect(await closed!.refusal(attempt)).toEqual(forbidden(row));
    });
    checks.note('refuse a good write, as they are protected', 'closed', row.name);
  });
});
