// Faults of the bus: nobody may take a damaged byte for a true one, no write may be half done, and no unit may notice.

import type { CommandName } from '../../../firmware/pmbus/commands';
import type { BusFault } from '../../bus/bus-fault';
import { findCommand } from '../../client/pmbus-client';
import { UnitError } from '../../client/unit-error';
import type { Random } from '../../sim/random';
import type { Kind } from '../kind';
import type { Strike } from '../strike';
import { mayPassUnseen } from '../unseen';

/** Read again and again: what they say does not change. */
const CONSTANTS: readonly CommandName[] = [
  'PMBUS_REVISION',
  'VIN_OV_FAULT_LIMIT',
  'MFR_ID',
  'MFR_SERIAL',
  'IOUT_OC_FAULT_LIMIT',
  'MFR_WIRE',
];
/** Written: a register that no episode depends on. */
const WRITTEN: CommandName = 'TON_MAX_FAULT_LIMIT';
const LARGEST_TIME = 900;
const TRANSACTIONS = 3;
/** Bytes of a transaction that are struck, the address byte among them. */
const STRUCK_BYTES = 8;

/** Undefined where the controller was told of an error. */
async function tried<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    return undefined;
  }
}

async function disturbsRead(strike: Strike, fault: BusFault): Promise<void> {
  const { place, random } = strike;
  const spec = findCommand(CONSTANTS[random.below(CONSTANTS.length)]!)!;
  const right = (await place.client.read(place.slot, spec)).raw;
  place.bus.disturbNext(fault);
  const seen = await tried(() => place.client.read(place.slot, spec));
  if (seen !== undefined && seen.raw !== right && !mayPassUnseen(fault, spec, seen.raw, right))
    place.object(
      `${spec.name} was read as ${seen.raw} instead of ${right}, and nobody noticed: ${JSON.stringify(fault)}`,
    );
}

async function disturbsWrite(strike: Strike, fault: BusFault): Promise<void> {
  const { place, random } = strike;
  const spec = findCommand(WRITTEN)!;
  const before = await place.read(WRITTEN);
  const value = 100 + random.below(LARGEST_TIME - 100);
  place.bus.disturbNext(fault);
  const done = await tried(async () => {
    await place.client.write(place.slot, spec, value);
    return true;
  });
  const after = await place.read(WRITTEN);
  const isRight = after === value || (done !== true && after === before);
  if (!isRight)
    place.object(
      `${spec.name} was ${before}, was written as ${value}${done ? '' : ' with an error'}, and is ${after}: ${JSON.stringify(fault)}`,
    );
  await place.write(WRITTEN, 100);
}

function busKind(kind: BusFault['kind'], about: string, make: (random: Random, byte: number) => BusFault): Kind {
  return {
    name: `bus ${kind}`,
    about,
    strikes: 'unit',
    causes: [],
    power: 'stays',
    async act(strike) {
      const { random } = strike;
      strike.begins();
      for (let i = 0; i < TRANSACTIONS; i++) {
        const fault = make(random, random.below(STRUCK_BYTES));
        await (random.below(2) === 0 ? disturbsRead(strike, fault) : disturbsWrite(strike, fault));
      }
      strike.ends();
    },
  };
}

export const BUS_KINDS: readonly Kind[] = [
  busKind('flip', 'bits of a byte are inverted on the wire', (random, byte) => ({
    kind: 'flip',
    byte,
    mask: 1 + random.below(255),
  })),
  busKind('nack', 'the controller sees no acknowledgement', (_, byte) => ({ kind: 'nack', byte })),
  busKind('stuck-scl', 'SCL is held low for 1 to 60 ms', (random, byte) => ({
    kind: 'stuck-scl',
    byte,
    milliseconds: 1 + random.below(60),
  })),
  busKind('stuck-sda', 'SDA is held low from a byte on', (_, byte) => ({ kind: 'stuck-sda', byte })),
  busKind('arbitration', 'the controller loses arbitration and leaves without a STOP', (_, byte) => ({
    kind: 'arbitration',
    byte,
  })),
  busKind('short', 'a STOP comes in place of a byte', (_, byte) => ({ kind: 'short', byte })),
];
