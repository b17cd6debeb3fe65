// Where the suite runs: a unit behind a bus adapter. The suite knows nothing else of it, so that an emulated unit, an image on an
// emulated chip and a board on the bench are asked the same questions.
import { Feature } from '../../firmware/pmbus/commands';
import { addressOfSlot } from '../../firmware/smbus/limits';
import type { BusAdapter } from '../client/bus-adapter';
import { EmulatedAdapter } from '../client/emulated-adapter';
import { PmbusClient } from '../client/pmbus-client';
import { rackClock, type SuiteClock, WALL_CLOCK } from './clock';
import type { ConsoleLine } from './console-line';

export interface Place {
  readonly bus: BusAdapter;
  readonly client: PmbusClient;
  readonly clock: SuiteClock;
  readonly slot: number;
  readonly address: number;
  /** The serial line of the unit, where one was named. */
  readonly console: ConsoleLine | undefined;
  /** An emulated rack, whose trays the suite can pull. */
  readonly rack: EmulatedAdapter | undefined;
  /** What runs the unit, where that is known: `xs`, `node`, `rp2040`, `board`. */
  readonly engine: string;
  /** Writes are refused for good: WRITE_PROTECT cannot be lifted. */
  readonly isClosed: boolean;
  /** Refusals give 0xFF and a wrong PEC instead of a NACK. */
  readonly poisons: boolean;
}

/** Asks the unit who it is. @throws UnitError where it does not answer */
export async function openPlace(bus: BusAdapter, slot: number, console?: ConsoleLine): Promise<Place> {
  const client = new PmbusClient(bus);
  const wire = await client.readFields(slot, 'MFR_WIRE');
  const { security } = await client.readFields(slot, 'MFR_UNIT_STATE');
  const rack = bus instanceof EmulatedAdapter ? bus : undefined;
  const described = (await rack?.describe())?.units.find((unit) => unit.slot === slot);
  return {
    bus,
    client,
    clock: clockOf(bus),
    slot,
    address: addressOfSlot(slot),
    console,
    rack,
    engine: described?.engine ?? 'board',
    isClosed: security === 'closed',
    poisons: ((wire.features as number) & Feature.poisonRefusal) !== 0,
  };
}

/** The rack's, where there is one. */
export const clockOf = (bus: BusAdapter): SuiteClock => (bus instanceof EmulatedAdapter ? rackClock(bus) : WALL_CLOCK);
