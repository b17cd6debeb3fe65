// What the bus says of a rack of two units, from their start on: what two forms of the firmware have to have in common.
import type { FirmwareBundle } from '../../host-tools/engines/engine';
import { milliseconds, seconds } from '../../host-tools/sim/scheduler';
import { type ENGINES, makeRack, readOf, writeOf } from '../support/racks';

/** Slot, code and bytes of what is written: a limit, off, a limit below the load, bits of a status register, CLEAR_FAULTS. */
const WRITES = [
  [1, 0x46, 0x00, 0xca],
  [2, 0x01, 0x80],
  [1, 0x4a, 0x40, 0xc8],
  [2, 0x7b, 0xff],
  [1, 0x03],
] as const;

/** All that the bus says of a rack that starts, is written to, switches a unit on and finds an over-current. */
export async function story(engine: (typeof ENGINES)[number], bundle: FirmwareBundle): Promise<readonly string[]> {
  const lines: string[] = [];
  const units = '[{slot: 1, security: open, power: on, load: {milliamps: 600}}, {slot: 2, security: open}]';
  const rack = await makeRack({ engine, units, bundle, lines });
  await rack.run(seconds(1));
  for (const [slot, ...bytes] of WRITES) {
    rack.controller.begin(writeOf(slot, ...bytes), () => {});
    await rack.run(milliseconds(200));
    for (let code = 0; code < 256; code++) {
      rack.controller.begin(readOf(slot, code, 32, true), () => {});
      await rack.run(milliseconds(5));
    }
  }
  await rack.close();
  return lines;
}
