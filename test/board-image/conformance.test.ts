// A built image held against the contracts of its ports, by the suites that every implementation passes: SMBus target, gate latch, trip.
// The image is a unit of the rack, asked over the rack's bus; the test stands where its JavaScript would (parked-image.ts).
import { describe, expect, it } from 'vitest';
import { PICO_NATIVE } from '../../boards/pico/board';
import { PICO_BENCH_BOARD } from '../../boards/pico-bench/board';
import { Capability } from '../../firmware/io/smbus-target/smbus-target';
import { presetReplies } from '../../host-tools/board-build/board-header';
import { gateLatchConformance } from '../conformance/gate-latch';
import { smbusTargetConformance } from '../conformance/smbus-target';
import type { TargetBench } from '../conformance/target-bench';
import { tripConformance } from '../conformance/trip';
import { driveLines, Moments, TIME_TO_TRIP_MS, withoutEdges } from '../conformance/trip-of-chip';
import { crc8 } from '../support/crc8';
import { hasElf, hasImage } from './image';
import { BUFFER, countersOf, ParkedImage } from './parked-image';

const OK = 0;
/** What the suite asks of a port in an interrupt; measured far below it in ../native/latency.test.ts. */
const INTERRUPT_STRETCH_US = 2;
/** Replies of board.h, which the image publishes by itself: the suite begins with an empty table. */
const PRESET = presetReplies(PICO_BENCH_BOARD, Capability.poison).map(({ code }) => code);
const CODE = 0x88;
const PEC_TABLE_BYTES = 256;
/** Room of a taken write, behind it its length. */
const COUNT_AT = BUFFER + 0x200;

async function makeTargetBench(): Promise<TargetBench> {
  const parked = new ParkedImage();
  await parked.start();
  const target = parked.symbol('rp2040_smbus_target');
  const port = (name: string, ...args: readonly number[]) => parked.call(`smbus_target_${name}`, target, ...args);
  const checked = async (name: string, ...args: readonly number[]): Promise<void> => {
    const status = await port(name, ...args);
    if (status !== OK) throw new Error(`${name}: status ${status}`);
  };
  let isClosed = false;
  for (const code of PRESET) await port('withdraw', code);
  return {
    ...parked.bus,
    profile: 'poison',
    address: parked.unit.address,
    interruptStretchUs: INTERRUPT_STRETCH_US,
    publish: (code, bytes) => {
      parked.give(bytes);
      return checked('publish', code, BUFFER, bytes.length);
    },
    withdraw: (code) => checked('withdraw', code),
    accept: (code, shortest, longest) => checked('accept', code, shortest, longest),
    acceptProcess: (code, shortest, longest) => checked('accept_process', code, shortest, longest),
    forbid: (code) => checked('forbid', code),
    take: async () => {
      if (isClosed) throw new Error('smbus-target: closed');
      const token = await port('read', BUFFER, COUNT_AT);
      return token === 0 ? undefined : { token, bytes: parked.got(parked.board.readWord(COUNT_AT) & 0xffff) };
    },
    done: async (token) => {
      await port('done', token);
    },
    counters: async () => (await countersOf(parked)).counters,
    refusals: async () => (await countersOf(parked)).refusals,
    suspend: async () => ((await port('suspend')) & 0xff) === 1,
    resume: async () => {
      await port('resume');
    },
    closePort: async () => {
      isClosed = true;
      await parked.call('rp2040_smbus_target_close');
    },
    announcements: async () => parked.announcements,
    close: async () => parked.close(),
  };
}

/** A start of the image: by the RUN pin, as a firmware swap does it. */
const restart = (parked: ParkedImage) => parked.start(() => parked.image.pullRun());

async function powerOn(parked: ParkedImage): Promise<void> {
  parked.image.powerOff();
  parked.unit.latch.clear();
  await parked.start(() => parked.image.powerOn());
}

const latchOf = (parked: ParkedImage): number => parked.board.readWord(parked.symbol('racklet_latch'));
const isOn = async (parked: ParkedImage): Promise<boolean> =>
  ((await parked.call('gate_latch_is_on', latchOf(parked))) & 0xff) === 1;

const LINES = PICO_NATIVE.tripN;
const LAST_LINE = 1 << (LINES.length - 1);
const FIRST_OF_GROUP = 8;
/** Interrupts of a pin, four bits each: RP2040 datasheet, section 2.19.6.1. */
const ANY_OF_PIN = 0xf;

const lineNumbers = (sources: number): number =>
  LINES.reduce(
    (bits, pin, line) => bits | ((sources >>> (4 * (pin - FIRST_OF_GROUP))) & ANY_OF_PIN ? 1 << line : 0),
    0,
  );

describe.skipIf(!hasImage || !hasElf)('the ports of an image', () => {
  smbusTargetConformance('a built image', makeTargetBench, ['poison']);

  gateLatchConformance('a built image', async () => {
    const parked = new ParkedImage();
    await parked.start();
    return {
      set: () => parked.call('gate_latch_set', latchOf(parked)),
      clear: () => parked.call('gate_latch_clear', latchOf(parked)),
      isOn: () => isOn(parked),
      powerOn: () => powerOn(parked),
      restart: () => restart(parked),
      latch: () => parked.unit.latch.isOn,
      close: () => parked.close(),
    };
  });

  tripConformance(
    'a built image',
    async () => {
      const parked = new ParkedImage();
      await parked.start();
      const moments = new Moments(parked.board);
      const drive = async (active: number): Promise<void> => {
        driveLines(parked.board, LINES, active);
        await parked.run(TIME_TO_TRIP_MS);
      };
      return {
        powerOn: () => powerOn(parked),
        restart: async (now) => {
          await restart(parked);
          moments.restarted(now);
        },
        set: () => parked.call('gate_latch_set', latchOf(parked)),
        isOn: () => parked.unit.latch.isOn,
        edge: (sources, now) => moments.during(now, () => drive(sources)),
        lines: (active) => withoutEdges(parked.board, () => drive(active)),
        poll: (now) => moments.during(now, () => parked.call('rp2040_trip_poll')),
        look: async () => {
          await parked.call('trip_look', BUFFER, parked.symbol('rp2040_trip'));
          const [number, at, sources, isTripped] = parked.words(4);
          return {
            number: number!,
            trippedAt: number === 0 ? 0 : moments.nameOf(at!),
            sources: lineNumbers(sources!),
            isTripped: (isTripped! & 0xff) === 1,
          };
        },
        rearm: (number) => parked.call('trip_rearm', parked.symbol('rp2040_trip'), number),
        announcements: () => parked.announcements,
        close: () => parked.close(),
      };
    },
    LAST_LINE,
  );

  it('a byte of the PEC table that flips in RAM is found by what the suite asks', async () => {
    const bench = new ParkedImage();
    await bench.start();
    const { address } = bench.unit;
    const ask = async () => {
      bench.give([0x8b, 0xca]);
      await bench.call('smbus_target_publish', bench.symbol('rp2040_smbus_target'), CODE, BUFFER, 2);
      const messages = [
        { address, write: Uint8Array.of(CODE) },
        { address, read: 3 },
      ];
      return [...(await bench.bus.transfer(messages)).read[0]!];
    };
    const good = [0x8b, 0xca, crc8([address << 1, CODE, (address << 1) | 1, 0x8b, 0xca])];
    expect(await ask()).toEqual(good);
    const table = bench.symbol('racklet_pec_table');
    const flipped = bench.board.debug.read(table, PEC_TABLE_BYTES)!.map((byte) => byte ^ 1);
    expect(bench.board.debug.write(table, flipped)).toBe(true);
    expect(await ask()).not.toEqual(good);
    bench.close();
  });
});
