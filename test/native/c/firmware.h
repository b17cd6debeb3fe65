// What stands in for the firmware in the test image: it starts the parts, and under load publishes, takes writes and re-arms.
#ifndef RACKLET_NATIVE_FIRMWARE_H
#define RACKLET_NATIVE_FIRMWARE_H

#include <stdbool.h>
#include <stdint.h>

#include "../../../firmware/io/gate-latch/gate-latch.h"

extern const volatile uint32_t *const image_counters;
extern const volatile uint8_t *const image_phase;

struct gate_latch *firmware_latch(void);
uint32_t firmware_bus_announcements(void);
uint32_t firmware_trip_announcements(void);
void firmware_load(bool is_on);

#endif
