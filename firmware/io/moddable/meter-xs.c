// `racklet:io/meter`. XS keeps these figures in its machine, which only its own headers show. See meter.ts.
#include "xsAll.h"
#include "xs.h"

void racklet_meter_slots(txMachine *the) {
  mxResult->kind = XS_INTEGER_KIND;
  mxResult->value.integer = the->currentHeapCount;
}

void racklet_meter_chunk_bytes(txMachine *the) {
  mxResult->kind = XS_INTEGER_KIND;
  mxResult->value.integer = the->currentChunksSize;
}
