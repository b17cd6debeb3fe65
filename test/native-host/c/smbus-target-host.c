// The SMBus target core behind the protocol of protocol.h. Operations: smbus-target-operations.ts, the same letters.
#include <stdio.h>

#include "../../../firmware/io/smbus-target/smbus-target.h"
#include "protocol.h"

#define ANNOUNCED 1u
#define RELEASED 2u
#define TIMER_STARTED 4u
#define TIMER_CANCELLED 8u

static struct smbus_target target;
static uint8_t bytes[1024];

static void on_announce(void *context) {
  (void)context;
  answer_flag(ANNOUNCED);
}

static void on_release(void *context, int value) {
  (void)context;
  answer_flag(RELEASED);
  answer_released(value);
}

static void on_start_timer(void *context) {
  (void)context;
  answer_flag(TIMER_STARTED);
}

static void on_cancel_timer(void *context) {
  (void)context;
  answer_flag(TIMER_CANCELLED);
}

static int publish(void) {
  const uint8_t code = argument8();
  const uint16_t length = argument16();
  if (length > sizeof bytes) return -2;
  argument_bytes(bytes, length);
  return (int)smbus_target_publish(&target, code, bytes, length);
}

static int accept_range(char operation) {
  const uint8_t code = argument8();
  const uint32_t shortest = argument16();
  const uint32_t longest = argument16();
  if (operation == 'A') return (int)smbus_target_accept(&target, code, shortest, longest);
  return (int)smbus_target_accept_process(&target, code, shortest, longest);
}

static int take(void) {
  uint16_t count = 0u;
  const uint16_t token = smbus_target_read(&target, bytes, &count);
  answer_payload(&token, 2u);
  answer_payload(bytes, count);
  return 0;
}

static int initialise(void) {
  const struct smbus_environment environment = {NULL, on_announce, on_release, on_start_timer, on_cancel_timer};
  const uint8_t address = argument8();
  smbus_target_init(&target, address, argument8() != 0u, &environment);
  return 0;
}

static int counters(void) {
  uint32_t out[SMBUS_COUNTER_COUNT];
  smbus_target_counters(&target, out);
  answer_payload(out, sizeof out);
  const uint32_t refusals = target.refusals;
  answer_payload(&refusals, sizeof refusals);
  return 0;
}

/** Operations without an answer of their own. @returns 0 */
static int tell(int operation) {
  switch (operation) {
    case 'd': smbus_target_deselected(&target); break;
    case 'c': smbus_target_collided(&target); break;
    case 's': smbus_target_stopped(&target); break;
    case 't': smbus_target_clock_timeout(&target); break;
    case 'x': smbus_target_barrier_expired(&target); break;
    case 'D': smbus_target_done(&target, argument16()); break;
    case 'U': smbus_target_resume(&target); break;
    case 'Z': smbus_target_close(&target); break;
    default: fprintf(stderr, "unknown operation %d\n", operation); return -2;
  }
  return 0;
}

/** As hardware tells it, through a transmit register. */
static int read_request(void) {
  volatile uint32_t transmit = 0xffffffffu;
  return smbus_target_read_request_into(&target, &transmit) ? (int)transmit : SMBUS_STRETCH;
}

static int carry_out(int operation) {
  switch (operation) {
    case 'I': return initialise();
    case 'a': return smbus_target_addressed(&target, argument8() != 0u);
    case 'r': return smbus_target_received(&target, argument8());
    case 'q': return smbus_target_requested(&target);
    case 'Q': return read_request();
    case 'P': return publish();
    case 'W': return (int)smbus_target_withdraw(&target, argument8());
    case 'A':
    case 'G': return accept_range((char)operation);
    case 'F': return (int)smbus_target_forbid(&target, argument8());
    case 'T': return take();
    case 'C': return counters();
    case 'S': return smbus_target_suspend(&target) ? 1 : 0;
    default: return tell(operation);
  }
}

int main(void) {
  for (int operation = next_operation(); operation >= 0; operation = next_operation()) answer(carry_out(operation));
  return 0;
}
