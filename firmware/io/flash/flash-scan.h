// What JavaScript would be slow at, over the core of flash.h: the same few bytes of many places, check sums, blank stretches.
// Offsets count from the start of the region. Contract: README.md of this folder, and flash.ts.
#ifndef RACKLET_FLASH_SCAN_H
#define RACKLET_FLASH_SCAN_H

#include "flash.h"

/** The longest place that `flash_read_whole` takes: what it vouches for, and the check sum behind it. */
#define FLASH_SCAN_PLACE_BYTES 64u
#define FLASH_SCAN_CHECK_BYTES 4u
/** Lengths that do not go together. Nothing was read, and `out` is as it was. */
#define FLASH_SCAN_REFUSED (-1)

/** `length` bytes at `offset`, and at each `stride` behind it. What lies behind the region cannot be read. */
struct flash_places {
  uint32_t offset;
  uint32_t stride;
  uint32_t length;
};

/** Address of an offset or of a sector, for the calls of flash.h: one that they refuse where it is not of the region. */
uint32_t flash_address_of(const struct flash *flash, uint32_t offset);
uint32_t flash_address_of_sector(const struct flash *flash, uint32_t sector);

/** CRC-32 as in ISO 3309 and zlib: "123456789" gives 0xCBF43926. */
uint32_t flash_check_sum(const uint8_t *bytes, uint32_t length);

/**
 * One place behind the other into `out` until it is full: `size` is a multiple of the length. 0xFF where a place cannot be read.
 * @returns the last status that was not OK, or FLASH_SCAN_REFUSED
 */
int32_t flash_read_each(struct flash *flash, const struct flash_places *places, uint8_t *out, uint32_t size);

/**
 * The first `count` bytes of each place that is whole: the CRC-32 of its `length` bytes stands behind them, low byte first. Zeros where one is
 * not. `size` is a multiple of `count`, which is no more than the length.
 * @returns how many are whole, or FLASH_SCAN_REFUSED
 */
int32_t flash_read_whole(struct flash *flash, const struct flash_places *places, uint32_t count, uint8_t *out,
                         uint32_t size);

/** @returns true where all of it can be read, and reads erased */
bool flash_is_blank(struct flash *flash, uint32_t offset, uint32_t length);

#endif
