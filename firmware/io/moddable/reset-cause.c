// Why the chip last started, kept before anything overwrites it. RP2040 datasheet, sections 2.12.7 (CHIP_RESET) and 4.7.6 (REASON).
#include "board.h"
#include "ports.h"
#include "../rp2040/registers.h"

#define CHIP_RESET RP_REGISTER(0x40064008u)
#define HAD_RUN_PIN (1u << 16)
#define HAD_RESTART_BY_DEBUGGER (1u << 20)
#define REASON_TIMER (1u << 0)
#define REASON_FORCED (1u << 1)

static uint32_t reason;
static uint32_t chip_reset;

void racklet_keep_reset_cause(void) {
  reason = RP_WATCHDOG_REASON;
  chip_reset = CHIP_RESET;
}

int racklet_reset_cause_index(void) {
  if ((reason & REASON_TIMER) != 0u) return RACKLET_RESET_WATCHDOG;
  if ((reason & REASON_FORCED) != 0u) return RACKLET_RESET_SOFTWARE;
  if ((chip_reset & HAD_RUN_PIN) != 0u) return RACKLET_RESET_PIN;
  if ((chip_reset & HAD_RESTART_BY_DEBUGGER) != 0u) return RACKLET_RESET_SOFTWARE;
  // The chip does not tell its brown-out detector from a power-on.
  return RACKLET_RESET_POWER_ON;
}
