// Interrupts of others, their code and tables in flash, below the bus: what an SDK's timers and drivers would do. See image.h.
#include "../../../firmware/io/rp2040/interrupts.h"
#include "../../../firmware/io/rp2040/registers.h"
#include "image.h"

#define SYSTICK_CYCLES 7919u
#define IRQ_PENDED 27u
#define IRQ_PEND RP_REGISTER(0xe000e200u)
#define EXCEPTION_SYSTICK 15u

static uint32_t chance = 0x2545f491u;
static volatile uint32_t work_done;

/** Xorshift of 32 bits. */
static uint32_t draw(void) {
  chance ^= chance << 13;
  chance ^= chance >> 17;
  chance ^= chance << 5;
  return chance;
}

static void spin(uint32_t rounds) {
  for (uint32_t i = 0u; i < rounds; i++) work_done = work_done + i;
}

static void on_systick(void) {
  spin(20u + (draw() & 31u));
  if ((draw() & 3u) == 0u) IRQ_PEND = 1u << IRQ_PENDED;
}

static void on_timer(void) {
  RP_TIMER_INTR = 1u << ALARM_LOAD;
  spin(30u + (draw() & 127u));
  RP_TIMER_ALARM(ALARM_LOAD) = RP_TIMER_RAWL + 40u + (draw() & 127u);
}

static void on_pended(void) {
  spin(50u);
}

void load_start(void) {
  volatile uint32_t *vectors = (volatile uint32_t *)(uintptr_t)RP_VECTOR_TABLE;
  vectors[EXCEPTION_SYSTICK] = (uint32_t)(uintptr_t)on_systick;
  RP_SYSTEM_PRIORITY_3 = 0x80800000u; // SysTick and PendSV
  RP_SYSTICK_RVR = SYSTICK_CYCLES;
  RP_SYSTICK_CVR = 0u;
  RP_SYSTICK_CSR = 7u; // on, with its interrupt, by the core's clock
  RP_TIMER_INTE_SET = 1u << ALARM_LOAD;
  rp2040_interrupt_install(RP_IRQ_TIMER(ALARM_LOAD), RP_PRIORITY_OTHERS, on_timer);
  rp2040_interrupt_install(IRQ_PENDED, 0xc0u, on_pended);
  RP_TIMER_ALARM(ALARM_LOAD) = RP_TIMER_RAWL + 50u;
}

void load_stop(void) {
  RP_SYSTICK_CSR = 0u;
  RP_NVIC_DISABLE = (1u << RP_IRQ_TIMER(ALARM_LOAD)) | (1u << IRQ_PENDED);
}
