// Slots of replies that are replaced while they are read, with the bus's interrupt in the middle of a publish. Prints what became of them.
#include <stdio.h>

#include "../../../firmware/io/smbus-target/reply-pool.h"

static void between(void);

static struct reply_slot *take_and_interrupt(struct reply_pool *pool, size_t length) {
  struct reply_slot *slot = reply_pool_take(pool, length);
  between();
  return slot;
}

#define reply_pool_take take_and_interrupt
#include "../../../firmware/io/smbus-target/smbus-target-firmware.c"
#undef reply_pool_take

static struct smbus_target target;
static void (*interrupt)(void);

static void between(void) {
  if (interrupt == NULL) return;
  void (*handler)(void) = interrupt;
  interrupt = NULL;
  handler();
}

static void nothing(void *context) {
  (void)context;
}

static void released(void *context, int answer) {
  (void)context;
  (void)answer;
}

static void begin_read(uint8_t code) {
  (void)smbus_target_addressed(&target, false);
  (void)smbus_target_received(&target, code);
  (void)smbus_target_read_request(&target);
}

static void next_message(void) {
  smbus_target_stopped(&target);
  begin_read(2u);
}

static unsigned free_slots(void) {
  unsigned count = 0u;
  for (size_t size = 0u; size < REPLY_SIZES; size++) {
    for (const struct reply_slot *slot = target.pool.free[size]; slot != NULL; slot = slot->next_free) count++;
  }
  return count;
}

int main(void) {
  const struct smbus_environment environment = {NULL, nothing, released, nothing, nothing};
  const uint8_t bytes[2] = {1u, 2u};
  smbus_target_init(&target, 0x13u, true, &environment);
  (void)smbus_target_publish(&target, 1u, bytes, sizeof bytes);
  (void)smbus_target_publish(&target, 2u, bytes, sizeof bytes);
  // A read is under way on the reply of 1 when it is replaced: it is held until that read is over.
  begin_read(1u);
  (void)smbus_target_publish(&target, 1u, bytes, sizeof bytes);
  // In the middle of the next publish that read ends, and one begins on the reply that is to be replaced.
  interrupt = next_message;
  (void)smbus_target_publish(&target, 2u, bytes, sizeof bytes);
  smbus_target_stopped(&target);
  (void)smbus_target_withdraw(&target, 1u);
  (void)smbus_target_withdraw(&target, 2u);
  const unsigned lost = (unsigned)REPLY_COUNT - free_slots();
  if (lost == 0u) puts("all slots are free");
  else printf("%u slots are lost\n", lost);
  return lost == 0u ? 0 : 1;
}
