// See latch-model.h.
#include "latch-model.h"

#include "interrupt.h"

struct latch_model latch_model;

static bool is_clear_active(void) {
  return latch_model.clear_line || latch_model.efuse_holds;
}

static void drive_set(void *context, bool active) {
  (void)context;
  interrupt_point();
  if (active && latch_model.clear_line) latch_model.faults++;
  if (active && !latch_model.set_line) {
    latch_model.set_pulses++;
    latch_model.is_pulse_long = false;
  }
  if (!active && latch_model.set_line && !latch_model.is_pulse_long && !latch_model.clear_line) latch_model.faults++;
  latch_model.set_line = active;
  interrupt_point();
}

static void drive_clear(void *context, bool active) {
  (void)context;
  interrupt_point();
  if (active && !latch_model.clear_line) latch_model.clear_pulses++;
  latch_model.clear_line = active;
  if (active) latch_model.is_on = false;
  interrupt_point();
}

static bool is_on(void *context) {
  (void)context;
  interrupt_point();
  return latch_model.is_on;
}

static void wait_pulse(void *context) {
  (void)context;
  interrupt_point();
  if (latch_model.set_line) {
    latch_model.is_pulse_long = true;
    if (!is_clear_active()) latch_model.is_on = true;
  }
  interrupt_point();
}

const struct gate_latch_lines latch_model_lines = {0, drive_set, drive_clear, is_on, wait_pulse};

void latch_model_power_on(void) {
  const struct latch_model fresh = {0};
  latch_model = fresh;
}

void latch_model_float(void) {
  latch_model.set_line = false;
  latch_model.clear_line = false;
}

void latch_model_efuse(bool holds) {
  latch_model.efuse_holds = holds;
  if (holds) latch_model.is_on = false;
}
