// `racklet:io/hardware`. See hardware.ts.
#include <string.h>

#include "mc.xs.h"
#include "pico/unique_id.h"
#include "ports.h"
#include "xsHost.h"
#include "xsmc.h"

void racklet_unique_id(xsMachine *the) {
  void *out;
  xsUnsignedValue size;
  pico_unique_board_id_t id;
  xsmcGetBufferWritable(xsArg(0), &out, &size);
  if (size < sizeof id.id) xsRangeError("unique id: buffer too small");
  pico_get_unique_board_id(&id);
  memcpy(out, id.id, sizeof id.id);
}

void racklet_reset_cause(xsMachine *the) { xsmcSetInteger(xsResult, racklet_reset_cause_index()); }
