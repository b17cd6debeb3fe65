// Packet error code: CRC-8, polynomial x^8 + x^2 + x + 1, initial value 0. SMBus 3.2, section 6.4.1.
#ifndef RACKLET_PEC_H
#define RACKLET_PEC_H

#include <stdint.h>

/** One step per possible byte. In RAM on a board: the interrupt reads it while the flash is busy. */
extern const uint8_t racklet_pec_table[256];

/** The code after one more byte. Start with 0. */
static inline uint8_t pec_byte(uint8_t crc, uint8_t byte) {
  return racklet_pec_table[crc ^ byte];
}

#endif
