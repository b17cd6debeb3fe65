// The NVIC by its registers. See interrupts.h.
#include "interrupts.h"

#include "registers.h"

void rp2040_interrupt_enable(uint32_t number, uint32_t priority) {
  const uint32_t shift = 8u * (number % 4u);
  volatile uint32_t *word = &RP_NVIC_PRIORITY(number / 4u);
  *word = (*word & ~(0xffu << shift)) | (priority << shift);
  RP_NVIC_UNPEND = 1u << number;
  RP_NVIC_ENABLE = 1u << number;
}

void rp2040_interrupt_install(uint32_t number, uint32_t priority, void (*handler)(void)) {
  volatile uint32_t *vectors = (volatile uint32_t *)(uintptr_t)RP_VECTOR_TABLE;
  vectors[RP_FIRST_INTERRUPT + number] = (uint32_t)(uintptr_t)handler;
  rp2040_interrupt_enable(number, priority);
}
