// Facts of the board racklet-pico for the native part. Made from board.ts and the command table by `npm run docs`: do not edit.
#ifndef RACKLET_BOARD_H
#define RACKLET_BOARD_H

#include <stdint.h>

#define RACKLET_PIN_GATE_SET 10
#define RACKLET_PIN_GATE_CLEAR 11
#define RACKLET_PIN_GATE_READ_BACK 12
#define RACKLET_PIN_TARGET_DATA 2
#define RACKLET_PIN_TARGET_CLOCK 3
/** Bits 0 to 3, and the parity. */
#define RACKLET_PINS_STRAPS {16, 17, 18, 19, 20}
#define RACKLET_STRAP_COUNT 5
/** Fault lines, active low: bits of a group of eight pins. */
#define RACKLET_TRIP_GROUP 1
#define RACKLET_TRIP_LINES 0x03

#define RACKLET_FIRST_ADDRESS 0x10
#define RACKLET_LOST_ADDRESS 0x20

/** From the start of the flash. */
#define RACKLET_STORE_OFFSET 0x1b0000
#define RACKLET_STORE_BYTES 0x50000

#define RACKLET_WATCHDOG_MS 1500

#define RACKLET_RESET_POWER_ON 0
#define RACKLET_RESET_WATCHDOG 1
#define RACKLET_RESET_SOFTWARE 2
#define RACKLET_RESET_BROWN_OUT 3
#define RACKLET_RESET_PIN 4

#endif

// Replies that never change: `REPLY(code, length, bytes...)` for each. Included a second time by whoever defines REPLY.
#ifdef REPLY
REPLY(0x19, 1, 0xa0) // CAPABILITY
REPLY(0x20, 1, 0x14) // VOUT_MODE
REPLY(0x98, 1, 0x33) // PMBUS_REVISION
REPLY(0x99, 8, 0x07, 0x52, 0x61, 0x63, 0x6b, 0x6c, 0x65, 0x74) // MFR_ID
REPLY(0x9a, 13, 0x0c, 0x72, 0x61, 0x63, 0x6b, 0x6c, 0x65, 0x74, 0x2d, 0x70, 0x69, 0x63, 0x6f) // MFR_MODEL
REPLY(0x9b, 6, 0x05, 0x30, 0x2e, 0x31, 0x2e, 0x30) // MFR_REVISION
REPLY(0x9d, 7, 0x06, 0x32, 0x36, 0x31, 0x31, 0x32, 0x39) // MFR_DATE
REPLY(0xad, 7, 0x06, 0x52, 0x50, 0x32, 0x30, 0x34, 0x30) // IC_DEVICE_ID
REPLY(0xae, 5, 0x04, 0x50, 0x69, 0x63, 0x6f) // IC_DEVICE_REV
REPLY(0xd0, 8, 0x07, 0x01, 0x03, 0x00, 0x00, 0x00, 0x20, 0x08) // MFR_WIRE
#endif
