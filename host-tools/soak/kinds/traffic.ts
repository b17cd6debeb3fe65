// What others say on the bus: scanners, valid writes, nonsense. No unit may notice, and only what is valid may be carried out.

import type { CommandSpec } from '../../../firmware/pmbus/command-spec';
import { COMMANDS } from '../../../firmware/pmbus/commands';
import { addressOfSlot } from '../../../firmware/smbus/limits';
import { addressByte, pecByte, pecOf } from '../../../firmware/smbus/pec';
import { findCommand } from '../../client/pmbus-client';
import type { TransferMessage } from '../../client/transfer';
import type { Kind } from '../kind';
import type { Strike } from '../strike';

const REGISTERS = (COMMANDS as readonly CommandSpec[]).filter(
  ({ origin, protection }) => origin.kind === 'register' && protection === 'configuration',
);
/** Read before and after: the registers, word by word. */
async function registersOf({ place }: Strike): Promise<string> {
  const values: string[] = [];
  for (const spec of REGISTERS) values.push((await place.client.read(place.slot, spec)).raw);
  return values.join(' ');
}

/** Addresses that a scanner may use: SMBus 3.2, appendix C. */
const FIRST_ADDRESS = 0x08;
const LAST_ADDRESS = 0x77;

/** With the packet error code that belongs to it, or a wrong one. */
function message(slot: number, bytes: readonly number[], isRight: boolean): TransferMessage {
  const address = addressOfSlot(slot);
  const body = Uint8Array.from(bytes);
  const pec = pecOf(pecByte(0, addressByte(address, false)), body, 0, body.length);
  return { address, write: Uint8Array.of(...body, isRight ? pec : pec ^ 0x5a) };
}

const NOT_A_CODE = Array.from({ length: 256 }, (_, code) => code).filter(
  (code) => !COMMANDS.some((spec) => spec.code === code),
);
const READ_ONLY = (COMMANDS as readonly CommandSpec[]).filter(({ write }) => write === 'none');

/** Packets that are well formed, and must not be carried out. */
function nonsense({ place, random }: Strike): TransferMessage {
  const some = <T>(list: readonly T[]): T => list[random.below(list.length)]!;
  const byte = () => random.below(256);
  switch (random.below(5)) {
    case 0:
      return message(place.slot, [some(NOT_A_CODE), byte()], true);
    case 1:
      return message(place.slot, [some(READ_ONLY).code, byte(), byte()], true);
    case 2:
      return message(place.slot, [some(REGISTERS).code, byte(), byte()], false);
    case 3:
      return message(place.slot, [some(REGISTERS).code, byte(), byte(), byte(), byte(), byte()], true);
    default:
      // Out of range: a response byte with the reserved action 01.
      return message(
        place.slot,
        [some(REGISTERS.filter(({ name }) => name.endsWith('_RESPONSE'))).code, 0x40 | random.below(64)],
        true,
      );
  }
}

/** Ranges that no episode feels: warnings alone. */
const HARMLESS = [
  'VOUT_OV_WARN_LIMIT',
  'VIN_OV_WARN_LIMIT',
  'IOUT_OC_WARN_LIMIT',
  'IIN_OC_WARN_LIMIT',
  'OT_WARN_LIMIT',
  'PIN_OP_WARN_LIMIT',
] as const;
const WORDS = 0x800;

export const TRAFFIC_KINDS: readonly Kind[] = [
  {
    name: 'foreign probes',
    about: 'a scanner asks every address: zero-length writes, bare reads, codes that do not exist',
    strikes: 'unit',
    causes: [],
    power: 'stays',
    async act(strike) {
      const { place, random } = strike;
      strike.begins();
      for (let address = FIRST_ADDRESS; address <= LAST_ADDRESS; address++) {
        await place.bus.transfer([
          random.below(2) === 0 ? { address, write: new Uint8Array(0) } : { address, read: 1 },
        ]);
      }
      const address = addressOfSlot(place.slot);
      for (let i = 0; i < 8; i++) {
        const code = NOT_A_CODE[random.below(NOT_A_CODE.length)]!;
        await place.bus.transfer([
          { address, write: Uint8Array.of(code) },
          { address, read: 1 + random.below(4) },
        ]);
      }
      strike.ends();
    },
  },
  {
    name: 'valid writes',
    about: 'warning limits get values by chance, read back, and their own again',
    strikes: 'unit',
    causes: [],
    power: 'stays',
    async act(strike) {
      const { place, random } = strike;
      strike.begins();
      for (let i = 0; i < 4; i++) {
        const name = HARMLESS[random.below(HARMLESS.length)]!;
        const { raw } = await place.client.read(place.slot, findCommand(name)!);
        // A LINEAR11 mantissa from 0 to 1023 with the exponent of the value that stands there: never out of range.
        const before = Number.parseInt(raw.slice(2, 4) + raw.slice(0, 2), 16);
        const value = (before & 0xf800) | random.below(WORDS / 2 - 1);
        await place.write(name, value);
        await place.write(name, before);
      }
      strike.ends();
    },
  },
  {
    name: 'invalid writes',
    about: 'codes that do not exist, read-only ones, wrong packet error codes, wrong lengths, values out of range',
    strikes: 'unit',
    causes: [],
    power: 'stays',
    async act(strike) {
      const { place } = strike;
      const before = await registersOf(strike);
      strike.begins();
      for (let i = 0; i < 12; i++) await place.bus.transfer([nonsense(strike)]);
      await place.clock.sleep(20);
      const after = await registersOf(strike);
      if (after !== before) place.object(`an invalid write was carried out: ${before} became ${after}`);
      strike.ends();
    },
  },
];
