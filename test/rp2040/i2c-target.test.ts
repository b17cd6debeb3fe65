// The I2C block as a target. RP2040 datasheet, sections 4.3.10 and 4.3.17: names, bits and reset values are its.
import { beforeEach, describe, expect, it } from 'vitest';
import type { TransferMessage } from '../../host-tools/client/transfer';
import { microseconds } from '../../host-tools/sim/scheduler';
import { type EmulatedBus, emulatedBus } from '../conformance/emulated-bus';
import { BoardBench, I2C1, IO_BANK0, RESETS } from './bench';

const IC = {
  CON: 0x00, TAR: 0x04, SAR: 0x08, DATA_CMD: 0x10, SS_SCL_HCNT: 0x14, SS_SCL_LCNT: 0x18, FS_SCL_HCNT: 0x1c, FS_SCL_LCNT: 0x20,
  INTR_STAT: 0x2c, INTR_MASK: 0x30, RAW: 0x34, RX_TL: 0x38, TX_TL: 0x3c, CLR_RX_OVER: 0x48, CLR_RD_REQ: 0x50, CLR_TX_ABRT: 0x54, CLR_RX_DONE: 0x58,
  CLR_STOP_DET: 0x60, CLR_START_DET: 0x64, ENABLE: 0x6c, STATUS: 0x70, TXFLR: 0x74, RXFLR: 0x78, SDA_HOLD: 0x7c, ABORT_SOURCE: 0x80,
  NACK_ONLY: 0x84, SDA_SETUP: 0x94, ACK_GENERAL_CALL: 0x98, ENABLE_STATUS: 0x9c, FS_SPKLEN: 0xa0, CLR_RESTART_DET: 0xa8, VERSION: 0xf8, TYPE: 0xfc,
} as const; // biome-ignore format: a table
const INTR = {
  RX_OVER: 0x002,
  RX_FULL: 0x004,
  TX_EMPTY: 0x010,
  RD_REQ: 0x020,
  TX_ABRT: 0x040,
  RX_DONE: 0x080,
  STOP_DET: 0x200,
  START_DET: 0x400,
  RESTART_DET: 0x1000,
} as const;
/** IC_CON: target enabled (MASTER_MODE 0, SLAVE_DISABLE 0), fast mode, restarts; STOP_DET only when addressed. */
const TARGET = 0x24;
const STOP_DET_IFADDRESSED = 0x80;
const RX_FIFO_FULL_HLD = 0x200;
const OWN = 0x13;

let bus: EmulatedBus;
let bench: BoardBench;
const ic = (register: number): number => bench.read(I2C1 + register);
const set = (register: number, value: number): void => bench.write(I2C1 + register, value);
const write = (...bytes: readonly number[]): TransferMessage => ({ address: OWN, write: Uint8Array.from(bytes) });
const read = (length: number): TransferMessage => ({ address: OWN, read: length });
const SETTLE = microseconds(20);

/** Lets time pass for what is under way. */
async function ended<T>(transfer: Promise<T>): Promise<T> {
  await bench.run(microseconds(1000));
  return transfer;
}

beforeEach(() => {
  bus = emulatedBus(400_000, SETTLE);
  bench = new BoardBench(undefined, { scheduler: bus.bus.scheduler, i2c: { 1: { bus: bus.bus } } });
  bench.write(RESETS, 0);
});

/** SDA on GPIO 2, SCL on GPIO 3: function 3. Datasheet, table 2. */
function start(con: number = TARGET | STOP_DET_IFADDRESSED): void {
  for (const pin of [2, 3]) bench.write(IO_BANK0 + 8 * pin + 4, 3);
  set(IC.CON, con);
  set(IC.SAR, OWN);
  set(IC.SDA_SETUP, 1);
  set(IC.INTR_MASK, 0);
  set(IC.ENABLE, 1);
}

it('has the reset values of the datasheet', () => {
  const expected: readonly (readonly [number, number])[] = [
    [IC.CON, 0x65], [IC.TAR, 0x55], [IC.SAR, 0x55], [IC.SS_SCL_HCNT, 0x28], [IC.SS_SCL_LCNT, 0x2f], [IC.FS_SCL_HCNT, 0x06],
    [IC.FS_SCL_LCNT, 0x0d], [IC.INTR_MASK, 0x8ff], [IC.RAW, 0], [IC.RX_TL, 0], [IC.TX_TL, 0], [IC.ENABLE, 0], [IC.STATUS, 0x06],
    [IC.SDA_HOLD, 1], [IC.SDA_SETUP, 0x64], [IC.ACK_GENERAL_CALL, 1], [IC.ENABLE_STATUS, 0], [IC.FS_SPKLEN, 7],
    [IC.VERSION, 0x3230_312a], [IC.TYPE, 0x4457_0140],
  ]; // biome-ignore format: a table
  for (const [register, value] of expected) expect([register, ic(register)]).toEqual([register, value]);
});

it('takes IC_CON and IC_SAR only while it is disabled', () => {
  start();
  set(IC.SAR, 0x20);
  set(IC.CON, 0x65);
  expect([ic(IC.SAR), ic(IC.CON)]).toEqual([OWN, TARGET | STOP_DET_IFADDRESSED]);
  set(IC.ENABLE, 0);
  set(IC.SAR, 0x20);
  expect(ic(IC.SAR)).toBe(0x20);
});

describe('a write', () => {
  it('fills the FIFO; bit 11 marks the first byte of data alone', async () => {
    start();
    expect((await bus.transfer([write(0x88, 0x01, 0x02)])).acknowledged).toBe('++++');
    expect([ic(IC.RXFLR), ic(IC.RAW) & INTR.RX_FULL]).toEqual([3, INTR.RX_FULL]);
    expect([ic(IC.DATA_CMD), ic(IC.DATA_CMD), ic(IC.DATA_CMD)]).toEqual([0x888, 0x01, 0x02]);
    expect([ic(IC.RXFLR), ic(IC.RAW) & INTR.RX_FULL]).toEqual([0, 0]);
  });

  it('to another address is not acknowledged, and leaves no byte', async () => {
    start();
    expect((await bus.transfer([{ address: 0x14, write: Uint8Array.of(1) }])).status).toBe('address-nack');
    expect([ic(IC.RXFLR), ic(IC.RAW) & INTR.STOP_DET]).toEqual([0, 0]);
  });

  it('RX_FULL stands above RX_TL, and shows in INTR_STAT under its mask', async () => {
    start();
    set(IC.RX_TL, 2);
    await bus.transfer([write(1, 2)]);
    expect(ic(IC.RAW) & INTR.RX_FULL).toBe(0);
    await bus.transfer([write(3)]);
    expect([ic(IC.RAW) & INTR.RX_FULL, ic(IC.INTR_STAT)]).toEqual([INTR.RX_FULL, 0]);
    set(IC.INTR_MASK, INTR.RX_FULL);
    expect(ic(IC.INTR_STAT)).toBe(INTR.RX_FULL);
  });

  it('START_DET, RESTART_DET and STOP_DET are latched, and each is cleared by reading its own register', async () => {
    start();
    const transfer = bus.begin([write(0x88), read(1)]);
    await bench.run(microseconds(75));
    set(IC.DATA_CMD, 0x55);
    await ended(transfer);
    const all = INTR.START_DET | INTR.RESTART_DET | INTR.STOP_DET;
    expect(ic(IC.RAW) & all).toBe(all);
    for (const [register, bit] of [
      [IC.CLR_START_DET, INTR.START_DET],
      [IC.CLR_RESTART_DET, INTR.RESTART_DET],
      [IC.CLR_STOP_DET, INTR.STOP_DET],
    ] as const) {
      ic(register);
      expect(ic(IC.RAW) & bit).toBe(0);
    }
  });

  it('without STOP_DET_IFADDRESSED the STOP of others is seen, too', async () => {
    start(TARGET);
    await bus.transfer([{ address: 0x14, write: Uint8Array.of(1) }]);
    expect(ic(IC.RAW) & INTR.STOP_DET).toBe(INTR.STOP_DET);
  });

  it('of 17 bytes overruns the FIFO: the last is lost and RX_OVER stands', async () => {
    start();
    await bus.transfer([write(...Array.from({ length: 17 }, (_, i) => i))]);
    expect([ic(IC.RXFLR), ic(IC.RAW) & INTR.RX_OVER]).toEqual([16, INTR.RX_OVER]);
    ic(IC.CLR_RX_OVER);
    expect(ic(IC.RAW) & INTR.RX_OVER).toBe(0);
  });

  it('with RX_FIFO_FULL_HLD holds SCL instead, until there is room', async () => {
    start(TARGET | STOP_DET_IFADDRESSED | RX_FIFO_FULL_HLD);
    const transfer = bus.begin([write(...Array.from({ length: 17 }, (_, i) => i))]);
    await bench.run(microseconds(600));
    expect([bench.board.holdsClock(1), ic(IC.RXFLR), ic(IC.RAW) & INTR.RX_OVER]).toEqual([true, 16, 0]);
    ic(IC.DATA_CMD);
    expect((await ended(transfer)).status).toBe('ok');
    expect(ic(IC.RXFLR)).toBe(16);
  });

  it('IC_SLV_DATA_NACK_ONLY refuses data, and is taken only while the target is idle and disabled', async () => {
    start();
    set(IC.NACK_ONLY, 1);
    expect(ic(IC.NACK_ONLY)).toBe(0);
    set(IC.ENABLE, 0);
    set(IC.NACK_ONLY, 1);
    set(IC.ENABLE, 1);
    expect((await bus.transfer([write(1)])).acknowledged).toBe('+-');
  });
});

describe('a read', () => {
  it('raises RD_REQ and holds SCL until a byte is written', async () => {
    start();
    const transfer = bus.begin([read(1)]);
    await bench.run(microseconds(300));
    expect([bench.board.holdsClock(1), ic(IC.RAW) & INTR.RD_REQ]).toEqual([true, INTR.RD_REQ]);
    ic(IC.CLR_RD_REQ);
    set(IC.DATA_CMD, 0xa5);
    const { read: got, stretchedUs } = await ended(transfer);
    expect([...got[0]!]).toEqual([0xa5]);
    expect(stretchedUs).toBeGreaterThan(200);
    expect(ic(IC.RAW) & (INTR.RD_REQ | INTR.RX_DONE)).toBe(INTR.RX_DONE);
  });

  it('SDA_SETUP adds its cycles less one before SCL is let go', async () => {
    const held: number[] = [];
    for (const setup of [1, 101]) {
      bus = emulatedBus(400_000, SETTLE);
      bench = new BoardBench(undefined, { scheduler: bus.bus.scheduler, i2c: { 1: { bus: bus.bus } } });
      bench.write(RESETS, 0);
      for (const pin of [2, 3]) bench.write(IO_BANK0 + 8 * pin + 4, 3);
      set(IC.CON, TARGET);
      set(IC.SAR, OWN);
      set(IC.SDA_SETUP, setup);
      set(IC.ENABLE, 1);
      const transfer = bus.begin([read(1)]);
      await bench.run(microseconds(100));
      set(IC.DATA_CMD, 0);
      held.push((await ended(transfer)).stretchedUs);
    }
    // 100 cycles of 8 ns; an instruction boundary may take another cycle or two.
    expect(Math.abs(held[1]! - held[0]! - 0.8)).toBeLessThanOrEqual(0.03);
  });

  it('bytes left over in the transmit FIFO are flushed: TX_ABRT, with its source and count, and a new request', async () => {
    start();
    const first = bus.begin([read(1)]);
    await bench.run(microseconds(100));
    for (const byte of [1, 2, 3]) set(IC.DATA_CMD, byte);
    await ended(first);
    expect(ic(IC.TXFLR)).toBe(2);
    const second = bus.begin([read(1)]);
    await bench.run(microseconds(100));
    // TX_ABRT_SOURCE: bit 13 SLVFLUSH_TXFIFO, bits 31:23 how many were flushed.
    expect([
      ic(IC.RAW) & INTR.TX_ABRT,
      ic(IC.TXFLR),
      ic(IC.ABORT_SOURCE) & (1 << 13),
      ic(IC.ABORT_SOURCE) >>> 23,
    ]).toEqual([INTR.TX_ABRT, 0, 1 << 13, 2]);
    set(IC.DATA_CMD, 9);
    expect(ic(IC.TXFLR)).toBe(0);
    ic(IC.CLR_TX_ABRT);
    set(IC.DATA_CMD, 9);
    expect([...(await ended(second)).read[0]!]).toEqual([9]);
  });

  it('is let go when the block is disabled, and IC_ENABLE_STATUS says that it was busy', async () => {
    start();
    const transfer = bus.begin([read(1)]);
    await bench.run(microseconds(100));
    set(IC.ENABLE, 0);
    await ended(transfer);
    expect([bench.board.holdsClock(1), ic(IC.ENABLE_STATUS)]).toEqual([false, 2]);
  });
});

it('answers nobody while RESETS holds it, while its pads are elsewhere, and while it is disabled', async () => {
  const probe = async (): Promise<string> => (await bus.transfer([write()])).status;
  start();
  expect(await probe()).toBe('ok');
  bench.write(IO_BANK0 + 8 * 2 + 4, 5);
  expect(await probe()).toBe('address-nack');
  bench.write(IO_BANK0 + 8 * 2 + 4, 3);
  set(IC.ENABLE, 0);
  expect(await probe()).toBe('address-nack');
  set(IC.ENABLE, 1);
  expect(await probe()).toBe('ok');
  bench.write(RESETS, 1 << 4);
  expect(await probe()).toBe('address-nack');
});
