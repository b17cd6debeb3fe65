// The RP2040's answers to ../port.h: name it with -DRACKLET_PORT_HEADER='"rp2040/port.h"' and -I firmware/io.
// The section is one that the linker scripts of the pico-sdk and of test/native/ copy to RAM.
#ifndef RACKLET_RP2040_PORT_H
#define RACKLET_RP2040_PORT_H

#include <stdint.h>

#define RACKLET_RAM_CODE __attribute__((section(".time_critical.racklet_code")))
#define RACKLET_RAM_DATA __attribute__((section(".time_critical.racklet_data")))

static inline uint32_t racklet_irq_save(void) {
  uint32_t state;
  __asm__ volatile("mrs %0, PRIMASK\n\tcpsid i" : "=r"(state)::"memory");
  return state;
}

static inline void racklet_irq_restore(uint32_t state) {
  __asm__ volatile("msr PRIMASK, %0" ::"r"(state) : "memory");
}

#define RACKLET_IRQ_SAVE() racklet_irq_save()
#define RACKLET_IRQ_RESTORE(state) racklet_irq_restore(state)

#endif
