// Many small reads in one call, and what comes of them. See flash-scan.h.
#include "flash-scan.h"

#define WORD_BYTES 4u
/** Where every head says what it is: docs/store.md. */
#define MAGIC_AT 0u
#define MAJOR_AT 4u
#define TURN_AT 8u
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

static uint32_t little_word(const uint8_t *bytes) {
  return (uint32_t)bytes[0] | ((uint32_t)bytes[1] << 8) | ((uint32_t)bytes[2] << 16) | ((uint32_t)bytes[3] << 24);
}

static void put_word(uint8_t *bytes, uint32_t word) {
  for (uint32_t i = 0u; i < WORD_BYTES; i++) bytes[i] = (uint8_t)(word >> (8u * i));
}

/** @returns true where a head stands at `offset`, now in `head` */
static bool read_head(struct flash *flash, const struct flash_ring *ring, uint32_t offset, uint8_t *head) {
  const uint32_t checked = ring->checked;
  const uint32_t length = checked == 0u ? FLASH_HEAD_BYTES : checked + WORD_BYTES;
  if (read_at(flash, offset, head, length) != FLASH_OK || little_word(head + MAGIC_AT) != ring->magic) return false;
  return checked == 0u || little_word(head + checked) == flash_check_sum(head, checked);
}

bool flash_read_ring(struct flash *flash, const struct flash_ring *ring, uint8_t *words,
                     struct flash_ring_found *found) {
  uint8_t head[FLASH_HEAD_CHECKED + WORD_BYTES];
  const bool is_checked = ring->checked != 0u;
  if (is_checked && (ring->checked < FLASH_HEAD_BYTES || ring->checked > FLASH_HEAD_CHECKED)) return false;
  if (ring->at > FLASH_HEAD_BYTES - WORD_BYTES) return false;
  *found = (struct flash_ring_found){FLASH_NOWHERE, 0u, FLASH_NOWHERE, 0u};
  uint32_t offset = ring->offset;
  for (uint32_t i = 0u; i < ring->sectors; i++) {
    uint32_t word = 0u;
    if (read_head(flash, ring, offset, head)) {
      const uint32_t turn = little_word(head + TURN_AT);
      word = little_word(head + ring->at);
      if (word != 0u && word < found->least) found->least = word;
      if (head[MAJOR_AT] > found->major) found->major = head[MAJOR_AT];
      if (turn > found->turn) {
        found->turn = turn;
        found->newest = i;
      }
    }
    put_word(words + i * WORD_BYTES, word);
    // What lies behind the region stays behind it, and does not come round to its start.
    if (offset < flash->length) offset += FLASH_SECTOR_BYTES;
  }
  return true;
}

bool flash_is_blank(struct flash *flash, uint32_t offset, uint32_t length) {
  uint32_t piece[BLANK_WORDS];
  for (uint32_t left = length; left > 0u;) {
    const uint32_t count = left < sizeof piece ? left : sizeof piece;
    // The last piece may be shorter.
    if (count < sizeof piece) {
      for (uint32_t i = 0u; i < BLANK_WORDS; i++) piece[i] = UINT32_MAX;
    }
    if (read_at(flash, offset, (uint8_t *)piece, count) != FLASH_OK) return false;
    for (uint32_t i = 0u; i < BLANK_WORDS; i++) {
      if (piece[i] != UINT32_MAX) return false;
    }
    offset += count;
    left -= count;
  }
  return true;
}
