// The flash's commands on the RP2040. See rp2040-flash.h. Between `enter` and `leave` nothing here comes from flash.
// Leaving the window's fast mode is the boot ROM's work (it knows how to wake a chip from continuous read); single commands go by
// the SSI directly, so that interrupts are served while the chip is busy.
#include "rp2040-flash.h"

#include "../port.h"
#include "rp2040-ssi.h"

#define BOOT_STAGE_WORDS 64u
/** 125 MHz / 6, as the boot ROM does it: every flash chip takes it. */
#define SLOW 6u
/** tRST of the W25Q16JV, section 9.6: 30 us. */
#define CHIP_RESET_US 40u

struct flash rp2040_flash;

typedef void (*rom_function)(void);

static struct {
  struct rp2040_flash_options options;
  uint32_t boot_stage[BOOT_STAGE_WORDS];
  rom_function connect;
  rom_function exit_window;
  uint32_t enabled;
  uint32_t systick;
} chip;

RACKLET_RAM_CODE static void select_chip(uint32_t override) {
  RP_QSPI_SELECT = (RP_QSPI_SELECT & ~RP_QSPI_OVERRIDE_MASK) | override;
  (void)RP_QSPI_SELECT; // The pin has moved before the first bit goes out.
}

RACKLET_RAM_CODE static uint8_t exchange(uint8_t byte) {
  SSI_DR0 = byte;
  while ((SSI_SR & SSI_RECEIVED) == 0u) {
  }
  return (uint8_t)SSI_DR0;
}

RACKLET_RAM_CODE static void command(uint8_t code) {
  select_chip(RP_QSPI_OVERRIDE_LOW);
  (void)exchange(code);
  select_chip(RP_QSPI_OVERRIDE_HIGH);
}

RACKLET_RAM_CODE static void begin_at(uint8_t code, uint32_t address) {
  select_chip(RP_QSPI_OVERRIDE_LOW);
  (void)exchange(code);
  (void)exchange((uint8_t)(address >> 16));
  (void)exchange((uint8_t)(address >> 8));
  (void)exchange((uint8_t)address);
}

RACKLET_RAM_CODE static void set_up_serial(void) {
  SSI_SSIENR = 0u;
  SSI_BAUDR = SLOW;
  SSI_CTRLR1 = 0u;
  SSI_CTRLR0 = SSI_EIGHT_BITS;
  SSI_SER = 1u;
  SSI_SSIENR = 1u;
}

/** Interrupts whose code is in flash wait until `leave`: those of the NVIC, and SysTick, which the NVIC cannot mask. */
RACKLET_RAM_CODE static void mask_others(void) {
  chip.systick = RP_SYSTICK_CSR & (RP_SYSTICK_INTERRUPT | 1u);
  RP_SYSTICK_CSR = RP_SYSTICK_CSR & ~RP_SYSTICK_INTERRUPT;
  chip.enabled = RP_NVIC_ENABLE;
  RP_NVIC_DISABLE = chip.enabled & ~chip.options.interrupts;
  __asm__ volatile("dsb\n\tisb" ::: "memory");
}

RACKLET_RAM_CODE static void unmask_others(void) {
  RP_NVIC_ENABLE = chip.enabled;
  if ((chip.systick & RP_SYSTICK_INTERRUPT) != 0u) RP_SYSTICK_CSR = RP_SYSTICK_CSR | RP_SYSTICK_INTERRUPT;
}

/**
 * Not by the boot ROM: its function reads the FLUSH register, which stalls the processor, interrupts and all, until the cache is
 * empty. The status is polled instead. Datasheet, section 2.6.3.6.
 */
RACKLET_RAM_CODE static void flush_cache(void) {
  RP_XIP_FLUSH = 1u;
  while ((RP_XIP_STATUS & RP_XIP_FLUSH_READY) == 0u) {
  }
}

RACKLET_RAM_CODE static void enter(void *context) {
  (void)context;
  mask_others();
  chip.connect();
  chip.exit_window();
  set_up_serial();
}

RACKLET_RAM_CODE static void leave(void *context) {
  (void)context;
  flush_cache();
  RP_QSPI_SELECT = RP_QSPI_SELECT & ~RP_QSPI_OVERRIDE_MASK;
  // Thumb code at the start of the image; called, and not jumped to from the boot ROM, it returns.
  ((rom_function)((uintptr_t)chip.boot_stage | 1u))();
  unmask_others();
}

RACKLET_RAM_CODE static void write_enable(void *context) {
  (void)context;
  command(NOR_WRITE_ENABLE);
}

RACKLET_RAM_CODE static uint8_t read_status(void *context) {
  (void)context;
  select_chip(RP_QSPI_OVERRIDE_LOW);
  (void)exchange(NOR_READ_STATUS);
  const uint8_t status = exchange(0u);
  select_chip(RP_QSPI_OVERRIDE_HIGH);
  return status;
}

RACKLET_RAM_CODE static void erase_sector(void *context, uint32_t address) {
  (void)context;
  begin_at(NOR_ERASE_SECTOR, address);
  select_chip(RP_QSPI_OVERRIDE_HIGH);
}

RACKLET_RAM_CODE static void program_page(void *context, uint32_t address, const uint8_t *bytes, uint32_t length) {
  (void)context;
  begin_at(NOR_PROGRAM_PAGE, address);
  for (uint32_t i = 0u; i < length; i++) (void)exchange(bytes[i]);
  select_chip(RP_QSPI_OVERRIDE_HIGH);
}

RACKLET_RAM_CODE static uint32_t now(void *context) {
  (void)context;
  return RP_TIMER_RAWL;
}

RACKLET_RAM_CODE static void reset_chip(void *context) {
  command(NOR_ENABLE_RESET);
  command(NOR_RESET);
  const uint32_t since = now(context);
  while (now(context) - since < CHIP_RESET_US) {
  }
}

static void read(void *context, uint32_t address, uint8_t *bytes, uint32_t length) {
  (void)context;
  const volatile uint8_t *from = (const volatile uint8_t *)(uintptr_t)(RP_XIP_UNCACHED + address);
  for (uint32_t i = 0u; i < length; i++) bytes[i] = from[i];
}

static bool claim(void *context) {
  (void)context;
  return chip.options.claim(chip.options.context);
}

static void unclaim(void *context) {
  (void)context;
  chip.options.unclaim(chip.options.context);
}

/** A half word of the boot ROM: read as volatile, at an address the compiler must not reason about. */
static uint32_t rom_half_word(uint32_t address) {
  __asm__("" : "+r"(address));
  return *(const volatile uint16_t *)(uintptr_t)address;
}

static rom_function rom_lookup(uint32_t code) {
  typedef uintptr_t (*lookup)(const uint16_t *table, uint32_t code);
  const lookup find = (lookup)(uintptr_t)rom_half_word(RP_ROM_LOOKUP);
  return (rom_function)find((const uint16_t *)(uintptr_t)rom_half_word(RP_ROM_FUNCTION_TABLE), code);
}

bool rp2040_flash_start(const struct rp2040_flash_options *options) {
  const struct flash_hardware hardware = {NULL,         claim,        unclaim,      enter,      leave, write_enable,
                                          read_status,  erase_sector, program_page, reset_chip, read,  now};
  const volatile uint32_t *stage = (const volatile uint32_t *)(uintptr_t)RP_XIP;
  chip.options = *options;
  for (uint32_t i = 0u; i < BOOT_STAGE_WORDS; i++) chip.boot_stage[i] = stage[i];
  chip.connect = rom_lookup(RP_ROM_CODE('I', 'F'));
  chip.exit_window = rom_lookup(RP_ROM_CODE('E', 'X'));
  if (chip.connect == NULL || chip.exit_window == NULL) return false;
  return flash_init(&rp2040_flash, &hardware, options->first, options->length);
}
