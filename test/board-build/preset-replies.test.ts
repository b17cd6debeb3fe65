// What a board answers before its firmware runs is what the firmware would answer at its start, and the firmware answers the rest.
import { describe, expect, it } from 'vitest';
import { PICO_BOARD } from '../../boards/pico/board';
import { Capability } from '../../firmware/io/smbus-target/smbus-target';
import { Feature, ROWS } from '../../firmware/pmbus/commands';
import { Store } from '../../firmware/store/store';
import { StoreView } from '../../firmware/store-view';
import { milliseconds } from '../../firmware/units/time';
import { WallClock } from '../../firmware/units/wall-clock';
import { FIRMWARE_VERSION } from '../../firmware/version';
import { presetReplies } from '../../host-tools/board-build/board-header';
import { createDeviceBench } from '../support/device-bench';
import { makeIdentity } from '../support/identity';
import { ModelFlash } from '../support/model-flash';

const START = milliseconds(0);

/** A start of the firmware with a log that holds records of before. */
function startedBench(hasPresets: boolean) {
  const clock = new WallClock(START);
  const store = new Store(new ModelFlash(8), { logSectors: 4, boxSectors: 2 }, clock, 7, START);
  const log = new StoreView(store);
  const { name, manufacturer, date, controller, controllerRevision } = PICO_BOARD;
  const identity = {
    ...makeIdentity(),
    ...{ manufacturer, date, controller, controllerRevision, model: name, firmwareVersion: FIRMWARE_VERSION },
  };
  const features = Feature.energyTotal | Feature.poisonRefusal;
  return createDeviceBench({ hasPresets, model: { clock, log, identity, features } });
}

describe('the replies of board.h', () => {
  const presets = presetReplies(PICO_BOARD, Capability.poison);

  it.each(presets.map((reply) => [reply.name, reply] as const))(
    '%s is what the firmware starts with',
    (_, { code, bytes }) => {
      expect(startedBench(false).sink.replies.get(code)).toBe(Buffer.from(bytes).toString('hex'));
    },
  );

  it('and what the firmware of such a board publishes are all that it has at its start', () => {
    const { replies } = startedBench(true).sink;
    const all = new Map(startedBench(false).sink.replies);
    for (const [code, reply] of replies) expect([code, all.get(code)]).toEqual([code, reply]);
    const codes = new Set([...replies.keys(), ...presets.map(({ code }) => code)]);
    expect([...codes].sort()).toEqual([...all.keys()].sort());
  });

  it('leave to the firmware what the unit decides: no reading, no limit, no state', () => {
    const others = ['register', 'channel', 'status', 'summary', 'alone'];
    const codes = ROWS.filter(({ origin }) => others.includes(origin.kind)).map(({ code }) => code);
    expect(presets.filter(({ code }) => codes.includes(code))).toEqual([]);
  });
});
