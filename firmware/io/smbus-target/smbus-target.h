// The SMBus target port as a portable core: events of the bus in, answers out. Contract: README.md of this folder; the same
// rules as the TypeScript port, held by one conformance suite. No SDK, no allocation, no floating point, no libc.
//
// Two sides. Events come from the interrupt (one at a time, never nested); the firmware's calls come from the main thread of
// the same processor and may be interrupted by events anywhere. Where the firmware's side needs both to stand still it uses
// RACKLET_IRQ_SAVE of port.h.
#ifndef RACKLET_SMBUS_TARGET_H
#define RACKLET_SMBUS_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reply-pool.h"
#include "write-queue.h"

/** Answers of events. A byte to send is 0..255. */
#define SMBUS_NACK 0
#define SMBUS_ACK 1
/** Hold SCL low: the answer comes through `release`. */
#define SMBUS_STRETCH (-1)
#define SMBUS_IDLE_BYTE 0xffu

/** Longest time that a read waits for the firmware (rule 2). */
#define SMBUS_BARRIER_MS 10u

/** Indexes of `counters`, the same as in counters.ts. */
enum smbus_counter {
  SMBUS_READS = 0,
  SMBUS_WRITES = 1,
  SMBUS_PROBES = 2,
  SMBUS_UNKNOWN_CODE = 3,
  SMBUS_NOT_WRITABLE = 4,
  SMBUS_BAD_PEC = 5,
  SMBUS_WRONG_LENGTH = 6,
  SMBUS_BUSY = 7,
  SMBUS_BARRIER_EXPIRED = 8,
  SMBUS_CLOCK_TIMEOUT = 9,
  SMBUS_LAST_REFUSED_CODE = 10,
  SMBUS_COLLISIONS = 11,
  SMBUS_COUNTER_COUNT = 12
};

/** What became of a call of the firmware's side. */
enum smbus_status { SMBUS_OK = 0, SMBUS_NO_MEMORY = 1, SMBUS_BAD_LENGTH = 2, SMBUS_CLOSED = 3 };

/** What the core needs from around it. All of it may be called from the interrupt: place it in RAM. */
struct smbus_environment {
  void *context;
  /** Writes wait or something was refused: wake the firmware, later. */
  void (*announce)(void *context);
  /** Ends a stretch: profile `nack`: SMBUS_ACK or SMBUS_NACK of the read address; `poison`: the first byte. */
  void (*release)(void *context, int answer);
  /** Call `smbus_target_barrier_expired` once after SMBUS_BARRIER_MS, unless cancelled. */
  void (*start_timer)(void *context);
  void (*cancel_timer)(void *context);
};

enum smbus_phase { SMBUS_PHASE_IDLE = 0, SMBUS_PHASE_CODE = 1, SMBUS_PHASE_DATA = 2, SMBUS_PHASE_READ = 3 };

/** Ranges of bytes after a code, in one word each: taken, ever taken, longest, shortest. */
#define SMBUS_RANGE_TAKEN 0x80000000u
#define SMBUS_RANGE_KNOWN 0x40000000u

/** One port. Its fields are the core's own; they are here so that it can be a static object and the fast path inline. */
struct smbus_target {
  /** Of a read under way: the bytes still to go out. */
  const uint8_t *next;
  const uint8_t *end;
  /** Set while a code that is known, with no write pending, stands alone before a repeated START: its place in `replies`. */
  struct reply_slot *volatile *armed;
  /** The reply that the interrupt may still read. */
  struct reply_slot *volatile reading;
  uint8_t phase;
  uint8_t code;
  uint8_t crc;
  uint8_t write_address;
  /** Reason, an index of the counters; 0 is none. */
  uint8_t refusal;
  bool poison;
  bool resolved;
  /** The reply's PEC is not the one in the slot: a process call. */
  bool pec_open;
  bool given_up;
  /** A refused read gave its first byte. */
  bool poison_begun;
  volatile bool waiting;
  volatile bool announced;
  volatile bool suspended;
  volatile bool closed;
  /** Bytes after the code so far. */
  uint16_t count;
  volatile uint32_t refusals;
  volatile uint32_t counters[SMBUS_COUNTER_COUNT];
  struct write_queue queue;
  struct smbus_environment environment;
  struct reply_slot *volatile replies[256];
  volatile uint32_t writes[256];
  volatile uint32_t processes[256];
  /** The reply that was replaced while a read of it was under way. */
  struct reply_slot *held;
  struct reply_pool pool;
};

// Events of the bus, from the interrupt.

/** START or repeated START with this target's address. @returns SMBUS_ACK, SMBUS_NACK or SMBUS_STRETCH */
int smbus_target_addressed(struct smbus_target *target, bool read);
/** START or repeated START with another address, where the hardware shows it: the message is no longer this target's. */
void smbus_target_deselected(struct smbus_target *target);
/** A byte from the controller. @returns SMBUS_ACK or SMBUS_NACK */
int smbus_target_received(struct smbus_target *target, uint8_t byte);
/** The controller clocks a byte out of the read that was announced by `addressed`. @returns it, or SMBUS_STRETCH */
int smbus_target_requested(struct smbus_target *target);
/** A bit of the byte given last was left high and found low. */
void smbus_target_collided(struct smbus_target *target);
void smbus_target_stopped(struct smbus_target *target);
/** SCL was low for 25 ms. */
void smbus_target_clock_timeout(struct smbus_target *target);
/** The timer that `start_timer` asked for. */
void smbus_target_barrier_expired(struct smbus_target *target);

/** The way of `smbus_target_read_request` where it is not the plain read of a published code. */
int smbus_target_read_request_slow(struct smbus_target *target);

/** The reply to a plain read of a published code, or NULL where the read is another matter. */
static inline struct reply_slot *smbus_target_plain_reply(const struct smbus_target *target) {
  struct reply_slot *volatile *armed = target->armed;
  return armed == NULL ? NULL : *armed;
}

/** The same where a write was pending when the code came, and is done by now. */
static inline struct reply_slot *smbus_target_late_reply(const struct smbus_target *target) {
  if (target->phase != SMBUS_PHASE_DATA || target->count != 0u || target->refusal != 0u) return NULL;
  return write_queue_is_pending(&target->queue) ? NULL : target->replies[target->code];
}

/**
 * The read that is asked for begins with SMBUS_IDLE_BYTE, whatever else is to be noted of it: it is refused, it is the read of a
 * known code without a reply, or no code came before it. Ask where `smbus_target_plain_reply` gave NULL.
 */
static inline bool smbus_target_begins_idle(const struct smbus_target *target) {
  if (target->armed != NULL) return true;
  return target->phase == SMBUS_PHASE_DATA ? target->refusal != 0u : target->phase != SMBUS_PHASE_READ;
}

/** Notes that the first byte of `reply` went out. */
static inline void smbus_target_begin_reply(struct smbus_target *target, struct reply_slot *reply) {
  target->reading = reply;
  target->armed = NULL;
  target->next = reply->bytes + 1;
  target->end = reply->bytes + reply->length;
  target->phase = SMBUS_PHASE_READ;
  target->resolved = true;
  target->given_up = false;
  target->counters[SMBUS_READS] = target->counters[SMBUS_READS] + 1u;
}

/**
 * For hardware that acknowledges a read by itself (profile poison): one event for the first byte of a read and for each
 * further one. A repeated START inside a read must have been told by `smbus_target_addressed(target, true)`.
 * The plain read of a published code is ready after one table look-up: its PEC was computed when it was published.
 */
static inline int smbus_target_read_request(struct smbus_target *target) {
  struct reply_slot *reply = smbus_target_plain_reply(target);
  if (reply == NULL) return smbus_target_read_request_slow(target);
  smbus_target_begin_reply(target, reply);
  return reply->first;
}

/**
 * The same with the transmit register: the first byte of a plain read is stored there before anything is noted, so that SCL
 * is released as early as can be. @returns false where nothing was stored: a stretch, which `release` ends
 */
static inline bool smbus_target_read_request_into(struct smbus_target *target, volatile uint32_t *transmit) {
  struct reply_slot *reply = smbus_target_plain_reply(target);
  if (reply == NULL) {
    const int answer = smbus_target_read_request_slow(target);
    if (answer == SMBUS_STRETCH) return false;
    *transmit = (uint32_t)answer;
    return true;
  }
  *transmit = reply->first;
  smbus_target_begin_reply(target, reply);
  return true;
}

/** The read under way sends the rest of a slot as it stands: `next` to `end`. */
static inline bool smbus_target_reads_plain(const struct smbus_target *target) {
  return target->refusal == 0u && !target->pec_open && !target->given_up;
}

/** The read under way has bytes of its own to give: for hardware that takes them ahead, in a FIFO. A refused read never ends. */
static inline bool smbus_target_has_more(const struct smbus_target *target) {
  if (target->phase != SMBUS_PHASE_READ || target->given_up) return false;
  return target->refusal != 0u || target->next != target->end || target->pec_open;
}

// The firmware's side.

/** @param address 7 bits. @param poison the refusal profile: true where a byte cannot be refused. */
void smbus_target_init(struct smbus_target *target, uint8_t address, bool poison,
                       const struct smbus_environment *environment);
/** @returns SMBUS_NO_MEMORY where no slot is left: the old reply then stands. Bytes: 0..256. */
enum smbus_status smbus_target_publish(struct smbus_target *target, uint8_t code, const uint8_t *bytes, size_t length);
enum smbus_status smbus_target_withdraw(struct smbus_target *target, uint8_t code);
/** @returns SMBUS_BAD_LENGTH for shortest > longest or longest > LONGEST_WRITE */
enum smbus_status smbus_target_accept(struct smbus_target *target, uint8_t code, uint32_t shortest, uint32_t longest);
enum smbus_status smbus_target_accept_process(struct smbus_target *target, uint8_t code, uint32_t shortest,
                                              uint32_t longest);
enum smbus_status smbus_target_forbid(struct smbus_target *target, uint8_t code);
/**
 * Takes the next write. @param bytes room for 1 + LONGEST_WRITE: the code, then its data. @param count how many.
 * @returns its token, or 0 where none waits (or WRITE_QUEUE_OUT are out, or the port is closed).
 */
uint16_t smbus_target_read(struct smbus_target *target, uint8_t *bytes, uint16_t *count);
void smbus_target_done(struct smbus_target *target, uint16_t token);
void smbus_target_counters(const struct smbus_target *target, uint32_t out[SMBUS_COUNTER_COUNT]);
/** @returns false, and changes nothing, while a write waits or is not done. */
bool smbus_target_suspend(struct smbus_target *target);
void smbus_target_resume(struct smbus_target *target);
/** May be called twice. A stretch under way is ended. */
void smbus_target_close(struct smbus_target *target);

#endif
