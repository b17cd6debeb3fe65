// boards/<name>/board.h: the board's facts and the replies that need no firmware, for the part that runs before JavaScript.
// Made from the board's data and the command table; `npm run docs` writes it, a test holds it.
import type { Board } from '../../firmware/board';
import { COUNTER_COUNT } from '../../firmware/io/smbus-target/counters';
import { Capability } from '../../firmware/io/smbus-target/smbus-target';
import { BLOCK_WRITERS, PRESET_BLOCKS } from '../../firmware/pmbus/block-writers';
import { putInteger } from '../../firmware/pmbus/bytes';
import { type CommandName, Feature, RESET_CAUSES, ROWS } from '../../firmware/pmbus/commands';
import type { DeviceModel } from '../../firmware/pmbus/device-model';
import { NO_LOG } from '../../firmware/pmbus/log-view';
import { EnergyTotal } from '../../firmware/power/energy';
import { EnergyAccumulator } from '../../firmware/power/energy-accumulator';
import { addressOfSlot, LOST_SLOT } from '../../firmware/smbus/limits';
import { milliseconds } from '../../firmware/units/time';
import { WallClock } from '../../firmware/units/wall-clock';
import { FIRMWARE_VERSION } from '../../firmware/version';

/** What the native part needs besides the board's data. */
export interface NativeBoard {
  readonly target: { readonly data: number; readonly clock: number };
  readonly tripN: readonly number[];
  readonly flash: { readonly store: number; readonly storeBytes: number };
  readonly watchdogMs: number;
}

interface Reply {
  readonly code: number;
  readonly name: string;
  readonly bytes: Uint8Array;
}

const LARGEST = 256;

/** Replies that are known from the first instant on: constants, and PRESET_BLOCKS as they begin. `capabilities`: of the target port. */
export function presetReplies(board: Board, capabilities: number): readonly Reply[] {
  const model = {
    identity: {
      manufacturer: board.manufacturer,
      model: board.name,
      firmwareVersion: FIRMWARE_VERSION,
      date: board.date,
      controller: board.controller,
      controllerRevision: board.controllerRevision,
    },
    features: Feature.energyTotal | (capabilities & Capability.poison ? Feature.poisonRefusal : 0),
    inputAccumulator: new EnergyAccumulator(),
    outputAccumulator: new EnergyAccumulator(),
    energy: new EnergyTotal(),
    clock: new WallClock(milliseconds(0)),
    log: NO_LOG,
    counters: new Uint32Array(COUNTER_COUNT),
  } as unknown as DeviceModel;
  const replies: Reply[] = [];
  for (const { code, name, read, origin } of ROWS) {
    const out = new Uint8Array(LARGEST);
    if (origin.kind === 'constant') {
      replies.push({ code, name, bytes: out.slice(0, putInteger(out, 0, origin.value, read === 'word' ? 2 : 1)) });
    } else if (PRESET_BLOCKS.includes(name as CommandName)) {
      const end = BLOCK_WRITERS[name as keyof typeof BLOCK_WRITERS](out, 1, model);
      out[0] = end - 1;
      replies.push({ code, name, bytes: out.slice(0, end) });
    }
  }
  return replies;
}

const PINS_IN_GROUP = 8;

/** Bit of each line in its group. @throws RangeError where they lie in two groups: the trip looks at one register */
function linesOf(pins: readonly number[]): number {
  const groups = new Set(pins.map((pin) => Math.floor(pin / PINS_IN_GROUP)));
  if (groups.size !== 1) throw new RangeError('board: the fault lines lie in more than one group of eight pins');
  return pins.reduce((lines, pin) => lines | (1 << (pin % PINS_IN_GROUP)), 0);
}

const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;
const list = (values: Iterable<number>): string => `{${[...values].join(', ')}}`;

export function boardHeader(board: Board, native: NativeBoard): string {
  const replies = presetReplies(board, Capability.poison);
  const { pins } = board;
  return `// Facts of the board ${board.name} for the native part. Made from board.ts and the command table by \`npm run docs\`: do not edit.
#ifndef RACKLET_BOARD_H
#define RACKLET_BOARD_H

#include <stdint.h>

#define RACKLET_PIN_GATE_SET ${pins.gateSet}
#define RACKLET_PIN_GATE_CLEAR ${pins.gateClear}
#define RACKLET_PIN_GATE_READ_BACK ${pins.gateReadBack}
#define RACKLET_PIN_TARGET_DATA ${native.target.data}
#define RACKLET_PIN_TARGET_CLOCK ${native.target.clock}
/** Bits 0 to 3, and the parity. */
#define RACKLET_PINS_STRAPS ${list(pins.slotStraps)}
#define RACKLET_STRAP_COUNT ${pins.slotStraps.length}
/** Fault lines, active low: bits of a group of eight pins. */
#define RACKLET_TRIP_GROUP ${Math.floor(native.tripN[0]! / PINS_IN_GROUP)}
#define RACKLET_TRIP_LINES ${hex(linesOf(native.tripN))}

#define RACKLET_FIRST_ADDRESS ${hex(addressOfSlot(0))}
#define RACKLET_LOST_ADDRESS ${hex(addressOfSlot(LOST_SLOT))}

/** From the start of the flash. */
#define RACKLET_STORE_OFFSET ${hex(native.flash.store)}
#define RACKLET_STORE_BYTES ${hex(native.flash.storeBytes)}

#define RACKLET_WATCHDOG_MS ${native.watchdogMs}

${RESET_CAUSES.map((cause, index) => `#define RACKLET_RESET_${cause.toUpperCase().replace('-', '_')} ${index}`).join('\n')}

#endif

// Replies that need no firmware: \`REPLY(code, length, bytes...)\` for each. Included a second time by whoever defines REPLY.
#ifdef REPLY
${replies.map(({ code, name, bytes }) => `REPLY(${hex(code)}, ${bytes.length}, ${[...bytes].map(hex).join(', ')}) // ${name}`).join('\n')}
#endif
`;
}
