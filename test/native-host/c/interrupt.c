// See interrupt.h.
#include "interrupt.h"

#include <stddef.h>

#include "host-port.h"

static uint32_t left;
static void (*pending)(void);
static bool came;
static uint32_t masked;

void interrupt_at(uint32_t point, void (*handler)(void)) {
  left = point;
  pending = handler;
  came = false;
}

bool interrupt_came(void) {
  return came;
}

void interrupt_point(void) {
  if (left > 0u) left--;
  if (left > 0u || pending == NULL || masked != 0u) return;
  void (*handler)(void) = pending;
  pending = NULL;
  came = true;
  masked++; // A handler is not interrupted by itself.
  handler();
  masked--;
}

uint32_t host_irq_save(void) {
  interrupt_point();
  return masked++;
}

void host_irq_restore(uint32_t state) {
  masked = state;
  interrupt_point();
}
