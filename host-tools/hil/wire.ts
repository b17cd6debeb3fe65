// Messages as no decent client sends them: without a PEC, with a wrong one, to codes that nobody has. And how a refusal shows.
import { Cml, Word } from '../../firmware/pmbus/status-bits';
import { addressByte, pecByte, pecOf } from '../../firmware/smbus/pec';
import type { TransferResult } from '../client/transfer';
import { CheckFailed } from './check';
import { waitFor } from './operate';
import type { Place } from './place';

const CLEAR_FAULTS = 0x03;
/** The firmware tells of a refusal once it runs: about a millisecond behind it, a pause of JavaScript at the most. */
const TOLD_MS = 250;
/** An erase takes 400 ms at the most. */
const MOST_BUSY_TRIES = 5;

export type PecKind = 'right' | 'wrong' | 'none';

/** A write of code and data. */
export function send(place: Place, bytes: readonly number[], kind: PecKind = 'right'): Promise<TransferResult> {
  const { address, bus, client, slot } = place;
  client.wrote(slot);
  const pec = pecOf(pecByte(0, addressByte(address, false)), Uint8Array.from(bytes), 0, bytes.length);
  const end = kind === 'none' ? [] : [kind === 'right' ? pec : pec ^ 0x01];
  return bus.transfer([{ address, write: Uint8Array.of(...bytes, ...end) }]);
}

/** A read of `length` bytes behind a code, whatever they are. */
export const readRaw = ({ address, bus }: Place, code: number, length: number): Promise<TransferResult> =>
  bus.transfer([
    { address, write: Uint8Array.of(code) },
    { address, read: length },
  ]);

export const clearFaults = async (place: Place): Promise<void> => {
  await send(place, [CLEAR_FAULTS]);
};

export const cmlOf = ({ client, slot }: Place): Promise<number> => client.readNumber(slot, 'STATUS_CML');

const CML_NAMES: Readonly<Record<number, string>> = {
  [Cml.invalidCommand]: 'invalid command (bit 7)',
  [Cml.invalidData]: 'invalid data (bit 6)',
  [Cml.packetError]: 'packet error (bit 5)',
  [Cml.invalidData | Cml.packetError]: 'invalid data or packet error (bits 6, 5)',
};

/**
 * Does something that the unit has to refuse, and looks for the bit of STATUS_CML that names the reason. PMBus Part II 1.3.1,
 * section 17.7. The bit is what both ways to refuse have in common. While its flash is erased a unit refuses every write as BUSY
 * (section 17.1, bit 7): tried again then. @throws CheckFailed
 */
export async function refuses(
  place: Place,
  what: string,
  bits: number,
  attempt: () => Promise<unknown>,
): Promise<void> {
  let cml = 0;
  const isTold = async (): Promise<boolean> => {
    cml = await cmlOf(place);
    return (cml & bits) !== 0;
  };
  for (let tries = 0; tries < MOST_BUSY_TRIES; tries++) {
    await quiet(place);
    await attempt();
    try {
      await waitFor(place, what, isTold, TOLD_MS);
      return;
    } catch {
      if (!(await isBusy(place))) break;
    }
  }
  throw new CheckFailed(
    `${what} was not refused as ${CML_NAMES[bits]}: STATUS_CML is 0x${cml.toString(16).padStart(2, '0')}`,
  );
}

const isBusy = async ({ client, slot }: Place): Promise<boolean> =>
  ((await client.readNumber(slot, 'STATUS_WORD')) & Word.busy) !== 0;

/** Clears what an earlier refusal left; one that is told late is waited for. */
export async function quiet(place: Place): Promise<void> {
  await clearFaults(place);
  if ((await cmlOf(place)) !== 0) await clearFaults(place);
}
