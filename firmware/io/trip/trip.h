// The trip as a portable core: a fault line goes active, the gate is off, and stays off until re-armed. Contract: README.md.
#ifndef RACKLET_TRIP_H
#define RACKLET_TRIP_H

#include <stdbool.h>
#include <stdint.h>

#include "../gate-latch/gate-latch.h"

struct trip_lines {
  void *context;
  /** Bit mask of the fault lines that are active now. In RAM on a board. */
  uint32_t (*active)(void *context);
  /** Wakes the firmware, later. In RAM on a board. */
  void (*announce)(void *context);
};

enum trip_rearm_outcome {
  TRIP_REARMED = 0,
  /** Not tripped, or tripped again since: look at the trip anew. */
  TRIP_STALE = 1,
  /** A fault line is still active. */
  TRIP_STILL_ACTIVE = 2,
  /** The latch reads back on though CLEAR is held. */
  TRIP_GATE_ON = 3
};

/** What the firmware sees of the last trip. */
struct trip_report {
  /** Edges since start; 0 is none. Names the trip when it is re-armed. */
  uint32_t number;
  /** Of the first edge, in the ticks of `now`. */
  uint32_t tripped_at;
  /** Every line that was active since the first edge. */
  uint32_t sources;
  bool is_tripped;
};

struct trip {
  struct gate_latch *latch;
  struct trip_lines lines;
  volatile bool is_tripped;
  volatile uint32_t number;
  volatile uint32_t tripped_at;
  volatile uint32_t sources;
};

/** Call with the trip's interrupt off, after `gate_latch_init`. A line that is active already trips at once. */
void trip_init(struct trip *trip, struct gate_latch *latch, const struct trip_lines *lines, uint32_t now);
/** Interrupt: fault lines went active. The gate is cleared before anything is noted. */
void trip_edge(struct trip *trip, uint32_t sources, uint32_t now);
/** Interrupt, for a board whose handler has cleared the gate by itself, as `gate_latch_hold_clear` does: what there is to note. */
void trip_note(struct trip *trip, uint32_t sources, uint32_t now);
/** Trips where a line is active and no edge was seen. Once per tick, and after interrupts were off. */
void trip_poll(struct trip *trip, uint32_t now);
/** A consistent copy. */
struct trip_report trip_look(const struct trip *trip);
/** Ends the trip that `number` names. The gate stays off: turning it on is a call of its own. */
enum trip_rearm_outcome trip_rearm(struct trip *trip, uint32_t number);

#endif
