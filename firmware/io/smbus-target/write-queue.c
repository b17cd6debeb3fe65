// Writes on their way to the firmware. See write-queue.h.
#include "write-queue.h"

#include <stdatomic.h>

#include "../port.h"

RACKLET_RAM_CODE void write_queue_push(struct write_queue *queue, uint8_t code, uint16_t length) {
  struct queued_write *slot = write_queue_next(queue);
  uint16_t token = (uint16_t)(queue->last_token + 1u);
  if (token == 0u) token = 1u;
  queue->last_token = token;
  slot->token = token;
  slot->length = length;
  slot->code = code;
  atomic_signal_fence(memory_order_seq_cst);
  queue->pushed = queue->pushed + 1u;
}

uint16_t write_queue_take(struct write_queue *queue, uint8_t *bytes, uint16_t *count) {
  const uint32_t taken = queue->taken;
  if (queue->pushed == taken) return 0u;
  uint32_t place = 0u;
  while (place < WRITE_QUEUE_OUT && queue->out[place] != 0u) place++;
  if (place == WRITE_QUEUE_OUT) return 0u;
  atomic_signal_fence(memory_order_seq_cst);
  const struct queued_write *slot = &queue->slots[taken % WRITE_QUEUE_DEPTH];
  const uint16_t token = slot->token;
  bytes[0] = slot->code;
  for (uint32_t i = 0u; i < slot->length; i++) bytes[1u + i] = slot->data[i];
  *count = (uint16_t)(slot->length + 1u);
  queue->out[place] = token;
  atomic_signal_fence(memory_order_seq_cst);
  queue->taken = taken + 1u;
  return token;
}

bool write_queue_done(struct write_queue *queue, uint16_t token) {
  if (token == 0u) return false;
  for (uint32_t place = 0u; place < WRITE_QUEUE_OUT; place++) {
    if (queue->out[place] != token) continue;
    queue->out[place] = 0u;
    queue->finished = queue->finished + 1u;
    return true;
  }
  return false;
}
