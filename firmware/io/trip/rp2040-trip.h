// The trip on the RP2040: fault pins by the interrupt of the pins' bank. The core is trip.h.
#ifndef RACKLET_RP2040_TRIP_H
#define RACKLET_RP2040_TRIP_H

#include "../gate-latch/rp2040-gate-latch.h"
#include "trip.h"

struct rp2040_trip_options {
  /** Fault lines: eight GPIOs, `8 * group` and up, are one register; bit n is GPIO `8 * group + n`. */
  uint8_t group;
  uint8_t lines;
  /** Those of them that are active low. */
  uint8_t active_low;
  struct rp2040_gate_latch *gate;
  /** Wakes the firmware, later. From the interrupt: in RAM. */
  void (*announce)(void *context);
  void *context;
};

/** The chip has one bank of pins: one trip. */
extern struct trip rp2040_trip;

/**
 * Takes the pins over, and trips at once where a line is active. The caller then enables IO_IRQ_BANK0 with RP_PRIORITY_TRIP and
 * `rp2040_trip_vector` as its handler, or calls `rp2040_trip_interrupt` first in a handler of its own.
 */
void rp2040_trip_start(const struct rp2040_trip_options *options);

/** The handler. Other pins' interrupts are left alone. @returns whether a fault line was the reason */
bool rp2040_trip_interrupt(void);
/** The same as a vector. */
void rp2040_trip_vector(void);

/** The lines of a report's `sources`, bit n is GPIO `8 * group + n`. The core keeps them as the interrupt register shows them. */
uint32_t rp2040_trip_lines(uint32_t sources);

/** `trip_poll` with this chip's time: once per tick. */
void rp2040_trip_poll(void);

#endif
