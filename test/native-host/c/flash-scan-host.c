// The scans of the flash over a region in memory, sectors of which cannot be read, behind the protocol of protocol.h. `flash_read` is the
// test's own: that of flash.c refuses only what lies outside. Operations: flash-scan-core.ts.
#include "../../../firmware/io/flash/flash-scan.h"

#include <stdio.h>
#include <stdlib.h>

#include "protocol.h"

#define LARGEST 0x8000u
#define UNTOUCHED 0x5au

static struct flash flash;
static uint8_t region[LARGEST];
/** Bit n: sector n of the region. */
static uint32_t unreadable;

enum flash_status flash_read(struct flash *from, uint32_t address, uint8_t *bytes, uint32_t length) {
  const uint64_t end = (uint64_t)address + length;
  if (address < from->first || end > (uint64_t)from->first + from->length) return FLASH_OUT_OF_BOUNDS;
  const uint32_t offset = address - from->first;
  for (uint32_t i = 0u; i < length; i++) {
    if ((unreadable >> ((offset + i) / FLASH_SECTOR_BYTES) & 1u) != 0u) return FLASH_TIMEOUT;
  }
  for (uint32_t i = 0u; i < length; i++) bytes[i] = region[offset + i];
  return FLASH_OK;
}

/** As large as asked for and no larger, so that a byte behind it is found. */
static uint8_t *room(uint32_t size) {
  uint8_t *bytes = malloc(size);
  if (bytes == NULL && size > 0u) exit(4);
  for (uint32_t i = 0u; i < size; i++) bytes[i] = UNTOUCHED;
  return bytes;
}

static int initialise(void) {
  flash.first = argument32();
  flash.length = argument32();
  unreadable = argument32();
  if (flash.length > sizeof region) return -2;
  argument_bytes(region, flash.length);
  return 0;
}

static int read_ring(void) {
  struct flash_ring ring;
  ring.offset = argument32();
  ring.sectors = argument32();
  ring.magic = argument32();
  ring.checked = argument32();
  ring.at = argument32();
  const uint32_t size = 4u * ring.sectors;
  struct flash_ring_found found = {UNTOUCHED, UNTOUCHED, UNTOUCHED, UNTOUCHED};
  uint8_t *words = room(size);
  const bool is_done = flash_read_ring(&flash, &ring, words, &found);
  answer_payload(&found, sizeof found);
  answer_payload(words, size);
  free(words);
  return is_done ? 1 : 0;
}

static int check_sum(void) {
  const uint32_t length = argument32();
  uint8_t *bytes = room(length);
  argument_bytes(bytes, length);
  const uint32_t sum = flash_check_sum(bytes, length);
  free(bytes);
  answer_payload(&sum, sizeof sum);
  return 0;
}

static int is_blank(void) {
  const uint32_t offset = argument32();
  return flash_is_blank(&flash, offset, argument32()) ? 1 : 0;
}

static int address(int operation) {
  const uint32_t of = argument32();
  const uint32_t found = operation == 'a' ? flash_address_of(&flash, of) : flash_address_of_sector(&flash, of);
  answer_payload(&found, sizeof found);
  return 0;
}

int main(void) {
  for (int operation = next_operation(); operation >= 0; operation = next_operation()) {
    int result = 0;
    switch (operation) {
      case 'i': result = initialise(); break;
      case 'r': result = read_ring(); break;
      case 'c': result = check_sum(); break;
      case 'b': result = is_blank(); break;
      case 'a':
      case 's': result = address(operation); break;
      default: fprintf(stderr, "unknown operation %d\n", operation); result = -2;
    }
    answer(result);
  }
  return 0;
}
