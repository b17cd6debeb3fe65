// The SMBus target on the RP2040: I2C1 as a target, profile `poison`. The core is smbus-target.h.
#ifndef RACKLET_RP2040_SMBUS_TARGET_H
#define RACKLET_RP2040_SMBUS_TARGET_H

#include "smbus-target.h"

struct rp2040_smbus_target_options {
  /** 7 bits. */
  uint8_t address;
  /** GPIO numbers: pins whose function 3 is I2C1. Their pull-ups are on the backplane. */
  uint8_t sda;
  uint8_t scl;
  /** Two of the TIMER's alarms, 0..3: the barrier, and the look whether the bus hangs. */
  uint8_t barrier_alarm;
  uint8_t watch_alarm;
  /** clk_sys. */
  uint32_t clock_hz;
  /** Wakes the firmware, later. From the interrupt: in RAM. */
  void (*announce)(void *context);
  void *context;
};

/** The chip's target: what the firmware's calls of smbus-target.h are given. */
extern struct smbus_target rp2040_smbus_target;

/** Sets the core up and claims nothing yet: publish and accept next, so that the first read finds all of it. */
void rp2040_smbus_target_init(const struct rp2040_smbus_target_options *options);
/**
 * Takes the pins and answers the address. The caller then enables I2C1_IRQ and the barrier's TIMER_IRQ with RP_PRIORITY_BUS, the
 * watch's with a lower priority, and the handlers below.
 */
void rp2040_smbus_target_start(void);
/** `smbus_target_close`, and the address is gone from the bus. May be called twice. */
void rp2040_smbus_target_close(void);

/** Handler of I2C1_IRQ. */
void rp2040_smbus_target_i2c_vector(void);
/** Handler of the barrier's TIMER_IRQ. */
void rp2040_smbus_target_barrier_vector(void);
/** Handler of the watch's TIMER_IRQ: it never delays the bus. */
void rp2040_smbus_target_watch_vector(void);

#endif
