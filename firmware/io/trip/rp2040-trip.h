// The trip on the RP2040: fault pins by the interrupt of the pins' bank. The core is trip.h.
#ifndef RACKLET_RP2040_TRIP_H
#define RACKLET_RP2040_TRIP_H

#include "trip.h"

/** Fault lines, at the most. Line n is bit n of `sources`. */
#define RP2040_TRIP_LINES 4u

struct rp2040_trip_options {
  /** GPIO numbers. All of them within one group of eight (0..7, 8..15, ...): one register tells of them all. */
  uint8_t pins[RP2040_TRIP_LINES];
  uint8_t count;
  /** Bit n: line n is active low. */
  uint8_t active_low;
  struct gate_latch *latch;
  /** Wakes the firmware, later. From the interrupt: in RAM. */
  void (*announce)(void *context);
  void *context;
};

/** The chip has one bank of pins: one trip. */
extern struct trip rp2040_trip;

/**
 * Takes the pins over, and trips at once where a line is active. The caller then enables IO_IRQ_BANK0 with RP_PRIORITY_TRIP and
 * `rp2040_trip_interrupt` as its handler, or calls it first in a handler of its own. @returns false for pins of two groups.
 */
bool rp2040_trip_start(const struct rp2040_trip_options *options);

/** The handler. Other pins' interrupts are left alone. @returns whether a fault line was the reason */
bool rp2040_trip_interrupt(void);
/** The same as a vector. */
void rp2040_trip_vector(void);

/** `trip_poll` with this chip's time: once per tick. */
void rp2040_trip_poll(void);

#endif
