// `racklet:io/flash`: the region of the store, offsets from its start. See flash.ts.
#include <string.h>

#include "../flash/flash-scan.h"
#include "mc.xs.h"
#include "ports.h"
#include "xsHost.h"
#include "xsmc.h"

static uint32_t address_of(xsMachine *the) {
  return flash_address_of(&rp2040_flash, xsmcToUnsigned(xsArg(0)));
}

static uint32_t length_of(xsMachine *the, xsUnsignedValue size) {
  const uint32_t length = xsmcToUnsigned(xsArg(2));
  if (length > size) xsRangeError("flash: length");
  return length;
}

void racklet_flash_sectors(xsMachine *the) {
  xsmcSetInteger(xsResult, (int)(rp2040_flash.length / FLASH_SECTOR_BYTES));
}

void racklet_flash_read(xsMachine *the) {
  void *out;
  xsUnsignedValue size;
  xsmcGetBufferWritable(xsArg(1), &out, &size);
  const uint32_t length = length_of(the, size);
  xsmcSetInteger(xsResult, (int)flash_read(&rp2040_flash, address_of(the), out, length));
}

void racklet_flash_read_ring(xsMachine *the) {
  void *words;
  void *out;
  xsUnsignedValue size;
  xsUnsignedValue room;
  struct flash_ring ring;
  struct flash_ring_found found;
  ring.offset = xsmcToUnsigned(xsArg(0));
  ring.magic = xsmcToUnsigned(xsArg(1));
  ring.checked = xsmcToUnsigned(xsArg(2));
  ring.at = xsmcToUnsigned(xsArg(3));
  xsmcGetBufferWritable(xsArg(4), &words, &size);
  xsmcGetBufferWritable(xsArg(5), &out, &room);
  ring.sectors = size / sizeof(uint32_t);
  if (room < sizeof found || !flash_read_ring(&rp2040_flash, &ring, words, &found)) xsRangeError("flash: ring");
  memcpy(out, &found, sizeof found);
}

void racklet_flash_crc32(xsMachine *the) {
  void *bytes;
  xsUnsignedValue size;
  xsmcGetBufferReadable(xsArg(0), &bytes, &size);
  const uint32_t from = xsmcToUnsigned(xsArg(1));
  const uint32_t to = xsmcToUnsigned(xsArg(2));
  if (from > to || to > size) xsRangeError("flash: range");
  xsmcSetUnsigned(xsResult, flash_check_sum((const uint8_t *)bytes + from, to - from));
}

void racklet_flash_is_blank(xsMachine *the) {
  const uint32_t offset = xsmcToUnsigned(xsArg(0));
  const uint32_t length = xsmcToUnsigned(xsArg(1));
  xsmcSetBoolean(xsResult, flash_is_blank(&rp2040_flash, offset, length));
}

void racklet_flash_program(xsMachine *the) {
  void *bytes;
  xsUnsignedValue size;
  xsmcGetBufferReadable(xsArg(1), &bytes, &size);
  const uint32_t length = length_of(the, size);
  xsmcSetInteger(xsResult, (int)flash_program(&rp2040_flash, address_of(the), bytes, length));
}

void racklet_flash_erase(xsMachine *the) {
  const uint32_t sector = xsmcToUnsigned(xsArg(0));
  const uint32_t address = flash_address_of_sector(&rp2040_flash, sector);
  xsmcSetInteger(xsResult, (int)flash_erase(&rp2040_flash, address, FLASH_SECTOR_BYTES));
}
