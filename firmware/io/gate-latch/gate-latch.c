// The gate latch as a portable core. See gate-latch.h.
#include "gate-latch.h"

#include "../port.h"

#define READY 0x6c617463u

RACKLET_RAM_CODE void gate_latch_hold_clear(struct gate_latch *latch) {
  latch->lines.drive_clear(latch->lines.context, true);
  latch->is_held = true;
  latch->lines.drive_set(latch->lines.context, false);
}

RACKLET_RAM_CODE void gate_latch_release_clear(struct gate_latch *latch) {
  latch->is_held = false;
  latch->lines.drive_clear(latch->lines.context, false);
}

bool gate_latch_init(struct gate_latch *latch, const struct gate_latch_lines *lines) {
  latch->lines = *lines;
  latch->is_held = false;
  latch->lines.drive_set(latch->lines.context, false);
  latch->lines.drive_clear(latch->lines.context, false);
  latch->ready = READY;
  return gate_latch_is_on(latch);
}

/** Starts the SET pulse unless CLEAR is held: looked at and done in one, or a trip in between would meet a SET behind it. */
static bool begin_set(struct gate_latch *latch) {
  const uint32_t state = RACKLET_IRQ_SAVE();
  const bool may = !latch->is_held;
  if (may) latch->lines.drive_set(latch->lines.context, true);
  RACKLET_IRQ_RESTORE(state);
  return may;
}

enum gate_latch_outcome gate_latch_set(struct gate_latch *latch) {
  if (latch->ready != READY || !begin_set(latch)) return GATE_LATCH_REFUSED;
  latch->lines.wait_pulse(latch->lines.context);
  latch->lines.drive_set(latch->lines.context, false);
  if (latch->is_held) return GATE_LATCH_REFUSED;
  return gate_latch_is_on(latch) ? GATE_LATCH_ON : GATE_LATCH_HELD_OFF;
}

void gate_latch_clear(struct gate_latch *latch) {
  if (latch->ready != READY) return;
  latch->lines.drive_clear(latch->lines.context, true);
  latch->lines.wait_pulse(latch->lines.context);
  const uint32_t state = RACKLET_IRQ_SAVE();
  if (!latch->is_held) latch->lines.drive_clear(latch->lines.context, false);
  RACKLET_IRQ_RESTORE(state);
}

bool gate_latch_is_on(const struct gate_latch *latch) {
  return latch->ready == READY && latch->lines.is_on(latch->lines.context);
}
