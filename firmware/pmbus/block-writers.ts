// Composes the block replies: one writer per row whose value is a block or text. A row without a writer does not compile.
// Each writes behind the count byte and returns the offset behind its last byte. The layout stands in table/.

import type { EnergyAccumulator } from '../power/energy-accumulator';
import { LARGEST_LINUX_BLOCK, QUEUE_DEPTH } from '../smbus/limits';
import { type Channel, MICRO_CHANNEL_COUNT, SHOWN_CHANNEL_COUNT } from '../snapshot/channels';
import { clamp } from '../units/integers';
import { putHex, putInteger, putText } from './bytes';
import { type CommandRow, WIRE_VERSION } from './commands';
import { COUNTER_FIELDS } from './counter-fields';
import type { DeviceModel } from './device-model';

type NameOfKind<K extends string> = Extract<CommandRow, { readonly origin: { readonly kind: K } }>['name'];
export type BlockWriter = (out: Uint8Array, offset: number, model: DeviceModel) => number;

/** Blocks that a port may show before the firmware runs: what the board's data alone decide, and what begins alike at every start. */
export const PRESET_BLOCKS: readonly CommandRow['name'][] = [
  'MFR_ID',
  'MFR_MODEL',
  'MFR_REVISION',
  'MFR_DATE',
  'IC_DEVICE_ID',
  'IC_DEVICE_REV',
  'MFR_WIRE',
  'READ_EIN',
  'READ_EOUT',
  'MFR_ENERGY_TOTAL',
  'MFR_TIME',
  'MFR_LOG_RECORD',
  'MFR_BLACK_BOX',
  'MFR_BUS_COUNTERS',
];

/** Largest text of an identity block. */
const MOST = LARGEST_LINUX_BLOCK;
const LARGEST_AGE = 0xffff;
const LARGEST_BYTE = 0xff;

function putAccumulator(out: Uint8Array, offset: number, accumulator: EnergyAccumulator): number {
  let at = putInteger(out, offset, accumulator.sum, 2);
  at = putInteger(out, at, accumulator.rollovers, 1);
  at = putInteger(out, at, accumulator.samples, 2);
  return putInteger(out, at, accumulator.samples >> 16, 1);
}

export const BLOCK_WRITERS: Readonly<Record<NameOfKind<'block'> | NameOfKind<'identity'>, BlockWriter>> = {
  MFR_ID: (out, offset, model) => putText(out, offset, model.identity.manufacturer, MOST),
  MFR_MODEL: (out, offset, model) => putText(out, offset, model.identity.model, MOST),
  MFR_REVISION: (out, offset, model) => putText(out, offset, model.identity.firmwareVersion, MOST),
  MFR_LOCATION: (out, offset, model) => putText(out, offset, model.identity.location, MOST),
  MFR_DATE: (out, offset, model) => putText(out, offset, model.identity.date, MOST),
  MFR_SERIAL: (out, offset, model) => putHex(out, offset, model.identity.uniqueId),
  IC_DEVICE_ID: (out, offset, model) => putText(out, offset, model.identity.controller, MOST),
  IC_DEVICE_REV: (out, offset, model) => putText(out, offset, model.identity.controllerRevision, MOST),

  READ_EIN: (out, offset, model) => putAccumulator(out, offset, model.inputAccumulator),
  READ_EOUT: (out, offset, model) => putAccumulator(out, offset, model.outputAccumulator),

  MFR_WIRE: (out, offset, model) => {
    let at = putInteger(out, offset, WIRE_VERSION, 1);
    at = putInteger(out, at, model.features, 4);
    at = putInteger(out, at, MOST, 1);
    return putInteger(out, at, QUEUE_DEPTH, 1);
  },

  MFR_HARDWARE: (out, offset, model) => {
    out.set(model.identity.uniqueId, offset);
    const at = putInteger(out, offset + model.identity.uniqueId.length, model.identity.bootCount, 4);
    return putInteger(out, at, model.identity.resetCause, 1);
  },

  MFR_UNIT_STATE: (out, offset, model) => {
    let at = putInteger(out, offset, model.unit.state, 1);
    at = putInteger(out, at, model.unit.fault, 1);
    at = putInteger(out, at, model.unit.gateOn ? 1 : 0, 1);
    at = putInteger(out, at, model.security, 1);
    return putInteger(out, at, model.unit.faultCount, 2);
  },

  MFR_ENERGY_TOTAL: (out, offset, model) => {
    let at = putInteger(out, offset, model.energy.low, 4);
    at = putInteger(out, at, model.energy.high, 4);
    return putInteger(out, at, model.energy.epoch, 4);
  },

  MFR_READINGS: (out, offset, model) => {
    let at = offset;
    for (let i = 0; i < SHOWN_CHANNEL_COUNT; i++) at = putInteger(out, at, model.snapshot.value[i]!, 4);
    for (let i = 0; i < SHOWN_CHANNEL_COUNT; i++) at = putInteger(out, at, model.snapshot.status[i]!, 1);
    return at;
  },

  MFR_READINGS_FINE: (out, offset, { snapshot }) => {
    let at = offset;
    for (let i = 0; i < MICRO_CHANNEL_COUNT; i++) at = putInteger(out, at, snapshot.micro[i]!, 4);
    for (let i = 0; i < MICRO_CHANNEL_COUNT; i++) at = putInteger(out, at, snapshot.status[i]!, 1);
    return at;
  },

  MFR_READING_AGES: (out, offset, model) => {
    let at = offset;
    for (let i = 0; i < SHOWN_CHANNEL_COUNT; i++) {
      at = putInteger(out, at, clamp(model.snapshot.age(i as Channel, model.now), 0, LARGEST_AGE), 2);
    }
    return at;
  },

  MFR_TIME: (out, offset, model) =>
    putInteger(out, putInteger(out, offset, model.clock.unixTime, 4), model.clock.uptime, 4),

  MFR_LOG_STATE: (out, offset, { log }) => {
    let at = putInteger(out, offset, log.oldest, 4);
    at = putInteger(out, at, log.next, 4);
    at = putInteger(out, at, Math.min(log.waiting, LARGEST_BYTE), 1);
    at = putInteger(out, at, log.flags, 1);
    at = putInteger(out, at, log.generation, 4);
    return putInteger(out, at, log.boxes, 1);
  },

  MFR_BLACK_BOX: (out, offset, { log }) => {
    out.set(log.boxBytes, offset);
    return offset + log.boxBytes.length;
  },

  MFR_LOG_RECORD: (out, offset, { log: { record } }) => {
    let at = putInteger(out, offset, record.sequence, 4);
    at = putInteger(out, at, record.uptime, 4);
    at = putInteger(out, at, record.boot, 2);
    at = putInteger(out, at, record.code, 1);
    at = putInteger(out, at, record.detail, 1);
    at = putInteger(out, at, record.wanted ? 1 : 0, 1);
    at = putInteger(out, at, record.unixTime, 4);
    at = putInteger(out, at, record.a, 4);
    at = putInteger(out, at, record.b, 4);
    return putInteger(out, at, record.c, 4);
  },

  MFR_BUS_COUNTERS: (out, offset, model) => {
    let at = offset;
    for (let i = 0; i < COUNTER_FIELDS.length; i++) at = putInteger(out, at, model.counters[i]!, COUNTER_FIELDS[i]!);
    return at;
  },
};
