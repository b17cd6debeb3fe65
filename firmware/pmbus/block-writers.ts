// Composes the block replies: one writer per row whose value is a block or text. A row without a writer does not compile.
// Each writes behind the count byte and returns the offset behind its last byte. The layout stands in commands.ts.
import { LARGEST_LINUX_BLOCK, QUEUE_DEPTH } from '../smbus/limits';
import { putHex, putInteger, putText } from './bytes';
import { type CommandRow, WIRE_VERSION } from './commands';
import type { DeviceModel } from './device-model';

type NameOfKind<K extends string> = Extract<CommandRow, { readonly origin: { readonly kind: K } }>['name'];
export type BlockWriter = (out: Uint8Array, offset: number, model: DeviceModel) => number;

/** Largest text of an identity block. */
const MOST = LARGEST_LINUX_BLOCK;

export const BLOCK_WRITERS: Readonly<Record<NameOfKind<'block'> | NameOfKind<'identity'>, BlockWriter>> = {
  MFR_ID: (out, offset, model) => putText(out, offset, model.identity.manufacturer, MOST),
  MFR_MODEL: (out, offset, model) => putText(out, offset, model.identity.model, MOST),
  MFR_REVISION: (out, offset, model) => putText(out, offset, model.identity.firmwareVersion, MOST),
  MFR_SERIAL: (out, offset, model) => putHex(out, offset, model.identity.uniqueId),

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
    return putInteger(out, at, 0, 4);
  },
};
