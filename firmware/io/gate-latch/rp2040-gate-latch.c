// The gate latch's lines on the RP2040. See rp2040-gate-latch.h.
#include "rp2040-gate-latch.h"

#include "../port.h"
#include "../rp2040/pins.h"

// Guessed: a latch takes nanoseconds; two whole microseconds leave room for a filter on its lines. The third is where the timer
// stands within its own microsecond.
#define PULSE_US 3u

RACKLET_RAM_CODE static void drive(uint32_t mask, bool active) {
  if (active) {
    RP_SIO_GPIO_OUT_SET = mask;
  } else {
    RP_SIO_GPIO_OUT_CLEAR = mask;
  }
}

RACKLET_RAM_CODE static void drive_set(void *context, bool active) {
  drive(((const struct rp2040_gate_latch *)context)->set, active);
}

RACKLET_RAM_CODE static void drive_clear(void *context, bool active) {
  drive(((const struct rp2040_gate_latch *)context)->clear, active);
}

RACKLET_RAM_CODE static bool is_on(void *context) {
  return (RP_SIO_GPIO_IN & ((const struct rp2040_gate_latch *)context)->read_back) != 0u;
}

RACKLET_RAM_CODE static void wait_pulse(void *context) {
  (void)context;
  const uint32_t since = RP_TIMER_RAWL;
  while (RP_TIMER_RAWL - since < PULSE_US) {
  }
}

bool rp2040_gate_latch_start(struct rp2040_gate_latch *gate, const struct rp2040_gate_latch_pins *pins) {
  const struct gate_latch_lines lines = {gate, drive_set, drive_clear, is_on, wait_pulse};
  gate->set = 1u << pins->set;
  gate->clear = 1u << pins->clear;
  gate->read_back = 1u << pins->read_back;
  rp2040_pin_input(pins->read_back, RP_PAD_PULL_DOWN);
  rp2040_pin_output_low(pins->set);
  rp2040_pin_output_low(pins->clear);
  return gate_latch_init(&gate->latch, &lines);
}
