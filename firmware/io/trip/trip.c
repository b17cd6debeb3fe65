// The trip as a portable core. See trip.h.
#include "trip.h"

#include "../port.h"

RACKLET_RAM_CODE void trip_note(struct trip *trip, uint32_t sources, uint32_t now) {
  if (!trip->is_tripped) {
    trip->is_tripped = true;
    trip->tripped_at = now;
    trip->sources = 0u;
  }
  trip->sources = trip->sources | sources;
  const uint32_t number = trip->number + 1u;
  trip->number = number != 0u ? number : 1u;
  trip->lines.announce(trip->lines.context);
}

RACKLET_RAM_CODE void trip_edge(struct trip *trip, uint32_t sources, uint32_t now) {
  gate_latch_hold_clear(trip->latch);
  trip_note(trip, sources, now);
}

void trip_poll(struct trip *trip, uint32_t now) {
  // Looked at first with interrupts on: as a rule there is nothing, and the bus does not wait for it.
  if (trip->is_tripped || trip->lines.active(trip->lines.context) == 0u) return;
  const uint32_t state = RACKLET_IRQ_SAVE();
  if (!trip->is_tripped) {
    const uint32_t active = trip->lines.active(trip->lines.context);
    if (active != 0u) trip_edge(trip, active, now);
  }
  RACKLET_IRQ_RESTORE(state);
}

void trip_init(struct trip *trip, struct gate_latch *latch, const struct trip_lines *lines, uint32_t now) {
  trip->latch = latch;
  trip->lines = *lines;
  trip->is_tripped = false;
  trip->number = 0u;
  trip->tripped_at = 0u;
  trip->sources = 0u;
  trip_poll(trip, now);
}

struct trip_report trip_look(const struct trip *trip) {
  const uint32_t state = RACKLET_IRQ_SAVE();
  const struct trip_report report = {trip->number, trip->tripped_at, trip->sources, trip->is_tripped};
  RACKLET_IRQ_RESTORE(state);
  return report;
}

enum trip_rearm_outcome trip_rearm(struct trip *trip, uint32_t number) {
  // A trip that holds CLEAR does not turn the gate on: looked at before interrupts are off, and no longer than needed.
  if (trip->is_tripped && number == trip->number && trip->lines.active(trip->lines.context) == 0u &&
      gate_latch_is_on(trip->latch)) {
    return TRIP_GATE_ON;
  }
  const uint32_t state = RACKLET_IRQ_SAVE();
  enum trip_rearm_outcome outcome = TRIP_REARMED;
  if (!trip->is_tripped || number != trip->number) {
    outcome = TRIP_STALE;
  } else if (trip->lines.active(trip->lines.context) != 0u) {
    outcome = TRIP_STILL_ACTIVE;
  } else {
    trip->is_tripped = false;
    gate_latch_release_clear(trip->latch);
  }
  RACKLET_IRQ_RESTORE(state);
  return outcome;
}
