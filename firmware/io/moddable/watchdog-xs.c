// `racklet:io/watchdog`. See watchdog.ts.
#include "hardware/watchdog.h"
#include "mc.xs.h"
#include "ports.h"
#include "xsHost.h"
#include "xsmc.h"

void racklet_watchdog_alive(xsMachine *the) {
  (void)the;
  // Edges that came while interrupts were off.
  rp2040_trip_poll();
  if (racklet_bus_is_alive()) watchdog_update();
}
