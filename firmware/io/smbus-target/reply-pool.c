// Memory of published replies. See reply-pool.h.
#include "reply-pool.h"

static const uint16_t capacity[REPLY_SIZES] = {REPLY_SMALL_BYTES, REPLY_MEDIUM_BYTES, REPLY_LARGE_BYTES};

static void add(struct reply_pool *pool, struct reply_slot *slot, uint8_t size, uint8_t *bytes) {
  slot->bytes = bytes;
  slot->length = 0u;
  slot->size = size;
  reply_pool_return(pool, slot);
}

void reply_pool_init(struct reply_pool *pool) {
  struct reply_slot *slot = pool->slots;
  for (size_t size = 0u; size < REPLY_SIZES; size++) pool->free[size] = NULL;
  for (size_t i = 0u; i < REPLY_SMALL_COUNT; i++) add(pool, slot++, 0u, pool->small[i]);
  for (size_t i = 0u; i < REPLY_MEDIUM_COUNT; i++) add(pool, slot++, 1u, pool->medium[i]);
  for (size_t i = 0u; i < REPLY_LARGE_COUNT; i++) add(pool, slot++, 2u, pool->large[i]);
}

struct reply_slot *reply_pool_take(struct reply_pool *pool, size_t length) {
  for (size_t size = 0u; size < REPLY_SIZES; size++) {
    struct reply_slot *slot = pool->free[size];
    if (length > capacity[size] || slot == NULL) continue;
    pool->free[size] = slot->next_free;
    slot->next_free = NULL;
    return slot;
  }
  return NULL;
}

void reply_pool_return(struct reply_pool *pool, struct reply_slot *slot) {
  slot->next_free = pool->free[slot->size];
  pool->free[slot->size] = slot;
}
