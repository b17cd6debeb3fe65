// `racklet:io/gate-latch`. See gate-latch.ts.
#include "board.h"
#include "mc.xs.h"
#include "ports.h"
#include "xsHost.h"
#include "xsmc.h"

void racklet_latch_open(xsMachine *the) {
  if (xsmcToInteger(xsArg(0)) != RACKLET_PIN_GATE_SET || xsmcToInteger(xsArg(1)) != RACKLET_PIN_GATE_CLEAR ||
      xsmcToInteger(xsArg(2)) != RACKLET_PIN_GATE_READ_BACK) {
    xsRangeError("gate latch: other lines than board.h says");
  }
}

/** The firmware wants the gate on: it has dealt with the trip that it was told of. With a fault line active the gate stays off. */
void racklet_latch_set(xsMachine *the) {
  (void)the;
  const struct trip_report report = trip_look(&rp2040_trip);
  if (report.is_tripped && trip_rearm(&rp2040_trip, report.number) != TRIP_REARMED) return;
  // Whether it took is read back by whoever asks: isOn.
  (void)gate_latch_set(racklet_latch);
}

void racklet_latch_clear(xsMachine *the) {
  (void)the;
  gate_latch_clear(racklet_latch);
}

void racklet_latch_is_on(xsMachine *the) { xsmcSetBoolean(xsResult, gate_latch_is_on(racklet_latch)); }
