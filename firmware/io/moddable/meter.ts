// `racklet:io/meter` of a board: the figures that XS keeps in a release build, which does not count its collections.
import type { Meter } from '../meter/meter';

/** UNKNOWN_FIGURE. A module of this folder imports no values: the board looks up relative names by the module's own. */
const UNKNOWN = -1;

function slots(this: void): number {
  return native('racklet_meter_slots').call(this);
}
function chunkBytes(this: void): number {
  return native('racklet_meter_chunk_bytes').call(this);
}

const meter: Meter = {
  get slots(): number {
    return slots();
  },
  get chunkBytes(): number {
    return chunkBytes();
  },
  collections: UNKNOWN,
};

export default Object.freeze(meter);
