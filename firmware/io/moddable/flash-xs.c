// `racklet:io/flash`: the region of the store, offsets from its start. See flash.ts.
#include <string.h>

#include "mc.xs.h"
#include "ports.h"
#include "xsHost.h"
#include "xsmc.h"

/** Words that are looked through at a time, on the stack. */
#define BLANK_WORDS 16u
#define LARGEST_PIECE 64u
#define CRC_BYTES 4u

/** As `crc32` of store/bytes.ts, four bits at a time. */
static const uint32_t nibbles[16] = {0x00000000u, 0x1db71064u, 0x3b6e20c8u, 0x26d930acu, 0x76dc4190u, 0x6b6b51f4u,
                                     0x4db26158u, 0x5005713cu, 0xedb88320u, 0xf00f9344u, 0xd6d6a3e8u, 0xcb61b38cu,
                                     0x9b64c2b0u, 0x86d3d2d4u, 0xa00ae278u, 0xbdbdf21cu};

static uint32_t crc32_of(const uint8_t *bytes, uint32_t length) {
  uint32_t crc = UINT32_MAX;
  for (uint32_t i = 0u; i < length; i++) {
    crc ^= bytes[i];
    crc = (crc >> 4) ^ nibbles[crc & 15u];
    crc = (crc >> 4) ^ nibbles[crc & 15u];
  }
  return ~crc;
}

/** Address of an offset, or one that the core refuses. */
static uint32_t address_at(uint32_t offset) {
  return offset < rp2040_flash.length ? rp2040_flash.first + offset : UINT32_MAX;
}

static uint32_t address_of(xsMachine *the) { return address_at(xsmcToUnsigned(xsArg(0))); }

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

void racklet_flash_read_each(xsMachine *the) {
  uint8_t *out;
  xsUnsignedValue size;
  const uint32_t offset = xsmcToUnsigned(xsArg(0));
  const uint32_t stride = xsmcToUnsigned(xsArg(1));
  const uint32_t length = xsmcToUnsigned(xsArg(2));
  xsmcGetBufferWritable(xsArg(3), (void **)&out, &size);
  if (length == 0u || size % length != 0u) xsRangeError("flash: length");
  enum flash_status status = FLASH_OK;
  for (uint32_t at = 0u, from = offset; at < size; at += length, from += stride) {
    const enum flash_status one = flash_read(&rp2040_flash, address_at(from), out + at, length);
    if (one == FLASH_OK) continue;
    memset(out + at, 0xff, length);
    status = one;
  }
  xsmcSetInteger(xsResult, (int)status);
}

void racklet_flash_read_whole(xsMachine *the) {
  uint8_t piece[LARGEST_PIECE];
  int whole = 0;
  uint8_t *out;
  xsUnsignedValue size;
  const uint32_t offset = xsmcToUnsigned(xsArg(0));
  const uint32_t stride = xsmcToUnsigned(xsArg(1));
  const uint32_t length = xsmcToUnsigned(xsArg(2));
  const uint32_t count = xsmcToUnsigned(xsArg(3));
  xsmcGetBufferWritable(xsArg(4), (void **)&out, &size);
  if (length > LARGEST_PIECE - CRC_BYTES || count == 0u || count > length || size % count != 0u)
    xsRangeError("flash: length");
  for (uint32_t at = 0u, from = offset; at < size; at += count, from += stride) {
    uint32_t check;
    const bool is_read = flash_read(&rp2040_flash, address_at(from), piece, length + CRC_BYTES) == FLASH_OK;
    memcpy(&check, piece + length, CRC_BYTES);
    const bool is_whole = is_read && check == crc32_of(piece, length);
    if (is_whole) memcpy(out + at, piece, count);
    else memset(out + at, 0, count);
    whole += is_whole ? 1 : 0;
  }
  xsmcSetInteger(xsResult, whole);
}

void racklet_flash_crc32(xsMachine *the) {
  const uint8_t *bytes;
  xsUnsignedValue size;
  xsmcGetBufferReadable(xsArg(0), (void **)&bytes, &size);
  const uint32_t from = xsmcToUnsigned(xsArg(1));
  const uint32_t to = xsmcToUnsigned(xsArg(2));
  if (from > to || to > size) xsRangeError("flash: range");
  xsmcSetUnsigned(xsResult, crc32_of(bytes + from, to - from));
}

void racklet_flash_is_blank(xsMachine *the) {
  uint32_t piece[BLANK_WORDS];
  const uint32_t first = address_of(the);
  const uint32_t length = xsmcToUnsigned(xsArg(1));
  bool is_blank = true;
  for (uint32_t at = 0u; is_blank && at < length; at += sizeof piece) {
    const uint32_t count = length - at < sizeof piece ? length - at : sizeof piece;
    memset(piece, 0xff, sizeof piece);
    is_blank = flash_read(&rp2040_flash, first + at, (uint8_t *)piece, count) == FLASH_OK;
    for (uint32_t i = 0u; is_blank && i < BLANK_WORDS; i++) is_blank = piece[i] == UINT32_MAX;
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
