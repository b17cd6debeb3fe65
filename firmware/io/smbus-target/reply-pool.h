// Memory of published replies: slots of three sizes, each with its PEC behind the bytes. The firmware alone takes and
// returns slots; the interrupt only follows the pointers of the reply table.
#ifndef RACKLET_REPLY_POOL_H
#define RACKLET_REPLY_POOL_H

#include <stddef.h>
#include <stdint.h>

// Bytes of a reply without its PEC, and how many replies of that size there can be. Two more than are published at once
// are needed: one is filled while another is still being read. A board may set other numbers.
#define REPLY_SMALL_BYTES 7u
#define REPLY_MEDIUM_BYTES 39u
/** Largest reply: the count and 255 bytes of a block. */
#define REPLY_LARGE_BYTES 256u
#ifndef REPLY_SMALL_COUNT
#define REPLY_SMALL_COUNT 130u
#endif
#ifndef REPLY_MEDIUM_COUNT
#define REPLY_MEDIUM_COUNT 34u
#endif
#ifndef REPLY_LARGE_COUNT
#define REPLY_LARGE_COUNT 10u
#endif

#define REPLY_SIZES 3u
#define REPLY_COUNT (REPLY_SMALL_COUNT + REPLY_MEDIUM_COUNT + REPLY_LARGE_COUNT)

/** A reply as it goes out. Never changed while the table or a read points to it. */
struct reply_slot {
  uint8_t *bytes;
  /** Bytes to send, the PEC of a plain read included: at least 1. */
  uint16_t length;
  /** Which free list it belongs to. */
  uint8_t size;
  /** `bytes[0]` once more: one look-up less before the first byte of a read. */
  uint8_t first;
  struct reply_slot *next_free;
};

struct reply_pool {
  struct reply_slot *free[REPLY_SIZES];
  struct reply_slot slots[REPLY_COUNT];
  uint8_t small[REPLY_SMALL_COUNT][REPLY_SMALL_BYTES + 1u];
  uint8_t medium[REPLY_MEDIUM_COUNT][REPLY_MEDIUM_BYTES + 1u];
  uint8_t large[REPLY_LARGE_COUNT][REPLY_LARGE_BYTES + 1u];
};

void reply_pool_init(struct reply_pool *pool);

/** A slot for `length` bytes and the PEC, or NULL where the memory is used up or no reply is so long. */
struct reply_slot *reply_pool_take(struct reply_pool *pool, size_t length);

void reply_pool_return(struct reply_pool *pool, struct reply_slot *slot);

#endif
