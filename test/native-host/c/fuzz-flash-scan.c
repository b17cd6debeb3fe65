// Fuzzes the scans of the flash over the core and a chip in memory: whatever is asked, what they say is what a plain look at the chip
// says, nothing outside of the region is read, and not a byte is written behind the room that was given.
#include <stdint.h>
#include <string.h>

#include "../../../firmware/io/flash/flash-scan.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SIZE (4u * FLASH_SECTOR_BYTES)
#define FIRST (1u * FLASH_SECTOR_BYTES)
#define LENGTH (2u * FLASH_SECTOR_BYTES)

static const uint8_t *at;
static const uint8_t *end;
static struct flash flash;
static uint8_t chip[SIZE];
/** Where the chip was written last, as an offset. */
static uint32_t written;

static uint8_t next(void) {
  return at < end ? *at++ : 0u;
}

static bool never(void *context) {
  (void)context;
  require(0, "a scan claims nothing");
  return false;
}

static void nothing(void *context) {
  (void)context;
  require(0, "a scan sends no command");
}

static uint8_t no_status(void *context) {
  nothing(context);
  return 0u;
}

static void no_erase(void *context, uint32_t address) {
  (void)address;
  nothing(context);
}

static void no_program(void *context, uint32_t address, const uint8_t *data, uint32_t length) {
  (void)data;
  (void)length;
  no_erase(context, address);
}

static uint32_t no_time(void *context) {
  nothing(context);
  return 0u;
}

static void read_bytes(void *context, uint32_t address, uint8_t *to, uint32_t length) {
  (void)context;
  require(address >= FIRST && address + length <= FIRST + LENGTH, "read in the region");
  if (length > 0u) memcpy(to, chip + address, length);
}

/** Mostly near the region, its sectors and its end. */
static uint32_t next_number(void) {
  const uint32_t kind = next() % 5u;
  const uint32_t value = (uint32_t)next() | ((uint32_t)next() << 8);
  if (kind == 0u) return value << 16;
  if (kind == 1u) return (value % 4u) * FLASH_SECTOR_BYTES;
  if (kind == 2u) return LENGTH - value % 80u;
  return value % (kind == 3u ? LENGTH : 70u);
}

static bool is_inside(uint64_t offset, uint32_t length) {
  return offset < LENGTH && offset + length <= LENGTH;
}

/** The chip at an offset that may lie anywhere, or NULL where not all of it can be read. */
static const uint8_t *look(uint64_t offset, uint32_t length) {
  return is_inside(offset, length) && !flash.is_busy ? chip + FIRST + offset : NULL;
}

/** Bit by bit: ISO 3309, low bit first. */
static uint32_t plain_crc(const uint8_t *bytes, uint32_t length) {
  uint32_t crc = UINT32_MAX;
  for (uint32_t i = 0u; i < 8u * length; i++) {
    const uint32_t bit = (crc ^ ((uint32_t)bytes[i / 8u] >> (i % 8u))) & 1u;
    crc = bit != 0u ? (crc >> 1) ^ 0xedb88320u : crc >> 1;
  }
  return ~crc;
}

/** No larger than asked for: the address sanitizer sees a byte behind it. */
static uint8_t *room(uint32_t size) {
  uint8_t *bytes = malloc(size);
  require(bytes != NULL || size == 0u, "memory");
  return bytes;
}

static uint32_t word_at(const uint8_t *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void put_word(uint8_t *bytes, uint32_t word) {
  for (uint32_t i = 0u; i < 4u; i++) bytes[i] = (uint8_t)(word >> (8u * i));
}

/** A head that is right, here and there. */
static void put_head(const struct flash_ring *ring, uint64_t offset) {
  if (look(offset, 64u) == NULL || ring->checked > 60u) return;
  uint8_t *place = chip + FIRST + offset;
  put_word(place, ring->magic);
  place[4] = next();
  put_word(place + 8, next() % 4u);
  put_word(place + 12, next());
  if (ring->checked != 0u) put_word(place + ring->checked, plain_crc(place, ring->checked));
}

static void heads(void) {
  struct flash_ring ring = {next_number(), next() % 6u, 0x474c4b52u, next() % 4u == 0u ? 0u : next() % 64u, next() % 16u};
  if (next() % 2u == 0u) ring.offset -= ring.offset % FLASH_SECTOR_BYTES;
  for (uint32_t i = 0u; i < ring.sectors; i++) {
    if (next() % 2u == 0u) put_head(&ring, ring.offset + (uint64_t)i * FLASH_SECTOR_BYTES);
  }
  struct flash_ring_found found;
  uint8_t *words = room(4u * ring.sectors);
  const bool fits = (ring.checked == 0u || (ring.checked >= 16u && ring.checked <= 60u)) && ring.at <= 12u;
  require(flash_read_ring(&flash, &ring, words, &found) == fits, "refused where it does not fit");
  struct flash_ring_found expected = {UINT32_MAX, 0u, UINT32_MAX, 0u};
  for (uint32_t i = 0u; fits && i < ring.sectors; i++) {
    const uint32_t length = ring.checked == 0u ? 16u : ring.checked + 4u;
    const uint8_t *head = look(ring.offset + (uint64_t)i * FLASH_SECTOR_BYTES, length);
    if (head != NULL && word_at(head) != ring.magic) head = NULL;
    if (head != NULL && ring.checked != 0u && word_at(head + ring.checked) != plain_crc(head, ring.checked)) head = NULL;
    const uint32_t word = head == NULL ? 0u : word_at(head + ring.at);
    require(word_at(words + 4u * i) == word, "the word of each head");
    if (head == NULL) continue;
    if (word != 0u && word < expected.least) expected.least = word;
    if (head[4] > expected.major) expected.major = head[4];
    if (word_at(head + 8) <= expected.turn) continue;
    expected.turn = word_at(head + 8);
    expected.newest = i;
  }
  require(!fits || memcmp(&found, &expected, sizeof found) == 0, "what they say together");
  free(words);
}

static void check_sum(void) {
  const uint32_t offset = next_number() % LENGTH;
  const uint32_t length = next_number() % 80u % (LENGTH - offset);
  const uint8_t *bytes = chip + FIRST + offset;
  require(flash_check_sum(bytes, length) == plain_crc(bytes, length), "a check sum");
}

static void blank(void) {
  const uint32_t offset = next() % 2u == 0u ? next_number() : written - next() % 80u;
  const uint32_t length = next_number();
  bool expected = length == 0u || look(offset, length) != NULL;
  for (uint32_t i = 0u; expected && i < length; i++) expected = chip[FIRST + offset + i] == 0xffu;
  require(flash_is_blank(&flash, offset, length) == expected, "blank where all of it is");
}

/** One bit, anywhere: mostly the chip stays blank. */
static void scribble(void) {
  written = next_number() % LENGTH;
  chip[FIRST + written] &= (uint8_t)~(1u << (next() % 8u));
}

static void addresses(void) {
  const uint32_t of = next_number();
  const bool is_sector = of < LENGTH / FLASH_SECTOR_BYTES;
  require(flash_address_of(&flash, of) == (of < LENGTH ? FIRST + of : UINT32_MAX), "an offset's address");
  require(flash_address_of_sector(&flash, of) == (is_sector ? FIRST + of * FLASH_SECTOR_BYTES : UINT32_MAX),
          "a sector's address");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const struct flash_hardware hardware = {NULL,      never,    nothing,    nothing, nothing,    nothing,
                                          no_status, no_erase, no_program, nothing, read_bytes, no_time};
  at = data;
  end = data + size;
  written = 0u;
  memset(chip, 0x5a, sizeof chip);
  memset(chip + FIRST, 0xff, LENGTH);
  require(flash_init(&flash, &hardware, FIRST, LENGTH), "the region is of whole sectors");
  while (at < end) {
    const uint8_t kind = next();
    flash.is_busy = kind % 16u == 15u;
    switch (kind % 5u) {
      case 0u: heads(); break;
      case 1u: check_sum(); break;
      case 2u: blank(); break;
      case 3u: addresses(); break;
      default: scribble();
    }
  }
  return 0;
}
