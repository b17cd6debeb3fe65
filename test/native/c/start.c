// Start-up of the test image, without an SDK: memory, vectors in RAM, the crystal, 125 MHz, the timer's tick. RP2040 datasheet,
// sections 2.14 (resets), 2.15 (clocks), 2.16 (crystal), 2.18 (PLL), 4.7 (tick).
#include <stddef.h>
#include <stdint.h>

#include "../../../firmware/io/rp2040/registers.h"
#include "image.h"

extern uint32_t image_data_start[], image_data_end[], image_data_from[], image_bss_start[], image_bss_end[];
extern uint32_t image_stack_top[];
void image_start(void);

#define CLOCKS(offset) RP_REGISTER(0x40008000u + (offset))
#define XOSC(offset) RP_REGISTER(0x40024000u + (offset))
#define PLL_SYS(offset) RP_REGISTER(0x40028000u + (offset))
#define VECTORS 48u

__attribute__((section(".ram_vectors"))) static uint32_t ram_vectors[VECTORS];

/** In RAM: a fault while the flash is busy must not become a second one. Nothing runs any more, until the watchdog bites. */
__attribute__((section(".time_critical.image"))) static void halt(void) {
  for (;;) __asm__ volatile("nop");
}

__attribute__((section(".vectors"), used)) static void (*const flash_vectors[VECTORS])(void) = {
  [0] = (void (*)(void))(uintptr_t)image_stack_top,
  [1] = image_start,
};

/** What a compiler may call for large objects: the only function of a C library that the image needs. */
void *memset(void *to, int value, size_t count) {
  uint8_t *bytes = to;
  for (size_t i = 0u; i < count; i++) bytes[i] = (uint8_t)value;
  return to;
}

static void start_memory(void) {
  const uint32_t *from = image_data_from;
  for (uint32_t *to = image_data_start; to != image_data_end; to++) *to = *from++;
  for (uint32_t *to = image_bss_start; to != image_bss_end; to++) *to = 0u;
  for (uint32_t i = 0u; i < VECTORS; i++) ram_vectors[i] = (uint32_t)(uintptr_t)halt;
  ram_vectors[0] = (uint32_t)(uintptr_t)image_stack_top;
  RP_VECTOR_TABLE = (uint32_t)(uintptr_t)ram_vectors;
}

static void start_clocks(void) {
  XOSC(0x0cu) = 47u; // STARTUP: 1 ms at 12 MHz, in 256 cycles
  XOSC(0x00u) = 0xfabaa0u; // CTRL: enable, 1 to 15 MHz
  while ((XOSC(0x04u) & (1u << 31)) == 0u) {
  }
  CLOCKS(0x30u) = 2u; // CLK_REF from the crystal
  while (CLOCKS(0x38u) != (1u << 2)) {
  }
  RP_RESETS_RESET_CLEAR = RP_RESET_PLL_SYS;
  while ((RP_RESETS_DONE & RP_RESET_PLL_SYS) == 0u) {
  }
  PLL_SYS(0x00u) = 1u; // 12 MHz
  PLL_SYS(0x08u) = 125u; // 1500 MHz
  PLL_SYS(0x04u + RP_CLEAR_ALIAS) = (1u << 0) | (1u << 5); // power and oscillator on
  while ((PLL_SYS(0x00u) & (1u << 31)) == 0u) {
  }
  PLL_SYS(0x0cu) = (6u << 16) | (2u << 12); // by 12
  PLL_SYS(0x04u + RP_CLEAR_ALIAS) = 1u << 3;
  CLOCKS(0x3cu) = 1u; // CLK_SYS from PLL_SYS: the auxiliary source 0
  while (CLOCKS(0x44u) != (1u << 1)) {
  }
  RP_WATCHDOG_TICK = 12u | (1u << 9); // 1 MHz of the crystal
}

static void start_blocks(void) {
  const uint32_t blocks = RP_RESET_IO_BANK0 | RP_RESET_PADS_BANK0 | RP_RESET_TIMER | RP_RESET_I2C1;
  RP_RESETS_RESET_CLEAR = blocks;
  while ((RP_RESETS_DONE & blocks) != blocks) {
  }
}

void image_start(void) {
  start_memory();
  start_clocks();
  start_blocks();
  image_main();
}
