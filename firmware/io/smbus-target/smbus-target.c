// Events of the bus: the part of the SMBus target core that runs in the interrupt. See smbus-target.h.
#include "smbus-target.h"

#include "../port.h"
#include "pec.h"
#include "smbus-target-internal.h"

// Reasons, refusals, announcements.

RACKLET_RAM_CODE static void announce(struct smbus_target *target) {
  if (target->announced || target->closed) return;
  target->announced = true;
  target->environment.announce(target->environment.context);
}

RACKLET_RAM_CODE static void count_up(struct smbus_target *target, uint32_t counter) {
  target->counters[counter] = target->counters[counter] + 1u;
}

RACKLET_RAM_CODE static void refuse(struct smbus_target *target, uint8_t reason) {
  target->refusal = reason;
  target->armed = NULL;
  count_up(target, reason);
  target->refusals = target->refusals + 1u;
  target->counters[SMBUS_LAST_REFUSED_CODE] = target->code;
  announce(target);
}

// The barrier.

RACKLET_RAM_CODE void smbus_target_stop_waiting(struct smbus_target *target) {
  if (!target->waiting) return;
  target->waiting = false;
  target->environment.cancel_timer(target->environment.context);
}

RACKLET_RAM_CODE static int wait(struct smbus_target *target) {
  target->waiting = true;
  target->environment.start_timer(target->environment.context);
  return SMBUS_STRETCH;
}

RACKLET_RAM_CODE void smbus_target_go_idle(struct smbus_target *target) {
  target->phase = SMBUS_PHASE_IDLE;
  target->armed = NULL;
  target->reading = NULL;
  target->next = target->end;
  target->pec_open = false;
}

// Writes.

RACKLET_RAM_CODE static int start_write(struct smbus_target *target) {
  smbus_target_go_idle(target);
  target->phase = SMBUS_PHASE_CODE;
  target->count = 0u;
  target->refusal = 0u;
  target->crc = pec_byte(0u, target->write_address);
  return SMBUS_ACK;
}

RACKLET_RAM_CODE static uint8_t take_code(struct smbus_target *target, uint8_t code) {
  target->phase = SMBUS_PHASE_DATA;
  target->code = code;
  const uint32_t ranges = target->writes[code] | target->processes[code];
  if (target->replies[code] == NULL && (ranges & SMBUS_RANGE_KNOWN) == 0u) return SMBUS_UNKNOWN_CODE;
  // Nothing becomes pending between a code and a read right behind it.
  if (!write_queue_is_pending(&target->queue)) target->armed = &target->replies[code];
  return 0u;
}

static inline bool is_taken(uint32_t range) {
  return (range & SMBUS_RANGE_TAKEN) != 0u;
}

static inline uint32_t shortest_of(uint32_t range) {
  return range & 0x1ffu;
}

static inline uint32_t longest_of(uint32_t range) {
  return (range >> 16) & 0x1ffu;
}

/** Bytes after the code that may come: a write's data and PEC, or a process call's data. */
RACKLET_RAM_CODE static uint32_t most_bytes(uint32_t write, uint32_t process) {
  const uint32_t written = is_taken(write) ? longest_of(write) + 1u : 0u;
  const uint32_t called = is_taken(process) ? longest_of(process) : 0u;
  return written > called ? written : called;
}

/** @returns the reason to refuse this byte, if there is a new one. */
RACKLET_RAM_CODE static uint8_t take_data(struct smbus_target *target, uint8_t byte) {
  target->armed = NULL;
  if (target->refusal != 0u) return 0u;
  const uint32_t write = target->writes[target->code];
  const uint32_t process = target->processes[target->code];
  if (target->count == 0u) {
    if (!is_taken(write) && !is_taken(process)) return SMBUS_NOT_WRITABLE;
    if (write_queue_is_full(&target->queue) || target->suspended) return SMBUS_BUSY;
  }
  if (target->count >= most_bytes(write, process)) return SMBUS_WRONG_LENGTH;
  write_queue_next(&target->queue)->data[target->count++] = byte;
  const bool is_pec = is_taken(write) && !is_taken(process) && shortest_of(write) == longest_of(write) &&
                      target->count == longest_of(write) + 1u;
  return is_pec && target->crc != 0u ? SMBUS_BAD_PEC : 0u;
}

RACKLET_RAM_CODE static void enqueue(struct smbus_target *target, uint32_t length) {
  if (write_queue_is_full(&target->queue) || target->suspended) {
    refuse(target, SMBUS_BUSY);
    return;
  }
  write_queue_push(&target->queue, target->code, (uint16_t)length);
  count_up(target, SMBUS_WRITES);
  announce(target);
}

/** STOP behind data: all is known now. The code over a message and its PEC is 0. */
RACKLET_RAM_CODE static void finish_write(struct smbus_target *target) {
  const uint32_t range = target->writes[target->code];
  const uint32_t bytes = target->count;
  if (!is_taken(range) || bytes < shortest_of(range) + 1u || bytes > longest_of(range) + 1u) {
    refuse(target, SMBUS_WRONG_LENGTH);
  } else if (target->crc != 0u) {
    refuse(target, SMBUS_BAD_PEC);
  } else {
    enqueue(target, bytes - 1u);
  }
}

// Reads.

/** The write half of a process call: queued at the repeated START. */
RACKLET_RAM_CODE static void call_process(struct smbus_target *target) {
  const uint32_t range = target->processes[target->code];
  if (!is_taken(range)) {
    refuse(target, SMBUS_NOT_WRITABLE);
  } else if (target->count < shortest_of(range) || target->count > longest_of(range)) {
    refuse(target, SMBUS_WRONG_LENGTH);
  } else {
    enqueue(target, target->count);
  }
}

/** Fixes the bytes of this read: what is published now, or a refusal. */
RACKLET_RAM_CODE static void resolve(struct smbus_target *target) {
  target->resolved = true;
  if (target->refusal != 0u) return;
  struct reply_slot *reply = target->replies[target->code];
  if (reply == NULL) {
    refuse(target, SMBUS_UNKNOWN_CODE);
    return;
  }
  target->reading = reply;
  target->pec_open = target->count > 0u;
  target->next = reply->bytes;
  target->end = reply->bytes + reply->length - (target->pec_open ? 1u : 0u);
  count_up(target, SMBUS_READS);
}

RACKLET_RAM_CODE int smbus_target_answer_read_address(struct smbus_target *target) {
  resolve(target);
  return target->refusal == 0u ? SMBUS_ACK : SMBUS_NACK;
}

/** 0xFF, but never a byte that would be the PEC of those before it. */
RACKLET_RAM_CODE static int poison_byte(struct smbus_target *target) {
  const uint8_t byte = target->poison_begun && target->crc == SMBUS_IDLE_BYTE ? 0u : SMBUS_IDLE_BYTE;
  target->crc = pec_byte(target->crc, byte);
  target->poison_begun = true;
  return byte;
}

RACKLET_RAM_CODE static int next_byte(struct smbus_target *target) {
  if (target->refusal != 0u) return poison_byte(target);
  if (target->next != target->end) {
    const uint8_t byte = *target->next++;
    if (target->pec_open) target->crc = pec_byte(target->crc, byte);
    return byte;
  }
  if (!target->pec_open) return SMBUS_IDLE_BYTE;
  target->pec_open = false;
  return target->crc;
}

RACKLET_RAM_CODE int smbus_target_first_byte(struct smbus_target *target) {
  resolve(target);
  return next_byte(target);
}

RACKLET_RAM_CODE static int start_read(struct smbus_target *target) {
  const uint8_t phase = target->phase;
  smbus_target_go_idle(target);
  target->phase = SMBUS_PHASE_READ;
  target->crc = pec_byte(target->crc, (uint8_t)(target->write_address | 1u));
  target->poison_begun = false;
  target->given_up = false;
  target->resolved = false;
  if (phase != SMBUS_PHASE_DATA) {
    target->resolved = true;
    target->refusal = 0u;
    count_up(target, SMBUS_PROBES);
    return SMBUS_ACK;
  }
  if (target->refusal == 0u && target->count > 0u) call_process(target);
  if (target->poison) return SMBUS_ACK;
  if (target->refusal == 0u && write_queue_is_pending(&target->queue)) return wait(target);
  return smbus_target_answer_read_address(target);
}

// Events.

RACKLET_RAM_CODE int smbus_target_addressed(struct smbus_target *target, bool read) {
  smbus_target_stop_waiting(target);
  if (target->closed) {
    smbus_target_go_idle(target);
    return SMBUS_NACK;
  }
  return read ? start_read(target) : start_write(target);
}

RACKLET_RAM_CODE void smbus_target_deselected(struct smbus_target *target) {
  smbus_target_stop_waiting(target);
  smbus_target_go_idle(target);
}

RACKLET_RAM_CODE int smbus_target_received(struct smbus_target *target, uint8_t byte) {
  if (target->phase == SMBUS_PHASE_CODE || target->phase == SMBUS_PHASE_DATA) {
    target->crc = pec_byte(target->crc, byte);
    const uint8_t reason = target->phase == SMBUS_PHASE_CODE ? take_code(target, byte) : take_data(target, byte);
    if (reason != 0u) refuse(target, reason);
    return target->refusal != 0u && !target->poison ? SMBUS_NACK : SMBUS_ACK;
  }
  return target->poison ? SMBUS_ACK : SMBUS_NACK;
}

RACKLET_RAM_CODE int smbus_target_requested(struct smbus_target *target) {
  if (target->phase != SMBUS_PHASE_READ || target->given_up) return SMBUS_IDLE_BYTE;
  if (target->resolved) return next_byte(target);
  if (target->refusal == 0u && write_queue_is_pending(&target->queue)) return wait(target);
  return smbus_target_first_byte(target);
}

RACKLET_RAM_CODE int smbus_target_read_request_slow(struct smbus_target *target) {
  if (target->phase != SMBUS_PHASE_READ && smbus_target_addressed(target, true) == SMBUS_NACK) return SMBUS_IDLE_BYTE;
  return smbus_target_requested(target);
}

RACKLET_RAM_CODE void smbus_target_collided(struct smbus_target *target) {
  if (target->phase != SMBUS_PHASE_READ || target->given_up) return;
  target->given_up = true;
  count_up(target, SMBUS_COLLISIONS);
  target->refusals = target->refusals + 1u;
  announce(target);
}

RACKLET_RAM_CODE void smbus_target_stopped(struct smbus_target *target) {
  smbus_target_stop_waiting(target);
  const uint8_t phase = target->phase;
  smbus_target_go_idle(target);
  if (phase == SMBUS_PHASE_CODE) {
    count_up(target, SMBUS_PROBES);
  } else if (phase == SMBUS_PHASE_DATA && target->refusal == 0u) {
    finish_write(target);
  }
}

RACKLET_RAM_CODE void smbus_target_clock_timeout(struct smbus_target *target) {
  if (target->phase == SMBUS_PHASE_IDLE) return;
  smbus_target_stop_waiting(target);
  smbus_target_go_idle(target);
  count_up(target, SMBUS_CLOCK_TIMEOUT);
  target->refusals = target->refusals + 1u;
  announce(target);
}

RACKLET_RAM_CODE void smbus_target_barrier_expired(struct smbus_target *target) {
  if (!target->waiting) return;
  target->waiting = false;
  refuse(target, SMBUS_BARRIER_EXPIRED);
  const int answer = target->poison ? smbus_target_first_byte(target) : SMBUS_NACK;
  target->environment.release(target->environment.context, answer);
}
