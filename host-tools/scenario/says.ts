// What a unit says of itself, held against an expectation: each key is asked over the bus by the operator's client.
import type { CommandName } from '../../firmware/pmbus/commands';
import { Cml, Input, Manufacturer, Temperature } from '../../firmware/pmbus/status-bits';
import type { PmbusClient } from '../client/pmbus-client';
import { UnitError } from '../client/unit-error';
import { compare, type Observation, phrase, type Seen, type Wanted } from './compare';
import { eventsOf } from './events-of';
import type { Says, StatusFlag } from './expectation-schema';
import type { Stage } from './stage';

// biome-ignore format: a table is read by column
const FLAGS: Readonly<Record<StatusFlag, readonly [CommandName, number]>> = {
  tripped: ['STATUS_MFR_SPECIFIC', Manufacturer.tripped],
  'sensor-lost': ['STATUS_MFR_SPECIFIC', Manufacturer.sensorLost],
  'address-conflict': ['STATUS_MFR_SPECIFIC', Manufacturer.addressConflict],
  'strap-fault': ['STATUS_MFR_SPECIFIC', Manufacturer.strapFault],
  'store-fault': ['STATUS_MFR_SPECIFIC', Manufacturer.storeFault],
  'gate-fault': ['STATUS_MFR_SPECIFIC', Manufacturer.gateFault],
  'average-over-current': ['STATUS_MFR_SPECIFIC', Manufacturer.averageOverCurrent],
  'input-under-voltage': ['STATUS_INPUT', Input.underVoltageFault],
  'over-temperature-warning': ['STATUS_TEMPERATURE', Temperature.overTemperatureWarning],
  'packet-error': ['STATUS_CML', Cml.packetError],
};

type Fields = Readonly<Record<string, number | string>>;

/** One look at one unit: a block that several keys ask for is read once. */
class Look {
  readonly #blocks = new Map<CommandName, Promise<Fields>>();
  readonly client: PmbusClient;
  readonly slot: number;

  constructor(client: PmbusClient, slot: number) {
    this.client = client;
    this.slot = slot;
  }

  fields(name: CommandName): Promise<Fields> {
    let block = this.#blocks.get(name);
    if (block === undefined) {
      block = this.client.readFields(this.slot, name);
      this.#blocks.set(name, block);
    }
    return block;
  }

  number(name: CommandName): Promise<number> {
    return this.client.readNumber(this.slot, name);
  }
}

type Plain = Exclude<keyof Says, 'flag' | 'noFlag' | 'log' | 'notInLog'>;

const ASK: Readonly<Record<Plain, (look: Look) => Promise<Seen>>> = {
  answers: (look) => look.client.isPresent(look.slot),
  state: async (look) => (await look.fields('MFR_UNIT_STATE')).state,
  fault: async (look) => (await look.fields('MFR_UNIT_STATE')).fault,
  security: async (look) => (await look.fields('MFR_UNIT_STATE')).security,
  faults: async (look) => (await look.fields('MFR_UNIT_STATE')).faultCount,
  alone: async (look) => (await look.number('MFR_ADDRESS_ALONE')) !== 0,
  reading: async (look) => (await look.fields('MFR_READINGS')).inputCurrentStatus,
  inputMillivolts: (look) => look.number('READ_VIN'),
  outputMillivolts: (look) => look.number('READ_VOUT'),
  milliamps: (look) => look.number('READ_IIN'),
  celsius: async (look) => (await look.number('READ_TEMPERATURE_1')) / 1000,
  starts: async (look) => (await look.fields('MFR_HARDWARE')).bootCount,
  resetCause: async (look) => (await look.fields('MFR_HARDWARE')).resetCause,
  boxes: async (look) => (await look.fields('MFR_LOG_STATE')).boxes,
};

export async function lookAtUnit(stage: Stage, slot: number, says: Says): Promise<Observation[]> {
  const look = new Look(stage.client, slot);
  const found: Observation[] = [];
  for (const key of Object.keys(says) as (keyof Says)[]) {
    const wanted = says[key];
    if (wanted !== undefined) found.push(await lookAtKey(stage, look, key, wanted));
  }
  return found;
}

async function lookAtKey(stage: Stage, look: Look, key: keyof Says, wanted: Wanted): Promise<Observation> {
  const place = { of: 'says', slot: look.slot } as const;
  try {
    if (key === 'flag' || key === 'noFlag') {
      const isSet = await isFlagSet(look, wanted as StatusFlag);
      const seen = `${isSet ? 'flag' : 'no flag'} ${wanted}`;
      return { ...place, wanted: phrase(key, wanted), seen, fits: isSet === (key === 'flag') };
    }
    if (key === 'log' || key === 'notInLog') {
      const sentences = await eventsOf(stage, look.slot);
      const isTold = sentences.some((sentence) => sentence.includes(wanted as string));
      return {
        ...place,
        wanted: `${phrase(key, `"${wanted}"`)}`,
        seen: logText(sentences),
        fits: isTold === (key === 'log'),
      };
    }
    return compare(place, key, wanted, await ASK[key](look));
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    return { ...place, wanted: phrase(key, wanted), seen: `no answer (${error.kind})`, fits: false };
  }
}

async function isFlagSet(look: Look, flag: StatusFlag): Promise<boolean> {
  const [command, mask] = FLAGS[flag];
  return ((await look.number(command)) & mask) !== 0;
}

const logText = (sentences: readonly string[]): string =>
  sentences.length === 0 ? 'an empty log' : `log ${sentences.map((sentence) => `"${sentence}"`).join(', ')}`;
