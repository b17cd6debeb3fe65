// Model of the latch on the board: SET and CLEAR lines of the processor, the eFuse, power. CLEAR wins.
#ifndef RACKLET_TEST_LATCH_MODEL_H
#define RACKLET_TEST_LATCH_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "../../../firmware/io/gate-latch/gate-latch.h"

struct latch_model {
  bool is_on;
  bool set_line;
  bool clear_line;
  bool efuse_holds;
  /** The SET line has been active for a pulse. */
  bool is_pulse_long;
  uint32_t set_pulses;
  uint32_t clear_pulses;
  /** Pulses that were too short, and SET driven while CLEAR was. */
  uint32_t faults;
};

extern struct latch_model latch_model;
extern const struct gate_latch_lines latch_model_lines;

void latch_model_power_on(void);
/** The processor was reset: its pins float, both lines are inactive. */
void latch_model_float(void);
void latch_model_efuse(bool holds);

#endif
