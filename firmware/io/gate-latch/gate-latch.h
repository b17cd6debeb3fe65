// The gate latch as a portable core: pulses on SET and CLEAR, read-back. Contract: README.md of this folder.
// It stores nothing of the gate's state: that is in the latch, which a reset of this chip does not move.
#ifndef RACKLET_GATE_LATCH_H
#define RACKLET_GATE_LATCH_H

#include <stdbool.h>
#include <stdint.h>

/** The lines of the latch. `true` is active. All of it in RAM on a board: the trip uses it from its interrupt. */
struct gate_latch_lines {
  void *context;
  void (*drive_set)(void *context, bool active);
  void (*drive_clear)(void *context, bool active);
  /** Read-back of the latch. */
  bool (*is_on)(void *context);
  /** Lets the shortest pulse pass that the latch takes. May be interrupted: a longer pulse is as good. */
  void (*wait_pulse)(void *context);
};

enum gate_latch_outcome {
  /** The latch reads back on. */
  GATE_LATCH_ON = 0,
  /** Pulsed, and off all the same: the eFuse holds it, or the latch is broken. */
  GATE_LATCH_HELD_OFF = 1,
  /** Not pulsed, or cleared again at once: a trip holds CLEAR, or the latch was never initialised. */
  GATE_LATCH_REFUSED = 2
};

struct gate_latch {
  struct gate_latch_lines lines;
  /** The trip holds CLEAR active. */
  volatile bool is_held;
  /** A port of zeros never turns a gate on. */
  uint32_t ready;
};

/** Releases both lines and sends no pulse: the gate stays as it is. @returns what the latch reads. */
bool gate_latch_init(struct gate_latch *latch, const struct gate_latch_lines *lines);
/** One SET pulse, unless CLEAR is held. */
enum gate_latch_outcome gate_latch_set(struct gate_latch *latch);
/** One CLEAR pulse. At any time, any number of times. */
void gate_latch_clear(struct gate_latch *latch);
/** The latch as it is, read back. */
bool gate_latch_is_on(const struct gate_latch *latch);

/** Interrupt: CLEAR active from now on, SET released. The first thing that a trip does. */
void gate_latch_hold_clear(struct gate_latch *latch);
/** Ends the hold. Sends no SET. Interrupts off, or from the interrupt. */
void gate_latch_release_clear(struct gate_latch *latch);

#endif
