// Erase and program of the flash that the code runs from, as a portable core. Contract: README.md of this folder.
// The core splits, checks and orders; what the flash controller needs is behind `flash_hardware`.
#ifndef RACKLET_FLASH_H
#define RACKLET_FLASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FLASH_PAGE_BYTES 256u
#define FLASH_SECTOR_BYTES 4096u

// Status register 1 of serial NOR flash (W25Q, MX25, GD25 and others alike).
#define FLASH_STATUS_BUSY 0x01u
#define FLASH_STATUS_WRITE_ENABLED 0x02u

// Longest that the chip may be busy, microseconds: W25Q16JV, section 9.6: tSE 400 ms, tPP 3 ms; with a margin of a quarter.
#define FLASH_ERASE_TIMEOUT_US 500000u
#define FLASH_PROGRAM_TIMEOUT_US 4000u

enum flash_status {
  FLASH_OK = 0,
  /** Outside of the region that was given to the core. Nothing was touched. */
  FLASH_OUT_OF_BOUNDS = 1,
  /** Erase: address or length is no multiple of the sector. Nothing was touched. */
  FLASH_MISALIGNED = 2,
  /** A write waits on the bus, or an operation is under way. Nothing was touched: try again. */
  FLASH_BUSY = 3,
  /** Program: a bit that is to be 1 is 0 already. Nothing was touched: erase first. */
  FLASH_NOT_ERASED = 4,
  /** The chip did not take the write enable: write-protected or absent. Nothing was touched. */
  FLASH_PROTECTED = 5,
  /** The chip stayed busy too long, and was reset. What was being written is unknown. */
  FLASH_TIMEOUT = 6,
  /** What was read back is not what was written. */
  FLASH_VERIFY_FAILED = 7
};

/**
 * The flash controller. Between `enter` and `leave` no code or constant may be fetched from flash: all of these but `claim`,
 * `unclaim` and `read` are in RAM. Interrupts stay on; a handler that is not in RAM must be masked by `enter`.
 */
struct flash_hardware {
  void *context;
  /** Claims a quiet port: writes on the bus are refused as busy from now on. @returns false while one waits. */
  bool (*claim)(void *context);
  void (*unclaim)(void *context);
  /** The memory-mapped window closes, and opens again. */
  void (*enter)(void *context);
  void (*leave)(void *context);
  void (*write_enable)(void *context);
  uint8_t (*read_status)(void *context);
  /** Starts; does not wait. The sector at `address`. */
  void (*erase_sector)(void *context, uint32_t address);
  /** Starts; does not wait. `bytes` are in RAM and lie within one page. */
  void (*program_page)(void *context, uint32_t address, const uint8_t *bytes, uint32_t length);
  /** Ends what the chip does, by its software reset. Returns when it is ready. */
  void (*reset_chip)(void *context);
  /** Outside of `enter`: bytes as they are, past any cache. */
  void (*read)(void *context, uint32_t address, uint8_t *bytes, uint32_t length);
  /** Microseconds, wrapping. */
  uint32_t (*now)(void *context);
};

struct flash {
  struct flash_hardware hardware;
  uint32_t first;
  uint32_t length;
  volatile bool is_busy;
  /** What goes into a page, and what came out of it: the caller's bytes may lie in flash. */
  uint8_t page[FLASH_PAGE_BYTES];
  uint8_t check[FLASH_PAGE_BYTES];
};

/** The core touches `length` bytes from `first` alone: multiples of the sector. @returns false otherwise */
bool flash_init(struct flash *flash, const struct flash_hardware *hardware, uint32_t first, uint32_t length);
/** Whole sectors, one after the other, each read back blank. Stops at the first error. */
enum flash_status flash_erase(struct flash *flash, uint32_t address, uint32_t length);
/** Any address and length; split at pages, ascending, each read back. Stops at the first error. */
enum flash_status flash_program(struct flash *flash, uint32_t address, const uint8_t *bytes, uint32_t length);
/**
 * A whole new content of the sectors from `address`: erased, then programmed from the second page on, and the first page last.
 * So a head on the first page vouches for all behind it, whenever the power goes.
 */
enum flash_status flash_replace(struct flash *flash, uint32_t address, const uint8_t *bytes, uint32_t length);
enum flash_status flash_read(struct flash *flash, uint32_t address, uint8_t *bytes, uint32_t length);

#endif
