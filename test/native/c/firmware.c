// The image's main: latch first, then trip, bus, flash; then whatever the mailbox asks. See firmware.h.
#include "firmware.h"

#include "../../../firmware/io/flash/rp2040-flash.h"
#include "../../../firmware/io/gate-latch/rp2040-gate-latch.h"
#include "../../../firmware/io/port.h"
#include "../../../firmware/io/rp2040/interrupts.h"
#include "../../../firmware/io/rp2040/pins.h"
#include "../../../firmware/io/smbus-target/rp2040-smbus-target.h"
#include "../../../firmware/io/trip/rp2040-trip.h"
#include "image.h"
#include "mailbox.h"
#include "replies.h"

static struct rp2040_gate_latch gate;
static volatile uint32_t bus_announcements;
static volatile uint32_t trip_announcements;
static bool is_loaded;

/** Where a test looks while the firmware is in a call of the flash, and cannot be asked. */
const volatile uint32_t *const image_counters = rp2040_smbus_target.counters;
const volatile uint8_t *const image_phase = &rp2040_smbus_target.phase;

struct gate_latch *firmware_latch(void) {
  return &gate.latch;
}

uint32_t firmware_bus_announcements(void) {
  return bus_announcements;
}

uint32_t firmware_trip_announcements(void) {
  return trip_announcements;
}

RACKLET_RAM_CODE static void on_bus_announce(void *context) {
  (void)context;
  bus_announcements = bus_announcements + 1u;
}

RACKLET_RAM_CODE static void on_trip_announce(void *context) {
  (void)context;
  trip_announcements = trip_announcements + 1u;
}

static bool claim(void *context) {
  (void)context;
  return smbus_target_suspend(&rp2040_smbus_target);
}

static void unclaim(void *context) {
  (void)context;
  smbus_target_resume(&rp2040_smbus_target);
}

#define DOORBELL_GROUP (PIN_DOORBELL / 8u)
#define DOORBELL_EDGES ((RP_GPIO_EDGE_LOW | RP_GPIO_EDGE_HIGH) << (4u * (PIN_DOORBELL % 8u)))

/** A board with other interrupts on pins: the trip is asked first. */
RACKLET_RAM_CODE static void on_pins(void) {
  if (!rp2040_trip_interrupt()) RP_GPIO_INTR(DOORBELL_GROUP) = DOORBELL_EDGES;
}

static void start_gate(void) {
  static const struct rp2040_gate_latch_pins pins = {PIN_SET, PIN_CLEAR, PIN_READ_BACK};
  const struct rp2040_trip_options options = {
    .group = FAULT_GROUP,
    .lines = FAULT_LINES,
    .active_low = FAULT_LINES,
    .gate = &gate,
    .announce = on_trip_announce,
  };
  (void)rp2040_gate_latch_start(&gate, &pins);
  rp2040_trip_start(&options);
  rp2040_interrupt_install(RP_IRQ_IO_BANK0, RP_PRIORITY_TRIP, on_pins);
}

static void start_bus(void) {
  const struct rp2040_smbus_target_options options = {
    .address = ADDRESS,
    .sda = PIN_SDA,
    .scl = PIN_SCL,
    .barrier_alarm = ALARM_BARRIER,
    .watch_alarm = ALARM_WATCH,
    .clock_hz = IMAGE_CLOCK_HZ,
    .announce = on_bus_announce,
  };
  rp2040_smbus_target_init(&options);
  replies_publish(&rp2040_smbus_target);
  rp2040_smbus_target_start();
  rp2040_interrupt_install(RP_IRQ_TIMER(ALARM_BARRIER), RP_PRIORITY_BUS, rp2040_smbus_target_barrier_vector);
  rp2040_interrupt_install(RP_IRQ_TIMER(ALARM_WATCH), RP_PRIORITY_OTHERS, rp2040_smbus_target_watch_vector);
  rp2040_interrupt_install(RP_IRQ_I2C1, RP_PRIORITY_BUS, rp2040_smbus_target_i2c_vector);
}

static void start_flash(void) {
  const struct rp2040_flash_options options = {
    .first = FLASH_FIRST,
    .length = FLASH_LENGTH,
    .interrupts = (1u << RP_IRQ_IO_BANK0) | (1u << RP_IRQ_I2C1) | (1u << RP_IRQ_TIMER(ALARM_BARRIER)) |
                  (1u << RP_IRQ_TIMER(ALARM_WATCH)),
    .claim = claim,
    .unclaim = unclaim,
  };
  if (!rp2040_flash_start(&options)) __asm__ volatile("udf #2");
}

static void start_doorbell(void) {
  rp2040_pin_input(PIN_DOORBELL, RP_PAD_PULL_DOWN);
  RP_GPIO_INTR(DOORBELL_GROUP) = DOORBELL_EDGES;
  RP_GPIO_INTE_SET(DOORBELL_GROUP) = DOORBELL_EDGES;
}

void firmware_load(bool is_on) {
  is_loaded = is_on;
  if (is_on) {
    load_start();
  } else {
    load_stop();
  }
}

/** As busy as a firmware can be: publishes all the time, answers writes at once, ends trips and turns the gate on again. */
static void work(void) {
  static uint8_t bytes[1u + LONGEST_WRITE];
  uint16_t count = 0u;
  replies_publish_again(&rp2040_smbus_target);
  const uint16_t token = smbus_target_read(&rp2040_smbus_target, bytes, &count);
  if (token != 0u) smbus_target_done(&rp2040_smbus_target, token);
  rp2040_trip_poll();
  const struct trip_report report = trip_look(&rp2040_trip);
  if (report.is_tripped && trip_rearm(&rp2040_trip, report.number) == TRIP_REARMED) {
    (void)gate_latch_set(&gate.latch);
  }
}

void image_main(void) {
  start_gate();
  start_bus();
  start_flash();
  start_doorbell();
  for (;;) {
    mailbox_serve();
    if (is_loaded) {
      work();
    } else {
      __asm__ volatile("wfi");
    }
  }
}
