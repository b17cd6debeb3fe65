// Fuzzes the SMBus target core: bytes are events and calls in any order, also in orders that no bus produces. What must hold
// whatever comes stands as `require`.
#include <stdint.h>

#include "../../../firmware/io/smbus-target/pec.h"
#include "../../../firmware/io/smbus-target/smbus-target.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ADDRESS 0x13u
#define CODES 8u

struct harness {
  struct smbus_target target;
  const uint8_t *at;
  const uint8_t *end;
  /** A stretch is under way: SCL is held low. */
  bool is_held;
  bool is_timer_running;
  uint32_t announcements;
  bool poison;
  /** Of the firmware. */
  uint16_t tokens[WRITE_QUEUE_OUT];
  uint32_t out;
  uint32_t taken;
  /** What the firmware published last. */
  uint8_t published[CODES][REPLY_LARGE_BYTES];
  uint32_t published_length[CODES];
};

static struct harness harness;

static void on_announce(void *context) {
  (void)context;
  harness.announcements++;
}

static void on_release(void *context, int answer) {
  (void)context;
  require(harness.is_held, "released only what is held");
  require(!harness.poison || (answer >= 0 && answer <= 0xff), "a byte in profile poison");
  require(harness.poison || answer == SMBUS_ACK || answer == SMBUS_NACK, "an acknowledge in profile nack");
  harness.is_held = false;
}

static void on_start_timer(void *context) {
  (void)context;
  require(!harness.is_timer_running, "one timer at a time");
  harness.is_timer_running = true;
}

static void on_cancel_timer(void *context) {
  (void)context;
  require(harness.is_timer_running, "only a running timer is cancelled");
  harness.is_timer_running = false;
}

static uint8_t next(void) {
  return harness.at < harness.end ? *harness.at++ : 0u;
}

/** Small codes are met often. */
static uint8_t next_code(void) {
  return (uint8_t)(next() % CODES);
}

static int heard(int answer, int is_byte) {
  if (answer == SMBUS_STRETCH) {
    require(harness.is_timer_running, "a stretch has its timer");
    require(write_queue_is_pending(&harness.target.queue), "a stretch only while a write is pending");
    harness.is_held = true;
  } else {
    require(answer >= 0 && answer <= (is_byte ? 0xff : 1), "an answer that there is");
  }
  return answer;
}

/** A bus event that is not the end of a stretch ends it: the controller went away. */
static void let_go(void) {
  harness.is_held = false;
}

/** A well-formed read of a code, with no write pending: the bytes that were published, their PEC, then 0xFF. */
static void read_whole(void) {
  struct smbus_target *target = &harness.target;
  const uint8_t code = next_code();
  let_go();
  smbus_target_stopped(target);
  require(target->reading == NULL && target->phase == SMBUS_PHASE_IDLE, "idle after STOP");
  if (write_queue_is_pending(&target->queue) || target->closed) return;
  smbus_target_addressed(target, false);
  smbus_target_received(target, code);
  const bool is_published = target->replies[code] != NULL;
  int first;
  if (harness.poison) {
    first = smbus_target_read_request(target);
  } else {
    const bool is_given = smbus_target_addressed(target, true) == SMBUS_ACK;
    require(is_given == is_published, "acknowledged if published");
    first = is_given ? smbus_target_requested(target) : -2;
  }
  require(first != SMBUS_STRETCH, "never stretched without a pending write");
  if (is_published) {
    uint8_t crc = pec_byte(pec_byte(pec_byte(0u, ADDRESS << 1), code), (ADDRESS << 1) | 1u);
    int byte = first;
    for (uint32_t i = 0u; i < harness.published_length[code]; i++) {
      require(byte == harness.published[code][i], "a byte as published");
      crc = pec_byte(crc, (uint8_t)byte);
      byte = smbus_target_requested(target);
    }
    require(byte == crc, "the PEC behind it");
    require(smbus_target_requested(target) == SMBUS_IDLE_BYTE, "0xFF behind the PEC");
  } else if (harness.poison) {
    uint8_t crc = pec_byte(pec_byte(pec_byte(0u, ADDRESS << 1), code), (ADDRESS << 1) | 1u);
    require(first == 0xff, "0xFF where a read is refused");
    for (uint32_t i = 0u; i < 8u; i++) {
      crc = pec_byte(crc, (uint8_t)first);
      first = smbus_target_requested(target);
      require(first != crc, "a refused read has no valid PEC");
    }
  }
  smbus_target_stopped(target);
}

static void publish(void) {
  const uint8_t code = next_code();
  const uint32_t length = next() % 16u == 0u ? REPLY_LARGE_BYTES : next() % 48u;
  uint8_t bytes[REPLY_LARGE_BYTES];
  for (uint32_t i = 0u; i < length; i++) bytes[i] = (uint8_t)(next() + i);
  const enum smbus_status status = smbus_target_publish(&harness.target, code, bytes, length);
  require(status == (harness.target.closed ? SMBUS_CLOSED : SMBUS_OK), "a few codes always fit");
  if (status != SMBUS_OK) return;
  for (uint32_t i = 0u; i < length; i++) harness.published[code][i] = bytes[i];
  harness.published_length[code] = length;
}

static void take(void) {
  uint8_t bytes[1u + LONGEST_WRITE];
  uint16_t count = 0u;
  const uint32_t written = harness.target.counters[SMBUS_WRITES];
  const uint16_t token = smbus_target_read(&harness.target, bytes, &count);
  if (token == 0u) return;
  harness.taken++;
  require(count >= 1u && count <= sizeof bytes, "a write has a code and fits");
  require(harness.taken <= written, "no more writes handed over than were counted");
  require(harness.out < WRITE_QUEUE_OUT, "no more out than can be");
  harness.tokens[harness.out++] = token;
}

static void done(void) {
  if (harness.out == 0u) {
    smbus_target_done(&harness.target, next());
    return;
  }
  const uint32_t which = next() % harness.out;
  const uint16_t token = harness.tokens[which];
  harness.tokens[which] = harness.tokens[--harness.out];
  const bool was_held = harness.is_held && !harness.target.closed;
  smbus_target_done(&harness.target, token);
  if (was_held && harness.target.queue.pushed == harness.target.queue.finished) {
    require(!harness.is_held, "SCL is released when the last write is done");
  }
}

static void accept(uint8_t operation) {
  const uint8_t code = next_code();
  const uint32_t shortest = next() % 8u;
  const uint32_t longest = next() % 16u == 0u ? LONGEST_WRITE : shortest + next() % 4u;
  if (operation % 2u == 0u) {
    smbus_target_accept(&harness.target, code, shortest, longest);
  } else {
    smbus_target_accept_process(&harness.target, code, shortest, longest);
  }
}

/** A write with a PEC that is right, so that the queue fills. */
static void write_whole(void) {
  struct smbus_target *target = &harness.target;
  let_go();
  smbus_target_addressed(target, false);
  const uint8_t code = next_code();
  uint8_t crc = pec_byte(pec_byte(0u, ADDRESS << 1), code);
  smbus_target_received(target, code);
  for (uint32_t left = next() % 4u; left > 0u; left--) {
    const uint8_t byte = next();
    crc = pec_byte(crc, byte);
    smbus_target_received(target, byte);
  }
  smbus_target_received(target, crc);
  smbus_target_stopped(target);
}

static void expire(void) {
  if (!harness.is_timer_running) return;
  harness.is_timer_running = false;
  smbus_target_barrier_expired(&harness.target);
  require(!harness.is_held, "SCL is released when the barrier expires");
}

static void bus_event(uint8_t operation) {
  struct smbus_target *target = &harness.target;
  switch (operation) {
    case 0: let_go(); heard(smbus_target_addressed(target, false), 0); break;
    case 1: let_go(); heard(smbus_target_addressed(target, true), 0); break;
    case 2: let_go(); smbus_target_deselected(target); break;
    case 3: if (!harness.is_held) heard(smbus_target_received(target, next()), 0); break;
    case 4: if (!harness.is_held) heard(smbus_target_received(target, next_code()), 0); break;
    case 5: if (!harness.is_held) heard(smbus_target_requested(target), 1); break;
    case 6: if (!harness.is_held && harness.poison) heard(smbus_target_read_request(target), 1); break;
    case 7: smbus_target_collided(target); break;
    case 8: let_go(); smbus_target_stopped(target); break;
    case 9: let_go(); smbus_target_clock_timeout(target); break;
    default: expire(); break;
  }
}

static void firmware_call(uint8_t operation) {
  struct smbus_target *target = &harness.target;
  switch (operation) {
    case 11: publish(); break;
    case 12: smbus_target_withdraw(target, next_code()); break;
    case 13:
    case 14: accept(operation); break;
    case 15: smbus_target_forbid(target, next_code()); break;
    case 16:
    case 17: take(); break;
    case 18:
    case 19: done(); break;
    case 20: smbus_target_suspend(target); break;
    case 21: smbus_target_resume(target); break;
    case 22: read_whole(); break;
    case 23: write_whole(); break;
    default: if (next() == 0xa5u) smbus_target_close(target); break;
  }
}

static void check(void) {
  const struct smbus_target *target = &harness.target;
  require(target->queue.pushed - target->queue.taken <= WRITE_QUEUE_DEPTH, "no more than eight writes wait");
  require(harness.is_held == target->waiting, "SCL is low exactly while the core waits");
  require(target->waiting == harness.is_timer_running, "the timer runs exactly while the core waits");
  require(!target->closed || !target->waiting, "a closed port holds nothing");
  require(target->phase == SMBUS_PHASE_READ || target->reading == NULL, "no reply is held outside of a read");
  require(target->phase == SMBUS_PHASE_READ || target->next == target->end, "nothing to send outside of a read");
  uint32_t refused = 0u;
  for (uint32_t i = SMBUS_UNKNOWN_CODE; i <= SMBUS_CLOCK_TIMEOUT; i++) refused += target->counters[i];
  require(target->refusals == refused + target->counters[SMBUS_COLLISIONS], "each refusal has exactly one reason");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const struct harness fresh;
  const struct smbus_environment environment = {NULL, on_announce, on_release, on_start_timer, on_cancel_timer};
  harness = fresh;
  harness.at = data;
  harness.end = data + size;
  harness.poison = next() % 2u == 1u;
  smbus_target_init(&harness.target, ADDRESS, harness.poison, &environment);
  while (harness.at < harness.end) {
    const uint8_t operation = (uint8_t)(next() % 25u);
    if (operation < 11u) {
      bus_event(operation);
    } else {
      firmware_call(operation);
    }
    check();
  }
  return 0;
}
