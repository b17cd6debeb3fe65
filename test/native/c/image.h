// The test image: cores, RP2040 parts, a constant reply table, and a mailbox in RAM through which a test plays the firmware.
#ifndef RACKLET_NATIVE_IMAGE_H
#define RACKLET_NATIVE_IMAGE_H

#include <stdint.h>

#define IMAGE_CLOCK_HZ 125000000u

// The board, as boards/emulated and docs/native.md have it.
#define PIN_SDA 2u
#define PIN_SCL 3u
/** Pins 8, 9 and 15. */
#define FAULT_GROUP 1u
#define FAULT_LINES 0x83u
#define PIN_SET 10u
#define PIN_CLEAR 11u
#define PIN_READ_BACK 12u

#define ALARM_BARRIER 0u
#define ALARM_WATCH 1u
#define ALARM_LOAD 2u
/** Each edge wakes the image, so that it looks at its mailbox. */
#define PIN_DOORBELL 28u

#define ADDRESS 0x13u

/** The region of the flash that the store has on the board: the last 64 KiB of the first 256. */
#define FLASH_FIRST 0x30000u
#define FLASH_LENGTH 0x10000u

void image_main(void);

/** Other interrupts than the native part's, their code in flash: a SysTick, a timer with a period by chance, what they pend. */
void load_start(void);
void load_stop(void);

#endif
