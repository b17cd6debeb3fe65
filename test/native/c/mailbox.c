// Carries out what a test asks of the image. See mailbox.h.
#include "mailbox.h"

#include <stdbool.h>

#include "../../../firmware/io/flash/rp2040-flash.h"
#include "../../../firmware/io/rp2040/registers.h"
#include "../../../firmware/io/smbus-target/rp2040-smbus-target.h"
#include "../../../firmware/io/trip/rp2040-trip.h"
#include "firmware.h"
#include "image.h"

struct mailbox mailbox;

static uint32_t give_words(const uint32_t *words, uint32_t count) {
  uint8_t *to = mailbox.bytes;
  for (uint32_t i = 0u; i < count; i++) {
    for (uint32_t shift = 0u; shift < 32u; shift += 8u) *to++ = (uint8_t)(words[i] >> shift);
  }
  mailbox.count = 4u * count;
  return 0u;
}

static uint32_t give_counters(void) {
  uint32_t words[SMBUS_COUNTER_COUNT + 2u];
  smbus_target_counters(&rp2040_smbus_target, words);
  words[SMBUS_COUNTER_COUNT] = rp2040_smbus_target.refusals;
  words[SMBUS_COUNTER_COUNT + 1u] = firmware_bus_announcements();
  return give_words(words, SMBUS_COUNTER_COUNT + 2u);
}

static uint32_t give_trip(void) {
  const struct trip_report report = trip_look(&rp2040_trip);
  const uint32_t words[5] = {report.number, report.tripped_at, rp2040_trip_lines(report.sources), report.is_tripped ? 1u : 0u,
                             firmware_trip_announcements()};
  return give_words(words, 5u);
}

static uint32_t take(void) {
  uint16_t count = 0u;
  const uint16_t token = smbus_target_read(&rp2040_smbus_target, mailbox.bytes, &count);
  mailbox.count = count;
  return token;
}

static uint32_t on_bus(uint32_t operation, uint32_t a, uint32_t b, uint32_t c) {
  struct smbus_target *const target = &rp2040_smbus_target;
  const uint8_t code = (uint8_t)a;
  switch (operation) {
    case OP_PUBLISH: return (uint32_t)smbus_target_publish(target, code, mailbox.bytes, b);
    case OP_WITHDRAW: return (uint32_t)smbus_target_withdraw(target, code);
    case OP_ACCEPT: return (uint32_t)smbus_target_accept(target, code, b, c);
    case OP_ACCEPT_PROCESS: return (uint32_t)smbus_target_accept_process(target, code, b, c);
    case OP_FORBID: return (uint32_t)smbus_target_forbid(target, code);
    case OP_TAKE: return take();
    case OP_DONE: smbus_target_done(target, (uint16_t)a); return 0u;
    case OP_COUNTERS: return give_counters();
    case OP_SUSPEND: return smbus_target_suspend(target) ? 1u : 0u;
    case OP_RESUME: smbus_target_resume(target); return 0u;
    default: rp2040_smbus_target_close(); return 0u;
  }
}

static uint32_t on_gate(uint32_t operation, uint32_t a) {
  switch (operation) {
    case OP_GATE_SET: return (uint32_t)gate_latch_set(firmware_latch());
    case OP_GATE_CLEAR: gate_latch_clear(firmware_latch()); return 0u;
    case OP_GATE_IS_ON: return gate_latch_is_on(firmware_latch()) ? 1u : 0u;
    case OP_TRIP_LOOK: return give_trip();
    case OP_TRIP_REARM: return (uint32_t)trip_rearm(&rp2040_trip, a);
    default: rp2040_trip_poll(); return 0u;
  }
}

static uint32_t on_flash(uint32_t operation, uint32_t address, uint32_t length) {
  switch (operation) {
    case OP_FLASH_ERASE: return (uint32_t)flash_erase(&rp2040_flash, address, length);
    case OP_FLASH_PROGRAM: return (uint32_t)flash_program(&rp2040_flash, address, mailbox.bytes, length);
    case OP_FLASH_REPLACE: return (uint32_t)flash_replace(&rp2040_flash, address, mailbox.bytes, length);
    default: break;
  }
  mailbox.count = length <= MAILBOX_BYTES ? length : 0u;
  return (uint32_t)flash_read(&rp2040_flash, address, mailbox.bytes, length);
}

/** By its two decrements per microsecond: RP2040-E1. What it resets: all but the oscillators, as the pico-sdk has it. */
static uint32_t start_watchdog(uint32_t microseconds) {
  RP_PSM_WATCHDOG_SELECT = RP_PSM_ALL & ~RP_PSM_OSCILLATORS;
  if (microseconds == 0u) {
    RP_WATCHDOG_CTRL = RP_WATCHDOG_TRIGGER;
  } else {
    RP_WATCHDOG_LOAD = 2u * microseconds;
    RP_WATCHDOG_CTRL = RP_WATCHDOG_ENABLE;
  }
  return 0u;
}

static uint32_t on_chip(uint32_t operation, uint32_t a) {
  switch (operation) {
    case OP_LOAD: firmware_load(a != 0u); return 0u;
    case OP_CRASH: __asm__ volatile("udf #0"); return 0u;
    case OP_WATCHDOG: return start_watchdog(a);
    default: return RP_TIMER_RAWL;
  }
}

void mailbox_serve(void) {
  const uint32_t request = mailbox.request;
  if (request == mailbox.done) return;
  const uint32_t operation = mailbox.operation;
  const uint32_t a = mailbox.arguments[0];
  const uint32_t b = mailbox.arguments[1];
  mailbox.count = 0u;
  if (operation <= OP_CLOSE) {
    mailbox.result = on_bus(operation, a, b, mailbox.arguments[2]);
  } else if (operation <= OP_TRIP_POLL) {
    mailbox.result = on_gate(operation, a);
  } else if (operation <= OP_FLASH_READ) {
    mailbox.result = on_flash(operation, a, b);
  } else {
    mailbox.result = on_chip(operation, a);
  }
  __asm__ volatile("dmb" ::: "memory");
  mailbox.done = request;
}
