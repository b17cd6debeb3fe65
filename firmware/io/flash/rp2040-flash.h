// The flash on the RP2040: the chip that the code runs from, by the SSI and the boot ROM. The core is flash.h.
#ifndef RACKLET_RP2040_FLASH_H
#define RACKLET_RP2040_FLASH_H

#include "flash.h"

struct rp2040_flash_options {
  /** The region, as offsets from the start of the flash. */
  uint32_t first;
  uint32_t length;
  /** Interrupts that stay on while the chip is busy, bit n is interrupt n: their handlers, and all that these touch, are in RAM. */
  uint32_t interrupts;
  /** `smbus_target_suspend` and `smbus_target_resume` of the port. */
  bool (*claim)(void *context);
  void (*unclaim)(void *context);
  void *context;
};

/** The chip has one flash. Addresses of the core's calls count from its start. */
extern struct flash rp2040_flash;

/**
 * Keeps a copy of the image's second boot stage in RAM: it opens the window again after each operation, at the image's own speed.
 * The vector table must be in RAM by then, and the second core must not run from flash during an operation.
 * @returns false where the region is not one of whole sectors, or the boot ROM lacks what is needed.
 */
bool rp2040_flash_start(const struct rp2040_flash_options *options);

#endif
