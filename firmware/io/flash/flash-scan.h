// What JavaScript would be slow at, over the core of flash.h: the heads of a ring of sectors, check sums, blank stretches.
// Offsets count from the start of the region. Contract: README.md of this folder, and flash.ts.
#ifndef RACKLET_FLASH_SCAN_H
#define RACKLET_FLASH_SCAN_H

#include "flash.h"

/** What a start looks at of each head: magic, major version, turn, and one word more. */
#define FLASH_HEAD_BYTES 16u
/** The most that a head's check sum vouches for. */
#define FLASH_HEAD_CHECKED 60u
/** No sector, and the least of no words. */
#define FLASH_NOWHERE UINT32_MAX

/** A ring of sectors. Their heads begin with `magic`; byte 4 is the major version, the word at 8 the turn, low byte first. */
struct flash_ring {
  uint32_t offset;
  uint32_t sectors;
  uint32_t magic;
  /** So many bytes of a head are vouched for by the CRC-32 behind them; 0: by nothing here. */
  uint32_t checked;
  /** Where in a head the word stands that is asked for. */
  uint32_t at;
};

/** What the heads say together. In JavaScript: RingFound of flash.ts. */
struct flash_ring_found {
  /** Sector with the largest turn, the first of several; FLASH_NOWHERE where none has a turn. */
  uint32_t newest;
  uint32_t turn;
  /** The least word that is not 0. */
  uint32_t least;
  /** The largest major version. */
  uint32_t major;
};

/** Address of an offset or of a sector, for the calls of flash.h: one that they refuse where it is not of the region. */
uint32_t flash_address_of(const struct flash *flash, uint32_t offset);
uint32_t flash_address_of_sector(const struct flash *flash, uint32_t sector);

/** CRC-32 as in ISO 3309 and zlib: "123456789" gives 0xCBF43926. */
uint32_t flash_check_sum(const uint8_t *bytes, uint32_t length);

/**
 * The word that is asked for of each sector's head into `words`, low byte first; 0 where no head stands or can be read.
 * @returns false, and touches nothing, where `checked` is neither 0 nor FLASH_HEAD_BYTES to FLASH_HEAD_CHECKED, or `at` lies behind the
 *   last word of FLASH_HEAD_BYTES
 */
bool flash_read_ring(struct flash *flash, const struct flash_ring *ring, uint8_t *words,
                     struct flash_ring_found *found);

/** @returns true where all of it can be read, and reads erased */
bool flash_is_blank(struct flash *flash, uint32_t offset, uint32_t length);

#endif
