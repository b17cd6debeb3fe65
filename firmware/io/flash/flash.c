// Erase and program as a portable core. See flash.h. Marked parts run from RAM while the flash is busy.
#include "flash.h"

#include "../port.h"

#define ERASED 0xffu

bool flash_init(struct flash *flash, const struct flash_hardware *hardware, uint32_t first, uint32_t length) {
  flash->hardware = *hardware;
  flash->is_busy = false;
  flash->first = first;
  const bool fits = first % FLASH_SECTOR_BYTES == 0u && length % FLASH_SECTOR_BYTES == 0u && first + length >= first;
  flash->length = fits ? length : 0u;
  return fits;
}

static bool is_inside(const struct flash *flash, uint32_t address, uint32_t length) {
  return address >= flash->first && length <= flash->length && address - flash->first <= flash->length - length;
}

/** @returns false where the chip is still busy after `limit` microseconds. Interrupts run in between. */
RACKLET_RAM_CODE static bool wait_ready(const struct flash_hardware *hardware, uint32_t limit) {
  const uint32_t since = hardware->now(hardware->context);
  for (;;) {
    // The time first: an interrupt between the two makes the chip ready, not late.
    const uint32_t passed = hardware->now(hardware->context) - since;
    if ((hardware->read_status(hardware->context) & FLASH_STATUS_BUSY) == 0u) return true;
    if (passed >= limit) return false;
  }
}

/** One command: an erase where `bytes` is NULL. Nothing in here may come from flash. */
RACKLET_RAM_CODE static enum flash_status run_command(const struct flash_hardware *hardware, uint32_t address,
                                                      const uint8_t *bytes, uint32_t length) {
  enum flash_status status = FLASH_OK;
  hardware->enter(hardware->context);
  hardware->write_enable(hardware->context);
  if ((hardware->read_status(hardware->context) & FLASH_STATUS_WRITE_ENABLED) == 0u) {
    status = FLASH_PROTECTED;
  } else {
    uint32_t limit = FLASH_ERASE_TIMEOUT_US;
    if (bytes == (const uint8_t *)0) {
      hardware->erase_sector(hardware->context, address);
    } else {
      hardware->program_page(hardware->context, address, bytes, length);
      limit = FLASH_PROGRAM_TIMEOUT_US;
    }
    if (!wait_ready(hardware, limit)) {
      hardware->reset_chip(hardware->context);
      status = FLASH_TIMEOUT;
    }
  }
  hardware->leave(hardware->context);
  return status;
}

static enum flash_status erase_one(struct flash *flash, uint32_t sector) {
  const struct flash_hardware *hardware = &flash->hardware;
  const enum flash_status status = run_command(hardware, sector, (const uint8_t *)0, 0u);
  if (status != FLASH_OK) return status;
  for (uint32_t at = 0u; at < FLASH_SECTOR_BYTES; at += FLASH_PAGE_BYTES) {
    hardware->read(hardware->context, sector + at, flash->check, FLASH_PAGE_BYTES);
    for (uint32_t i = 0u; i < FLASH_PAGE_BYTES; i++) {
      if (flash->check[i] != ERASED) return FLASH_VERIFY_FAILED;
    }
  }
  return FLASH_OK;
}

/** Within one page. */
static enum flash_status program_one(struct flash *flash, uint32_t address, const uint8_t *bytes, uint32_t length) {
  const struct flash_hardware *hardware = &flash->hardware;
  for (uint32_t i = 0u; i < length; i++) flash->page[i] = bytes[i];
  const enum flash_status status = run_command(hardware, address, flash->page, length);
  if (status != FLASH_OK) return status;
  hardware->read(hardware->context, address, flash->check, length);
  for (uint32_t i = 0u; i < length; i++) {
    if (flash->check[i] != flash->page[i]) return FLASH_VERIFY_FAILED;
  }
  return FLASH_OK;
}

static uint32_t rest_of_page(uint32_t address, uint32_t length) {
  const uint32_t rest = FLASH_PAGE_BYTES - address % FLASH_PAGE_BYTES;
  return rest < length ? rest : length;
}

/** Looked at before anything is written: programming only ever clears bits. */
static bool can_be_programmed(struct flash *flash, uint32_t address, const uint8_t *bytes, uint32_t length) {
  for (uint32_t at = 0u; at < length;) {
    const uint32_t part = rest_of_page(address + at, length - at);
    flash->hardware.read(flash->hardware.context, address + at, flash->check, part);
    for (uint32_t i = 0u; i < part; i++) {
      if ((flash->check[i] & bytes[at + i]) != bytes[at + i]) return false;
    }
    at += part;
  }
  return true;
}

static enum flash_status program_all(struct flash *flash, uint32_t address, const uint8_t *bytes, uint32_t length) {
  enum flash_status status = FLASH_OK;
  for (uint32_t at = 0u; at < length && status == FLASH_OK;) {
    const uint32_t part = rest_of_page(address + at, length - at);
    status = program_one(flash, address + at, bytes + at, part);
    at += part;
  }
  return status;
}

static enum flash_status erase_all(struct flash *flash, uint32_t address, uint32_t length) {
  enum flash_status status = FLASH_OK;
  for (uint32_t at = 0u; at < length && status == FLASH_OK; at += FLASH_SECTOR_BYTES) {
    status = erase_one(flash, address + at);
  }
  return status;
}

/** One operation at a time, and none while a write waits on the bus. */
static bool begin(struct flash *flash) {
  if (flash->is_busy || !flash->hardware.claim(flash->hardware.context)) return false;
  flash->is_busy = true;
  return true;
}

static enum flash_status end(struct flash *flash, enum flash_status status) {
  flash->is_busy = false;
  flash->hardware.unclaim(flash->hardware.context);
  return status;
}

enum flash_status flash_erase(struct flash *flash, uint32_t address, uint32_t length) {
  if (!is_inside(flash, address, length)) return FLASH_OUT_OF_BOUNDS;
  if (address % FLASH_SECTOR_BYTES != 0u || length % FLASH_SECTOR_BYTES != 0u) return FLASH_MISALIGNED;
  if (length == 0u) return FLASH_OK;
  if (!begin(flash)) return FLASH_BUSY;
  return end(flash, erase_all(flash, address, length));
}

enum flash_status flash_program(struct flash *flash, uint32_t address, const uint8_t *bytes, uint32_t length) {
  if (!is_inside(flash, address, length)) return FLASH_OUT_OF_BOUNDS;
  if (length == 0u) return FLASH_OK;
  if (!begin(flash)) return FLASH_BUSY;
  if (!can_be_programmed(flash, address, bytes, length)) return end(flash, FLASH_NOT_ERASED);
  return end(flash, program_all(flash, address, bytes, length));
}

enum flash_status flash_replace(struct flash *flash, uint32_t address, const uint8_t *bytes, uint32_t length) {
  const uint32_t spare = (FLASH_SECTOR_BYTES - length % FLASH_SECTOR_BYTES) % FLASH_SECTOR_BYTES;
  if (!is_inside(flash, address, length) || !is_inside(flash, address, length + spare)) return FLASH_OUT_OF_BOUNDS;
  if (address % FLASH_SECTOR_BYTES != 0u) return FLASH_MISALIGNED;
  if (length == 0u) return FLASH_OK;
  if (!begin(flash)) return FLASH_BUSY;
  const uint32_t head = rest_of_page(address, length);
  enum flash_status status = erase_all(flash, address, length + spare);
  if (status == FLASH_OK) status = program_all(flash, address + head, bytes + head, length - head);
  if (status == FLASH_OK) status = program_all(flash, address, bytes, head);
  return end(flash, status);
}

enum flash_status flash_read(struct flash *flash, uint32_t address, uint8_t *bytes, uint32_t length) {
  if (!is_inside(flash, address, length)) return FLASH_OUT_OF_BOUNDS;
  if (flash->is_busy) return FLASH_BUSY;
  flash->hardware.read(flash->hardware.context, address, bytes, length);
  return FLASH_OK;
}
