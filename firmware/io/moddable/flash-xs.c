// `racklet:io/flash`: the region of the store, offsets from its start. See flash.ts.
#include "mc.xs.h"
#include "ports.h"
#include "xsHost.h"
#include "xsmc.h"

/** Bytes that are looked through at a time, on the stack. */
#define BLANK_PIECE 64u

/** Address of `offset`, or one that the core refuses. */
static uint32_t address_of(xsMachine *the) {
  const uint32_t offset = xsmcToUnsigned(xsArg(0));
  return offset < rp2040_flash.length ? rp2040_flash.first + offset : UINT32_MAX;
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

void racklet_flash_is_blank(xsMachine *the) {
  uint8_t piece[BLANK_PIECE];
  const uint32_t first = address_of(the);
  const uint32_t length = xsmcToUnsigned(xsArg(1));
  bool is_blank = true;
  for (uint32_t at = 0u; is_blank && at < length; at += BLANK_PIECE) {
    const uint32_t count = length - at < BLANK_PIECE ? length - at : BLANK_PIECE;
    is_blank = flash_read(&rp2040_flash, first + at, piece, count) == FLASH_OK;
    for (uint32_t i = 0u; is_blank && i < count; i++) is_blank = piece[i] == 0xffu;
  }
  xsmcSetBoolean(xsResult, is_blank);
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
  const uint32_t sectors = rp2040_flash.length / FLASH_SECTOR_BYTES;
  const uint32_t address = sector < sectors ? rp2040_flash.first + sector * FLASH_SECTOR_BYTES : UINT32_MAX;
  xsmcSetInteger(xsResult, (int)flash_erase(&rp2040_flash, address, FLASH_SECTOR_BYTES));
}
