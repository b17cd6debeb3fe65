// Fuzzes the flash core over a chip in memory: whatever is asked, nothing outside of the region changes, no command is sent with
// the window open or the chip busy, and an answer of OK is true.
#include <stdint.h>
#include <string.h>

#include "../../../firmware/io/flash/flash.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SIZE (6u * FLASH_SECTOR_BYTES)
#define FIRST (2u * FLASH_SECTOR_BYTES)
#define LENGTH (2u * FLASH_SECTOR_BYTES)
#define OUTSIDE 0x5au

static const uint8_t *at;
static const uint8_t *end;
static struct flash flash;
static uint8_t chip[SIZE];
static uint8_t bytes[LENGTH + FLASH_SECTOR_BYTES];
static uint32_t busy;
static uint32_t clock;
static uint32_t operations;
static bool is_open;
static bool is_enabled;
static bool is_claimed;
static bool is_queue_empty;
static bool is_protected;
static bool hangs;

static uint8_t next(void) {
  return at < end ? *at++ : 0u;
}

static bool claim(void *context) {
  (void)context;
  require(!is_claimed, "claimed once");
  is_claimed = is_queue_empty;
  return is_claimed;
}

static void unclaim(void *context) {
  (void)context;
  require(is_claimed, "unclaimed after a claim");
  is_claimed = false;
}

static void enter(void *context) {
  (void)context;
  require(is_open && is_claimed, "the window closes once, in a claim");
  is_open = false;
}

static void leave(void *context) {
  (void)context;
  require(!is_open && busy == 0u, "the window opens on a chip that is ready");
  is_open = true;
}

static void write_enable(void *context) {
  (void)context;
  require(!is_open && busy == 0u, "enabled with the window closed");
  is_enabled = !is_protected;
}

static uint8_t read_status(void *context) {
  (void)context;
  require(!is_open, "status with the window closed");
  if (busy > 0u && !hangs) busy--;
  return (uint8_t)((busy > 0u ? FLASH_STATUS_BUSY : 0u) | (is_enabled ? FLASH_STATUS_WRITE_ENABLED : 0u));
}

static void start(uint32_t address, uint32_t length) {
  require(!is_open && busy == 0u && is_enabled, "a command is enabled, alone, with the window closed");
  require(address >= FIRST && address + length <= FIRST + LENGTH, "within the region");
  is_enabled = false;
  busy = 3u;
  operations++;
}

static void erase_sector(void *context, uint32_t address) {
  (void)context;
  require(address % FLASH_SECTOR_BYTES == 0u, "a whole sector");
  start(address, FLASH_SECTOR_BYTES);
  memset(chip + address, 0xff, FLASH_SECTOR_BYTES);
}

static void program_page(void *context, uint32_t address, const uint8_t *data, uint32_t length) {
  (void)context;
  require(length > 0u && address % FLASH_PAGE_BYTES + length <= FLASH_PAGE_BYTES, "within a page");
  require(data >= flash.page && data + length <= flash.page + FLASH_PAGE_BYTES, "from the core's own memory");
  start(address, length);
  for (uint32_t i = 0u; i < length; i++) {
    require((chip[address + i] & data[i]) == data[i], "no 1 over a 0");
    chip[address + i] = chip[address + i] & data[i];
  }
}

static void reset_chip(void *context) {
  (void)context;
  require(hangs, "reset only where it hangs");
  busy = 0u;
}

static void read_bytes(void *context, uint32_t address, uint8_t *to, uint32_t length) {
  (void)context;
  require(is_open && address >= FIRST && address + length <= FIRST + LENGTH, "read through the window, in the region");
  memcpy(to, chip + address, length);
}

static uint32_t now(void *context) {
  (void)context;
  clock += 1000u;
  return clock;
}

/** Mostly near the region and its edges. */
static uint32_t next_number(void) {
  const uint32_t kind = next() % 4u;
  const uint32_t value = (uint32_t)next() | ((uint32_t)next() << 8);
  if (kind == 0u) return value << 16;
  if (kind == 1u) return (value % 6u) * FLASH_SECTOR_BYTES;
  return value % (kind == 2u ? SIZE : 600u);
}

static void change(void) {
  const uint32_t kind = next() % 3u;
  const uint32_t address = next_number() + (next() % 2u == 0u ? FIRST : 0u);
  const uint32_t length = next_number();
  const uint32_t before = operations;
  for (uint32_t i = 0u; i < sizeof bytes; i += 1u + i / 8u) bytes[i] = next();
  enum flash_status status;
  if (kind == 0u) {
    status = flash_erase(&flash, address, length);
  } else if (kind == 1u) {
    status = flash_program(&flash, address, bytes, length);
  } else {
    status = flash_replace(&flash, address, bytes, length);
  }
  if (status == FLASH_OUT_OF_BOUNDS || status == FLASH_MISALIGNED || status == FLASH_BUSY ||
      status == FLASH_NOT_ERASED) {
    require(operations == before, "a refused call touches nothing");
  }
  require(status != FLASH_VERIFY_FAILED, "this chip forgets nothing");
  if (status != FLASH_OK || length == 0u) return;
  require(address >= FIRST && length <= LENGTH && address + length <= FIRST + LENGTH, "OK only in the region");
  for (uint32_t i = 0u; i < length; i++) {
    require(chip[address + i] == (kind == 0u ? 0xffu : bytes[i]), "OK is true");
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const struct flash_hardware hardware = {NULL,  claim,       unclaim,      enter,        leave,      write_enable,
                                          read_status, erase_sector, program_page, reset_chip, read_bytes, now};
  at = data;
  end = data + size;
  memset(chip, OUTSIDE, sizeof chip);
  is_open = true;
  is_claimed = false;
  is_enabled = false;
  busy = 0u;
  require(flash_init(&flash, &hardware, FIRST, LENGTH), "the region is of whole sectors");
  while (at < end) {
    const uint8_t around = next();
    is_queue_empty = around % 8u != 0u;
    is_protected = around % 16u == 1u;
    hangs = around % 16u == 2u;
    change();
    require(is_open && !is_claimed && !flash.is_busy, "at rest after each call");
  }
  for (uint32_t i = 0u; i < SIZE; i++) {
    if (i < FIRST || i >= FIRST + LENGTH) require(chip[i] == OUTSIDE, "nothing outside of the region");
  }
  return 0;
}
