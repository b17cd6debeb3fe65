// `racklet:io/meter`. XS keeps these figures in its machine, which only its own headers show. See meter.ts.
#include <stddef.h>
#include <stdint.h>

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

/** Where a bench finds the figures in the machine: slots and chunks, now and at most; the names made since the start, the number of the
 * first one and of the one behind the last. Read from the image, not by it. */
__attribute__((used)) const uint16_t racklet_meter_offsets[] = {
    offsetof(txMachine, currentHeapCount),  offsetof(txMachine, peakHeapCount), offsetof(txMachine, currentChunksSize),
    offsetof(txMachine, peakChunksSize),    offsetof(txMachine, keyArray),      offsetof(txMachine, keyOffset),
    offsetof(txMachine, keyIndex)};
