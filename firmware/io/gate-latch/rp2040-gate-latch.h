// The gate latch on the RP2040: three pins by the single-cycle IO block. The core is gate-latch.h.
#ifndef RACKLET_RP2040_GATE_LATCH_H
#define RACKLET_RP2040_GATE_LATCH_H

#include "../rp2040/registers.h"
#include "gate-latch.h"

/** GPIO numbers. SET and CLEAR are active high with pull-downs on the board: a pin that floats moves nothing. */
struct rp2040_gate_latch_pins {
  uint8_t set;
  uint8_t clear;
  uint8_t read_back;
};

/** One latch and its pins, as masks. A static object. */
struct rp2040_gate_latch {
  struct gate_latch latch;
  uint32_t set;
  uint32_t clear;
  uint32_t read_back;
};

/** Takes the pins over without a pulse: the gate stays as it is. @returns what the latch reads. */
bool rp2040_gate_latch_start(struct rp2040_gate_latch *gate, const struct rp2040_gate_latch_pins *pins);

/** `gate_latch_hold_clear` for this chip, in the order that it has: CLEAR, then the note, then SET. For the trip's interrupt. */
static inline void rp2040_gate_latch_hold_clear(struct rp2040_gate_latch *gate) {
  RP_SIO_GPIO_OUT_SET = gate->clear;
  gate->latch.is_held = true;
  RP_SIO_GPIO_OUT_CLEAR = gate->set;
}

#endif
