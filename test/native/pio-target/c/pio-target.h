// The SMBus target core on two PIO state machines: profile `nack`, alert response as a second address, clock timeout.
// A prototype, to be measured: docs/rfcs/0003-bus-target.md.
#ifndef PIO_TARGET_H
#define PIO_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "smbus-target.h"

/** SDA; SCL is the pin behind it. */
#define PIO_TARGET_SDA 4u
/** Period of `pio_target_tick`. Six quiet ticks inside a message are 25 to 30 ms. */
#define PIO_TARGET_TICK_US 5000u

extern struct smbus_target pio_target_core;

void pio_target_init(uint8_t address);
/** From now on the next alert response that no lower address wins gives this address. */
void pio_target_set_alert(bool pending);
/** The alert response was given. */
bool pio_target_alert_is_pending(void);

// Interrupts, all in RAM.
void pio_target_interrupt(void);
void pio_target_barrier_interrupt(void);
void pio_target_tick_interrupt(void);

#endif
