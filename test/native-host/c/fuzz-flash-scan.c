// Fuzzes the scans of the flash over the core and a chip in memory: whatever is asked, what they say of each place is what a plain look at
// the chip says, nothing outside of the region is read, and not a byte is written behind the room that was given.
#include <stdint.h>
#include <string.h>

#include "../../../firmware/io/flash/flash-scan.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SIZE (4u * FLASH_SECTOR_BYTES)
#define FIRST (1u * FLASH_SECTOR_BYTES)
#define LENGTH (2u * FLASH_SECTOR_BYTES)
#define LARGEST 600u

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

static void each(void) {
  const struct flash_places places = {next_number(), next_number(), next_number()};
  const uint32_t size = next() % 2u == 0u ? next_number() % LARGEST : places.length % LARGEST * (next() % 4u);
  uint8_t *out = room(size);
  const int32_t result = flash_read_each(&flash, &places, out, size);
  const bool fits = places.length != 0u && size % places.length == 0u;
  require((result == FLASH_SCAN_REFUSED) == !fits, "refused where the lengths do not fit");
  int32_t expected = FLASH_OK;
  for (uint32_t i = 0u; fits && i < size / places.length; i++) {
    const uint64_t offset = places.offset + (uint64_t)i * places.stride;
    const uint8_t *place = look(offset, places.length);
    if (place == NULL) expected = is_inside(offset, places.length) ? FLASH_BUSY : FLASH_OUT_OF_BOUNDS;
    for (uint32_t k = 0u; k < places.length; k++) {
      require(out[i * places.length + k] == (place == NULL ? 0xffu : place[k]), "each as it stands");
    }
  }
  require(!fits || result == expected, "the status of the last that was not read");
  free(out);
}

static void whole(void) {
  const struct flash_places places = {next_number(), next_number(), next_number() % 70u};
  const uint32_t count = next() % 2u == 0u ? places.length : next() % 70u;
  const uint32_t size = next() % 2u == 0u ? next_number() % LARGEST : count * (next() % 8u);
  // A right check sum, here and there.
  if (places.length < 70u && next() % 2u == 0u && look(places.offset, places.length + 4u) != NULL) {
    uint8_t *place = chip + FIRST + places.offset;
    const uint32_t crc = plain_crc(place, places.length);
    for (uint32_t i = 0u; i < 4u; i++) place[places.length + i] = (uint8_t)(crc >> (8u * i));
  }
  uint8_t *out = room(size);
  const int32_t result = flash_read_whole(&flash, &places, count, out, size);
  const bool fits = places.length <= FLASH_SCAN_PLACE_BYTES - FLASH_SCAN_CHECK_BYTES && count != 0u &&
                    count <= places.length && size % count == 0u;
  require((result == FLASH_SCAN_REFUSED) == !fits, "refused where the lengths do not fit");
  int32_t expected = 0;
  for (uint32_t i = 0u; fits && i < size / count; i++) {
    const uint8_t *place = look(places.offset + (uint64_t)i * places.stride, places.length + 4u);
    uint32_t check = 0u;
    for (uint32_t k = 0u; place != NULL && k < 4u; k++) check |= (uint32_t)place[places.length + k] << (8u * k);
    const bool is_whole = place != NULL && check == plain_crc(place, places.length);
    if (is_whole) expected++;
    for (uint32_t k = 0u; k < count; k++) {
      require(out[i * count + k] == (is_whole ? place[k] : 0u), "what is whole, and zeros");
    }
  }
  require(!fits || result == expected, "so many are whole");
  free(out);
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
      case 0u: each(); break;
      case 1u: whole(); break;
      case 2u: blank(); break;
      case 3u: addresses(); break;
      default: scribble();
    }
  }
  return 0;
}
