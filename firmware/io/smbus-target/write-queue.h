// Writes on their way to the firmware. The interrupt fills slots in place, the firmware takes them: single producer, single
// consumer, no lock. `pushed` is written by the interrupt alone, `taken` and `finished` by the firmware alone.
#ifndef RACKLET_WRITE_QUEUE_H
#define RACKLET_WRITE_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

/** Writes that wait for the firmware, at the most. A power of two. */
#define WRITE_QUEUE_DEPTH 8u
/** Writes that the firmware took and has not reported done, at the most: until then no further one is handed out. */
#define WRITE_QUEUE_OUT 16u
/** Bytes after the code, PEC not counted: what the count byte of a taken write can say, less the code. */
#define LONGEST_WRITE 254u

struct queued_write {
  uint16_t token;
  /** Bytes after the code. */
  uint16_t length;
  uint8_t code;
  /** Room for the PEC behind the data: it is collected here as well. */
  uint8_t data[LONGEST_WRITE + 1u];
};

struct write_queue {
  volatile uint32_t pushed;
  volatile uint32_t taken;
  volatile uint32_t finished;
  uint16_t last_token;
  /** Tokens that are out; 0 is a free place. */
  uint16_t out[WRITE_QUEUE_OUT];
  struct queued_write slots[WRITE_QUEUE_DEPTH];
};

static inline bool write_queue_is_full(const struct write_queue *queue) {
  return queue->pushed - queue->taken >= WRITE_QUEUE_DEPTH;
}

/** A write waits, or was taken and is not done. */
static inline bool write_queue_is_pending(const struct write_queue *queue) {
  return queue->pushed != queue->finished;
}

/** The slot that the next write is collected in. Not to be written while the queue is full. */
static inline struct queued_write *write_queue_next(struct write_queue *queue) {
  return &queue->slots[queue->pushed % WRITE_QUEUE_DEPTH];
}

/** Interrupt: hands over what stands in the next slot. */
void write_queue_push(struct write_queue *queue, uint8_t code, uint16_t length);

/** Firmware: copies the oldest write as code, data... into `bytes`. @returns its token, or 0 where none is to be had. */
uint16_t write_queue_take(struct write_queue *queue, uint8_t *bytes, uint16_t *count);

/** Firmware: @returns false for a token that is not out. */
bool write_queue_done(struct write_queue *queue, uint16_t token);

#endif
