// What the portable cores of firmware/io/ ask of an RP2040: see firmware/io/port.h.
#ifndef PROTOTYPE_PORT_H
#define PROTOTYPE_PORT_H

#include <stdint.h>

#define RACKLET_RAM_CODE __attribute__((section(".ram_code")))
#define RACKLET_RAM_DATA __attribute__((section(".ram_data")))

static inline uint32_t prototype_irq_save(void) {
  uint32_t state;
  __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(state) : : "memory");
  return state;
}

static inline void prototype_irq_restore(uint32_t state) {
  __asm volatile("msr primask, %0" : : "r"(state) : "memory");
}

#define RACKLET_IRQ_SAVE() prototype_irq_save()
#define RACKLET_IRQ_RESTORE(state) prototype_irq_restore(state)

#endif
