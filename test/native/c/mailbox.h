// The mailbox: operations that a test asks of the image. Numbers and layout: ../mailbox.ts, the same.
#ifndef RACKLET_NATIVE_MAILBOX_H
#define RACKLET_NATIVE_MAILBOX_H

#include <stdint.h>

#define MAILBOX_BYTES 8192u

enum mailbox_operation {
  OP_PUBLISH = 1, // code, length; bytes
  OP_WITHDRAW = 2, // code
  OP_ACCEPT = 3, // code, shortest, longest
  OP_ACCEPT_PROCESS = 4, // the same
  OP_FORBID = 5, // code
  OP_TAKE = 6, // result: token; count, bytes
  OP_DONE = 7, // token
  OP_COUNTERS = 8, // bytes: the counters, refusals, announcements as words
  OP_SUSPEND = 9, // result: 1 if so
  OP_RESUME = 10,
  OP_CLOSE = 11,
  OP_GATE_SET = 12, // result: outcome
  OP_GATE_CLEAR = 13,
  OP_GATE_IS_ON = 14, // result
  OP_TRIP_LOOK = 15, // bytes: number, time, sources, tripped, announcements as words
  OP_TRIP_REARM = 16, // number; result: outcome
  OP_TRIP_POLL = 17,
  OP_FLASH_ERASE = 18, // address, length; result: status
  OP_FLASH_PROGRAM = 19, // address, length; bytes
  OP_FLASH_REPLACE = 20, // the same
  OP_FLASH_READ = 21, // address, length; result: status; bytes
  OP_LOAD = 22, // 1: other interrupts and a firmware that publishes, takes and re-arms by itself
  OP_CRASH = 23, // an undefined instruction
  OP_WATCHDOG = 24, // microseconds until it bites; 0: at once
  OP_TIME = 25, // result: the timer
};

struct mailbox {
  volatile uint32_t request;
  volatile uint32_t done;
  volatile uint32_t operation;
  volatile uint32_t arguments[3];
  volatile uint32_t result;
  volatile uint32_t count;
  uint8_t bytes[MAILBOX_BYTES];
};

extern struct mailbox mailbox;

/** Carries out what was asked, if anything was. */
void mailbox_serve(void);

#endif
