// `racklet:io/meter` of the emulated board: slots of the heap, where the engine tells. @see firmware/io/meter/README.md
import { type Meter, UNKNOWN_FIGURE } from '../../../firmware/io/meter/meter';
import { getInteger } from '../../../firmware/pmbus/bytes';
import { Op } from '../bridge-protocol';
import { bridge } from './unit';

const UNKNOWN = 0xffff_ffff;

const meter: Meter = {
  get slots(): number {
    const slots = getInteger(bridge.ask(Op.heap, []), 0, 4);
    return slots === UNKNOWN ? UNKNOWN_FIGURE : slots;
  },
  chunkBytes: UNKNOWN_FIGURE,
  collections: UNKNOWN_FIGURE,
};

export default meter;
