// Start-up and a firmware that does the least: constant replies, writes taken and done. What a test wants of it, and what it
// counts, stands in the mailbox at the start of the RP2040's SRAM bank 5.
#include "pio-target.h"
#include "prototype-port.h"
#include "registers.h"

struct mailbox {
  /** 1 once the target answers. */
  uint32_t ready;
  /** From the test: 1: writes are left in the queue. */
  uint32_t hold_writes;
  /** From the test: 1: the processor never sleeps and another interrupt of 100 cycles comes at random moments. */
  uint32_t busy;
  /** From the test: 1: as in a flash erase: only RAM, no other interrupts, writes refused. 2 in the answer: it is so. */
  uint32_t erase;
  /** From the test: 1: an alert is pending. 0 once it was answered. */
  uint32_t alert;
  uint32_t counters[SMBUS_COUNTER_COUNT];
  uint32_t taken;
  /** Code and data of the write taken last. */
  uint8_t last[8];
};

static volatile struct mailbox *const mailbox = (volatile struct mailbox *)0x20041000u;

extern uint32_t image_data_start[], image_data_end[], image_data_load[], image_bss_start[], image_bss_end[];
extern uint32_t stack_top[];
void start(void);

static uint32_t random_state = 0x2545f491u;

/** Another interrupt, of the same priority: 100 cycles, then again after 5 to 68 microseconds. */
static void other_interrupt(void) {
  TIMER_RAISED = 1u << 2;
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  TIMER_ALARM(2) = TIMER_NOW + 5u + (random_state & 63u);
  for (uint32_t n = 0u; n < 20u; n++) __asm volatile("" ::: "memory");
}

static void halt(void) {
  for (;;) __asm volatile("bkpt 0");
}

/** In RAM as well: the processor reads it while the flash is busy. */
RACKLET_RAM_DATA __attribute__((aligned(256))) void (*const vectors[16 + 26])(void) = {
  [2] = halt,
  [3] = halt,
  [16 + IRQ_TIMER0] = pio_target_barrier_interrupt,
  [16 + IRQ_TIMER1] = pio_target_tick_interrupt,
  [16 + IRQ_TIMER2] = other_interrupt,
  [16 + IRQ_PIO0_0] = pio_target_interrupt,
};

RACKLET_RAM_CODE __attribute__((noinline)) static void play_erase(void) {
  if (!smbus_target_suspend(&pio_target_core)) return;
  NVIC_DISABLE = 1u << IRQ_TIMER2;
  mailbox->erase = 2u;
  while (mailbox->erase == 2u) {
  }
  smbus_target_resume(&pio_target_core);
  NVIC_ENABLE = 1u << IRQ_TIMER2;
}

static void take_writes(void) {
  uint8_t bytes[1 + LONGEST_WRITE];
  uint16_t count;
  const uint16_t token = smbus_target_read(&pio_target_core, bytes, &count);
  if (token == 0u) return;
  for (uint32_t n = 0u; n < sizeof mailbox->last; n++) mailbox->last[n] = n < count ? bytes[n] : 0u;
  if (bytes[0] == 0x01u) smbus_target_publish(&pio_target_core, 0x01u, bytes + 1, 1u);
  if (bytes[0] == 0x1au) smbus_target_publish(&pio_target_core, 0x1au, bytes + 1, 2u);
  smbus_target_done(&pio_target_core, token);
  mailbox->taken = mailbox->taken + 1u;
}

static void publish_replies(void) {
  static const uint8_t word[2] = {0x8b, 0xca};
  static const uint8_t operation[1] = {0x80};
  uint8_t block[33];
  for (uint32_t n = 0u; n < sizeof block; n++) block[n] = n == 0u ? 32u : (uint8_t)(n * 7u);
  smbus_target_publish(&pio_target_core, 0x88u, word, sizeof word);
  smbus_target_publish(&pio_target_core, 0x01u, operation, sizeof operation);
  smbus_target_publish(&pio_target_core, 0x9au, block, sizeof block);
  smbus_target_accept(&pio_target_core, 0x01u, 1u, 1u);
  smbus_target_accept(&pio_target_core, 0x03u, 0u, 0u);
  smbus_target_accept(&pio_target_core, 0xd4u, 5u, 5u);
  smbus_target_accept_process(&pio_target_core, 0x1au, 2u, 2u);
}

static void run(void) {
  for (;;) {
    if (mailbox->erase == 1u) play_erase();
    if (mailbox->alert != 0u) {
      if (mailbox->alert == 1u) pio_target_set_alert(true);
      mailbox->alert = pio_target_alert_is_pending() ? 2u : 0u;
    }
    if (mailbox->hold_writes == 0u) take_writes();
    smbus_target_counters(&pio_target_core, (uint32_t *)mailbox->counters);
    if (mailbox->busy == 0u) __asm volatile("wfe" ::: "memory"); // Not if an interrupt came since the last one.
    else if (mailbox->busy == 1u) {
      mailbox->busy = 2u;
      TIMER_ENABLE = 7u;
      TIMER_ALARM(2) = TIMER_NOW + 10u;
      NVIC_ENABLE = 1u << IRQ_TIMER2;
    }
  }
}

void start(void) {
  const uint32_t parts = RESET_DMA | RESET_IO_BANK0 | RESET_PADS_BANK0 | RESET_PIO0 | RESET_TIMER;
  const uint32_t *from = image_data_load;
  for (uint32_t *to = image_data_start; to != image_data_end;) *to++ = *from++;
  for (uint32_t *to = image_bss_start; to != image_bss_end;) *to++ = 0u;
  VECTOR_TABLE = (uint32_t)(uintptr_t)vectors;
  RESETS_RESET_CLEAR = parts;
  while ((RESETS_RESET_DONE & parts) != parts) {
  }
  pio_target_init(0x12u);
  publish_replies();
  mailbox->ready = 1u;
  run();
}

/** What the boot ROM's second stage would jump through. */
__attribute__((section(".boot_vectors"), used)) static void *const boot_vectors[2] = {stack_top, (void *)start};
