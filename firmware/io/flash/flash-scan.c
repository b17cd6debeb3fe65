// Many small reads in one call. See flash-scan.h.
#include "flash-scan.h"

#define ERASED 0xffu
/** Words that are looked through at a time, on the stack. */
#define BLANK_WORDS 16u
/** Of no region: flash_init takes none that reaches so far. */
#define NO_ADDRESS UINT32_MAX

/** The reflected polynomial 0xEDB88320 over each value of four bits: a table of 256 would be 1 KB of flash. */
static const uint32_t nibbles[16] = {0x00000000u, 0x1db71064u, 0x3b6e20c8u, 0x26d930acu, 0x76dc4190u, 0x6b6b51f4u,
                                     0x4db26158u, 0x5005713cu, 0xedb88320u, 0xf00f9344u, 0xd6d6a3e8u, 0xcb61b38cu,
                                     0x9b64c2b0u, 0x86d3d2d4u, 0xa00ae278u, 0xbdbdf21cu};

uint32_t flash_check_sum(const uint8_t *bytes, uint32_t length) {
  uint32_t crc = UINT32_MAX;
  for (uint32_t i = 0u; i < length; i++) {
    crc ^= bytes[i];
    crc = (crc >> 4) ^ nibbles[crc & 15u];
    crc = (crc >> 4) ^ nibbles[crc & 15u];
  }
  return ~crc;
}

uint32_t flash_address_of(const struct flash *flash, uint32_t offset) {
  return offset < flash->length ? flash->first + offset : NO_ADDRESS;
}

uint32_t flash_address_of_sector(const struct flash *flash, uint32_t sector) {
  return sector < flash->length / FLASH_SECTOR_BYTES ? flash->first + sector * FLASH_SECTOR_BYTES : NO_ADDRESS;
}

static enum flash_status read_at(struct flash *flash, uint32_t offset, uint8_t *out, uint32_t length) {
  return flash_read(flash, flash_address_of(flash, offset), out, length);
}

/** The next place. Once behind the region it stays there: it does not come round to the start. */
static uint32_t further(uint32_t offset, uint32_t stride) {
  return stride <= UINT32_MAX - offset ? offset + stride : UINT32_MAX;
}

static uint32_t little_word(const uint8_t *bytes) {
  return (uint32_t)bytes[0] | ((uint32_t)bytes[1] << 8) | ((uint32_t)bytes[2] << 16) | ((uint32_t)bytes[3] << 24);
}

int32_t flash_read_each(struct flash *flash, const struct flash_places *places, uint8_t *out, uint32_t size) {
  const uint32_t length = places->length;
  if (length == 0u || size % length != 0u) return FLASH_SCAN_REFUSED;
  enum flash_status status = FLASH_OK;
  uint32_t offset = places->offset;
  for (uint32_t left = size; left > 0u; left -= length) {
    const enum flash_status one = read_at(flash, offset, out, length);
    if (one != FLASH_OK) {
      for (uint32_t i = 0u; i < length; i++) out[i] = ERASED;
      status = one;
    }
    out += length;
    offset = further(offset, places->stride);
  }
  return (int32_t)status;
}

int32_t flash_read_whole(struct flash *flash, const struct flash_places *places, uint32_t count, uint8_t *out,
                         uint32_t size) {
  uint8_t place[FLASH_SCAN_PLACE_BYTES];
  const uint32_t length = places->length;
  if (length > sizeof place - FLASH_SCAN_CHECK_BYTES || count == 0u || count > length || size % count != 0u)
    return FLASH_SCAN_REFUSED;
  int32_t whole = 0;
  uint32_t offset = places->offset;
  for (uint32_t left = size; left > 0u; left -= count) {
    const bool is_whole = read_at(flash, offset, place, length + FLASH_SCAN_CHECK_BYTES) == FLASH_OK &&
                          little_word(place + length) == flash_check_sum(place, length);
    for (uint32_t i = 0u; i < count; i++) out[i] = is_whole ? place[i] : 0u;
    if (is_whole) whole++;
    out += count;
    offset = further(offset, places->stride);
  }
  return whole;
}

bool flash_is_blank(struct flash *flash, uint32_t offset, uint32_t length) {
  uint32_t piece[BLANK_WORDS];
  for (uint32_t left = length; left > 0u;) {
    const uint32_t count = left < sizeof piece ? left : sizeof piece;
    for (uint32_t i = 0u; i < BLANK_WORDS; i++) piece[i] = UINT32_MAX;
    if (read_at(flash, offset, (uint8_t *)piece, count) != FLASH_OK) return false;
    for (uint32_t i = 0u; i < BLANK_WORDS; i++) {
      if (piece[i] != UINT32_MAX) return false;
    }
    offset += count;
    left -= count;
  }
  return true;
}
