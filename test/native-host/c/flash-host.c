// The flash core over a chip that the test models, beside a live SMBus target, behind the protocol of protocol.h.
// Operations and requests: flash-core.ts.
#include <stdio.h>

#include "../../../firmware/io/flash/flash.h"
#include "../../../firmware/io/smbus-target/smbus-target.h"
#include "protocol.h"

#define CODE 0x88u
#define WRITABLE 0x01u
#define ADDRESS 0x13u

static struct flash flash;
static struct smbus_target target;
static uint8_t bytes[0x8000];
/** What the bus saw while the chip was busy. */
static uint32_t good_reads;
static uint32_t bad_reads;
static uint32_t writes_refused;
static uint32_t writes_taken;

static void nothing(void *context) {
  (void)context;
}

static void nothing_released(void *context, int value) {
  (void)context;
  (void)value;
}

static bool write_on_bus(void) {
  smbus_target_addressed(&target, false);
  smbus_target_received(&target, WRITABLE);
  const uint8_t message[] = {ADDRESS << 1, WRITABLE, 0x80u};
  uint8_t crc = 0u;
  for (uint32_t i = 0u; i < sizeof message; i++) {
    crc = (uint8_t)(crc ^ message[i]);
    for (uint32_t bit = 0u; bit < 8u; bit++) crc = (uint8_t)((crc & 0x80u) != 0u ? (crc << 1) ^ 0x07 : crc << 1);
  }
  smbus_target_received(&target, 0x80u);
  const bool taken = smbus_target_received(&target, crc) == SMBUS_ACK;
  smbus_target_stopped(&target);
  return taken;
}

/** One read and one write on the bus: what an interrupt does while the core polls. */
static void traffic(void) {
  smbus_target_addressed(&target, false);
  smbus_target_received(&target, CODE);
  const bool is_good = smbus_target_addressed(&target, true) == SMBUS_ACK &&
                       smbus_target_requested(&target) == 0x8b && smbus_target_requested(&target) == 0xca;
  smbus_target_stopped(&target);
  if (is_good) {
    good_reads++;
  } else {
    bad_reads++;
  }
  if (write_on_bus()) {
    writes_taken++;
  } else {
    writes_refused++;
  }
}

static uint32_t little(uint8_t *to, uint32_t value) {
  for (uint32_t i = 0u; i < 4u; i++) to[i] = (uint8_t)(value >> (8u * i));
  return 4u;
}

/** Every request is answered: with nothing to say by one byte, so that a cut of the power is heard in order. */
static void request(char letter, uint32_t address, uint32_t length, const uint8_t *data, uint8_t *reply,
                    uint32_t count) {
  static uint8_t message[9u + FLASH_PAGE_BYTES];
  message[0] = (uint8_t)letter;
  little(message + 1, address);
  little(message + 5, length);
  for (uint32_t i = 0u; data != NULL && i < length; i++) message[9u + i] = data[i];
  ask_test(message, 9u + (data != NULL ? length : 0u), reply, count);
}

static void tell(char letter, uint32_t address) {
  uint8_t heard = 0u;
  request(letter, address, 0u, NULL, &heard, 1u);
}

static bool hardware_claim(void *context) {
  (void)context;
  return smbus_target_suspend(&target);
}

static void hardware_unclaim(void *context) {
  (void)context;
  smbus_target_resume(&target);
}

static void hardware_enter(void *context) {
  (void)context;
  tell('e', 0u);
}

static void hardware_leave(void *context) {
  (void)context;
  tell('l', 0u);
}

static void hardware_write_enable(void *context) {
  (void)context;
  tell('w', 0u);
}

static uint8_t hardware_read_status(void *context) {
  (void)context;
  uint8_t status = 0u;
  traffic();
  request('s', 0u, 0u, NULL, &status, 1u);
  return status;
}

static void hardware_erase(void *context, uint32_t address) {
  (void)context;
  tell('E', address);
}

static void hardware_program(void *context, uint32_t address, const uint8_t *data, uint32_t length) {
  (void)context;
  uint8_t heard = 0u;
  request('P', address, length, data, &heard, 1u);
}

static void hardware_reset(void *context) {
  (void)context;
  tell('R', 0u);
}

static void hardware_read(void *context, uint32_t address, uint8_t *to, uint32_t length) {
  (void)context;
  request('r', address, length, NULL, to, length);
}

static uint32_t hardware_now(void *context) {
  (void)context;
  uint8_t reply[4];
  request('n', 0u, 0u, NULL, reply, sizeof reply);
  return (uint32_t)reply[0] | ((uint32_t)reply[1] << 8) | ((uint32_t)reply[2] << 16) | ((uint32_t)reply[3] << 24);
}

static int initialise(void) {
  static const uint8_t reply[] = {0x8b, 0xca};
  const struct smbus_environment environment = {NULL, nothing, nothing_released, nothing, nothing};
  const struct flash_hardware hardware = {NULL,          hardware_claim,        hardware_unclaim,     hardware_enter,
                                          hardware_leave, hardware_write_enable, hardware_read_status, hardware_erase,
                                          hardware_program, hardware_reset,      hardware_read,        hardware_now};
  smbus_target_init(&target, ADDRESS, false, &environment);
  smbus_target_publish(&target, CODE, reply, sizeof reply);
  smbus_target_accept(&target, WRITABLE, 1u, 1u);
  const uint32_t first = argument32();
  return flash_init(&flash, &hardware, first, argument32()) ? 1 : 0;
}

static int change(int operation) {
  const uint32_t address = argument32();
  const uint32_t length = argument32();
  if (operation == 'e') return (int)flash_erase(&flash, address, length);
  const uint32_t given = argument32();
  if (given > sizeof bytes) return -2;
  argument_bytes(bytes, given);
  if (operation == 'p') return (int)flash_program(&flash, address, bytes, length);
  return (int)flash_replace(&flash, address, bytes, length);
}

static int read_back(void) {
  const uint32_t address = argument32();
  const uint32_t length = argument32();
  if (length > 4096u) return -2;
  const enum flash_status status = flash_read(&flash, address, bytes, length);
  if (status == FLASH_OK) answer_payload(bytes, length);
  return (int)status;
}

static int figures(void) {
  const uint32_t words[4] = {good_reads, bad_reads, writes_refused, writes_taken};
  answer_payload(words, sizeof words);
  return 0;
}

int main(void) {
  for (int operation = next_operation(); operation >= 0; operation = next_operation()) {
    int result = 0;
    switch (operation) {
      case 'i': result = initialise(); break;
      case 'e':
      case 'p':
      case 'x': result = change(operation); break;
      case 'r': result = read_back(); break;
      case 'b': result = write_on_bus() ? 1 : 0; break;
      case 'f': result = figures(); break;
      default: fprintf(stderr, "unknown operation %d\n", operation); result = -2;
    }
    answer(result);
  }
  return 0;
}
