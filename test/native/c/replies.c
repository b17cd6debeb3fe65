// The constant reply table. See replies.h. Values: PMBus 1.3.1 part II, sections 7 (LINEAR11, ULINEAR16), 11, 17 and 22.
#include "replies.h"

struct row {
  uint8_t code;
  uint8_t length;
  uint8_t bytes[9];
};

static const struct row rows[] = {
  {0x01u, 1u, {0x80u}}, // OPERATION: on
  {0x10u, 1u, {0x00u}}, // WRITE_PROTECT: off
  {0x19u, 1u, {0xb0u}}, // CAPABILITY: PEC, 400 kHz, SMBALERT#
  {0x20u, 1u, {0x17u}}, // VOUT_MODE: ULINEAR16, exponent -9
  {0x79u, 2u, {0x00u, 0x00u}}, // STATUS_WORD
  {0x88u, 2u, {0x8bu, 0xcau}}, // READ_VIN: 651 * 2^-7 = 5.086 V
  {0x89u, 2u, {0x66u, 0xb2u}}, // READ_IIN: 614 * 2^-10 = 0.600 A
  {0x8bu, 2u, {0x1eu, 0x0au}}, // READ_VOUT: 2590 * 2^-9 = 5.059 V
  {0x8du, 2u, {0x40u, 0xf8u}}, // READ_TEMPERATURE_1: 64 * 2^-1 = 32 degrees Celsius
  {0x98u, 1u, {0x33u}}, // PMBUS_REVISION: 1.3, 1.3
  {0x99u, 8u, {7u, 'R', 'a', 'c', 'k', 'l', 'e', 't'}}, // MFR_ID
};
#define ROWS (sizeof rows / sizeof rows[0])

static void publish(struct smbus_target *target, const struct row *row) {
  (void)smbus_target_publish(target, row->code, row->bytes, row->length);
}

void replies_publish(struct smbus_target *target) {
  for (uint32_t i = 0u; i < ROWS; i++) publish(target, &rows[i]);
  (void)smbus_target_accept(target, 0x01u, 1u, 1u); // OPERATION
  (void)smbus_target_accept(target, 0x03u, 0u, 0u); // CLEAR_FAULTS
  (void)smbus_target_accept(target, 0x10u, 1u, 1u); // WRITE_PROTECT
}

void replies_publish_again(struct smbus_target *target) {
  static uint32_t next;
  publish(target, &rows[next]);
  next = next + 1u < ROWS ? next + 1u : 0u;
}
