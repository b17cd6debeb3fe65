// `racklet:io/hardware` of the emulated board: who it is and why it started.
import { Op } from '../bridge-protocol';
import { bridge } from './unit';

const ID_BYTES = 8;
const answer = bridge.ask(Op.hardware, []);

export const uniqueId = answer.slice(0, ID_BYTES);
export const bootCount = new DataView(answer.buffer).getUint32(ID_BYTES, true);
export const resetCause = answer[ID_BYTES + 4]!;
