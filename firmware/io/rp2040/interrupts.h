// Priorities of the native part, and handlers without an SDK.
#ifndef RACKLET_RP2040_INTERRUPTS_H
#define RACKLET_RP2040_INTERRUPTS_H

#include <stdint.h>

/**
 * As the NVIC takes them: the upper two bits. The trip before the bus, the bus before all else. The bus's interrupt and its
 * barrier's must have the same priority: the core's events never nest. All else belongs below: 0x80 or 0xc0.
 */
#define RP_PRIORITY_TRIP 0x00u
#define RP_PRIORITY_BUS 0x40u
#define RP_PRIORITY_OTHERS 0x80u

/** Priority of an interrupt, which is then enabled. With an SDK use its own calls instead. */
void rp2040_interrupt_enable(uint32_t number, uint32_t priority);
/** The same, with its handler put into the vector table, which must be in RAM. */
void rp2040_interrupt_install(uint32_t number, uint32_t priority, void (*handler)(void));

#endif
