// The firmware's side of the SMBus target core: publish, take, done. Runs in the main thread. See smbus-target.h.
#include <stdatomic.h>

#include "../port.h"
#include "pec.h"
#include "smbus-target-internal.h"
#include "smbus-target.h"

void smbus_target_init(struct smbus_target *target, uint8_t address, bool poison,
                       const struct smbus_environment *environment) {
  uint8_t *bytes = (uint8_t *)target;
  for (size_t i = 0u; i < sizeof *target; i++) bytes[i] = 0u;
  reply_pool_init(&target->pool);
  target->write_address = (uint8_t)(address << 1);
  target->poison = poison;
  target->environment = *environment;
}

/** Takes back the replaced reply once no read is under way on it. */
static void reclaim(struct smbus_target *target) {
  struct reply_slot *held = target->held;
  if (held == NULL || target->reading == held) return;
  target->held = NULL;
  reply_pool_return(&target->pool, held);
}

/** One word store: the interrupt sees the old reply or the new one. */
static void replace(struct smbus_target *target, uint8_t code, struct reply_slot *reply) {
  struct reply_slot *old = target->replies[code];
  atomic_signal_fence(memory_order_seq_cst);
  target->replies[code] = reply;
  if (old == NULL) return;
  if (target->reading == old) {
    // At most one is held. The one before is not read any more: its read may have ended since it was last looked at.
    reclaim(target);
    target->held = old;
  } else {
    reply_pool_return(&target->pool, old);
  }
}

enum smbus_status smbus_target_publish(struct smbus_target *target, uint8_t code, const uint8_t *bytes, size_t length) {
  if (target->closed) return SMBUS_CLOSED;
  if (length > REPLY_LARGE_BYTES) return SMBUS_BAD_LENGTH;
  reclaim(target);
  struct reply_slot *reply = reply_pool_take(&target->pool, length);
  if (reply == NULL) return SMBUS_NO_MEMORY;
  uint8_t crc = pec_byte(0u, target->write_address);
  crc = pec_byte(crc, code);
  crc = pec_byte(crc, (uint8_t)(target->write_address | 1u));
  for (size_t i = 0u; i < length; i++) {
    reply->bytes[i] = bytes[i];
    crc = pec_byte(crc, bytes[i]);
  }
  reply->bytes[length] = crc;
  reply->first = reply->bytes[0];
  reply->length = (uint16_t)(length + 1u);
  replace(target, code, reply);
  return SMBUS_OK;
}

enum smbus_status smbus_target_withdraw(struct smbus_target *target, uint8_t code) {
  if (target->closed) return SMBUS_CLOSED;
  reclaim(target);
  replace(target, code, NULL);
  return SMBUS_OK;
}

static enum smbus_status set_range(struct smbus_target *target, volatile uint32_t *range, uint32_t shortest,
                                   uint32_t longest) {
  if (target->closed) return SMBUS_CLOSED;
  if (shortest > longest || longest > LONGEST_WRITE) return SMBUS_BAD_LENGTH;
  *range = SMBUS_RANGE_TAKEN | SMBUS_RANGE_KNOWN | (longest << 16) | shortest;
  return SMBUS_OK;
}

enum smbus_status smbus_target_accept(struct smbus_target *target, uint8_t code, uint32_t shortest, uint32_t longest) {
  return set_range(target, &target->writes[code], shortest, longest);
}

enum smbus_status smbus_target_accept_process(struct smbus_target *target, uint8_t code, uint32_t shortest,
                                              uint32_t longest) {
  return set_range(target, &target->processes[code], shortest, longest);
}

enum smbus_status smbus_target_forbid(struct smbus_target *target, uint8_t code) {
  if (target->closed) return SMBUS_CLOSED;
  target->writes[code] = target->writes[code] & SMBUS_RANGE_KNOWN;
  target->processes[code] = target->processes[code] & SMBUS_RANGE_KNOWN;
  return SMBUS_OK;
}

uint16_t smbus_target_read(struct smbus_target *target, uint8_t *bytes, uint16_t *count) {
  *count = 0u;
  if (target->closed) return 0u;
  const uint16_t token = write_queue_take(&target->queue, bytes, count);
  if (token != 0u) return token;
  // Nothing waits: the next write is announced again. Looked at once more, or one that came just now would stay unannounced.
  const uint32_t state = RACKLET_IRQ_SAVE();
  if (target->queue.pushed == target->queue.taken) target->announced = false;
  RACKLET_IRQ_RESTORE(state);
  return 0u;
}

void smbus_target_done(struct smbus_target *target, uint16_t token) {
  if (target->closed || !write_queue_done(&target->queue, token)) return;
  const uint32_t state = RACKLET_IRQ_SAVE();
  if (target->waiting && !write_queue_is_pending(&target->queue)) {
    smbus_target_stop_waiting(target);
    const int answer = target->poison ? smbus_target_first_byte(target) : smbus_target_answer_read_address(target);
    target->environment.release(target->environment.context, answer);
  }
  RACKLET_IRQ_RESTORE(state);
}

void smbus_target_counters(const struct smbus_target *target, uint32_t out[SMBUS_COUNTER_COUNT]) {
  for (uint32_t i = 0u; i < SMBUS_COUNTER_COUNT; i++) out[i] = target->counters[i];
}

bool smbus_target_suspend(struct smbus_target *target) {
  if (target->closed) return false;
  const uint32_t state = RACKLET_IRQ_SAVE();
  const bool is_idle = !write_queue_is_pending(&target->queue);
  if (is_idle) target->suspended = true;
  RACKLET_IRQ_RESTORE(state);
  return is_idle;
}

void smbus_target_resume(struct smbus_target *target) {
  target->suspended = false;
}

void smbus_target_close(struct smbus_target *target) {
  const uint32_t state = RACKLET_IRQ_SAVE();
  if (!target->closed) {
    const bool was_waiting = target->waiting;
    smbus_target_stop_waiting(target);
    target->closed = true;
    smbus_target_go_idle(target);
    const int answer = target->poison ? (int)SMBUS_IDLE_BYTE : SMBUS_NACK;
    if (was_waiting) target->environment.release(target->environment.context, answer);
  }
  RACKLET_IRQ_RESTORE(state);
}
