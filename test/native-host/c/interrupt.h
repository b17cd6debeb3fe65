// Interrupts of the emulated processor: each call of the hardware and each end of a masked stretch is a point where one can come.
#ifndef RACKLET_TEST_INTERRUPT_H
#define RACKLET_TEST_INTERRUPT_H

#include <stdbool.h>
#include <stdint.h>

/** The handler comes at point number `point` from now (1 is the next), or at the first one after it that is not masked. */
void interrupt_at(uint32_t point, void (*handler)(void));
/** @returns whether it came */
bool interrupt_came(void);
/** A point: what stands between two instructions of the core. */
void interrupt_point(void);

#endif
