// Starts the native part before main() and so before the virtual machine: latch and trip first, then the bus with the replies that never
// change, then the watchdog. Runs as a constructor: clocks, vector table and .data are ready, interrupts are on.
#include "board.h"
#include "hardware/clocks.h"
#include "hardware/irq.h"
#include "hardware/watchdog.h"
#include "ports.h"
#include "../rp2040/interrupts.h"
#include "../rp2040/pins.h"
#include "../rp2040/port.h"

// The SDK takes alarm 3 for its own timers.
#define BARRIER_ALARM 0u
#define WATCH_ALARM 1u
/** One of the interrupts that no hardware drives (26 to 31): wakes JavaScript, from flash and below all others. */
#define WAKE_IRQ 31u
#define WAKE_PRIORITY 0xc0u
#define NVIC_PEND RP_REGISTER(0xe000e200u)

#define STRAP_PARITY_ONES 1u
/** Longest time that a strap line takes to rise by the chip's pull-up: 80 k and 50 pF, ten times over. */
#define STRAP_SETTLE_US 40u

static struct rp2040_gate_latch gate;
static uint8_t address;

struct gate_latch *const racklet_latch = &gate.latch;
void (*volatile racklet_on_readable)(void);

uint8_t racklet_address(void) { return address; }

RACKLET_RAM_CODE static void announce(void *context) {
  (void)context;
  NVIC_PEND = 1u << WAKE_IRQ;
}

void racklet_wake(void) { announce(NULL); }

static void wake(void) {
  if (racklet_on_readable != NULL) racklet_on_readable();
}

/** The same rule as slot-straps.ts: bits 0 to 3, and a parity that makes the number of ones even. */
static uint8_t read_address(void) {
  static const uint8_t pins[RACKLET_STRAP_COUNT] = RACKLET_PINS_STRAPS;
  uint32_t slot = 0u;
  uint32_t ones = 0u;
  for (uint32_t i = 0u; i < RACKLET_STRAP_COUNT; i++) rp2040_pin_input(pins[i], RP_PAD_PULL_UP);
  const uint32_t since = RP_TIMER_RAWL;
  while (RP_TIMER_RAWL - since < STRAP_SETTLE_US) {
  }
  for (uint32_t i = 0u; i < RACKLET_STRAP_COUNT; i++) {
    const uint32_t level = (RP_SIO_GPIO_IN >> pins[i]) & 1u;
    ones += level;
    if (i + 1u < RACKLET_STRAP_COUNT) slot |= level << i;
  }
  return (uint8_t)((ones & STRAP_PARITY_ONES) == 0u ? RACKLET_FIRST_ADDRESS + slot : RACKLET_LOST_ADDRESS);
}

static void take(uint32_t number, uint32_t priority, irq_handler_t handler) {
  irq_set_exclusive_handler(number, handler);
  irq_set_priority(number, (uint8_t)priority);
  irq_set_enabled(number, true);
}

static void publish_constants(void) {
#define REPLY(code, length, ...)                                                 \
  {                                                                              \
    static const uint8_t bytes[length] = {__VA_ARGS__};                          \
    (void)smbus_target_publish(&rp2040_smbus_target, (code), bytes, (length));   \
  }
#include "board.h"
#undef REPLY
}

static void start_gate(void) {
  const struct rp2040_gate_latch_pins pins = {RACKLET_PIN_GATE_SET, RACKLET_PIN_GATE_CLEAR, RACKLET_PIN_GATE_READ_BACK};
  const struct rp2040_trip_options trip = {.group = RACKLET_TRIP_GROUP,
                                           .lines = RACKLET_TRIP_LINES,
                                           .active_low = RACKLET_TRIP_LINES,
                                           .gate = &gate,
                                           .announce = announce};
  (void)rp2040_gate_latch_start(&gate, &pins);
  rp2040_trip_start(&trip);
  take(RP_IRQ_IO_BANK0, RP_PRIORITY_TRIP, rp2040_trip_vector);
}

static void start_bus(void) {
  address = read_address();
  const struct rp2040_smbus_target_options options = {.address = address,
                                                      .sda = RACKLET_PIN_TARGET_DATA,
                                                      .scl = RACKLET_PIN_TARGET_CLOCK,
                                                      .barrier_alarm = BARRIER_ALARM,
                                                      .watch_alarm = WATCH_ALARM,
                                                      .clock_hz = clock_get_hz(clk_sys),
                                                      .announce = announce};
  rp2040_smbus_target_init(&options);
  publish_constants();
  rp2040_smbus_target_start();
  user_irq_claim(WAKE_IRQ);
  take(WAKE_IRQ, WAKE_PRIORITY, wake);
  take(RP_IRQ_TIMER(BARRIER_ALARM), RP_PRIORITY_BUS, rp2040_smbus_target_barrier_vector);
  take(RP_IRQ_TIMER(WATCH_ALARM), RP_PRIORITY_OTHERS, rp2040_smbus_target_watch_vector);
  take(RP_IRQ_I2C1, RP_PRIORITY_BUS, rp2040_smbus_target_i2c_vector);
}

static bool claim(void *context) {
  (void)context;
  return smbus_target_suspend(&rp2040_smbus_target);
}

static void unclaim(void *context) {
  (void)context;
  smbus_target_resume(&rp2040_smbus_target);
}

/** A flash that cannot be had is a store of no sectors: main.ts says so. */
static void start_flash(void) {
  const struct rp2040_flash_options options = {
      .first = RACKLET_STORE_OFFSET,
      .length = RACKLET_STORE_BYTES,
      .interrupts = (1u << RP_IRQ_IO_BANK0) | (1u << RP_IRQ_I2C1) | (1u << RP_IRQ_TIMER(BARRIER_ALARM)) |
                    (1u << RP_IRQ_TIMER(WATCH_ALARM)),
      .claim = claim,
      .unclaim = unclaim};
  (void)rp2040_flash_start(&options);
}

bool racklet_bus_is_alive(void) {
  // Its alarm was served and set again, below the priority of the bus.
  return (RP_TIMER_ARMED & (1u << WATCH_ALARM)) != 0u;
}

__attribute__((constructor)) static void racklet_start(void) {
  racklet_keep_reset_cause();
  start_gate();
  start_bus();
  start_flash();
#ifndef mxDebug
  // With the SDK's debugger in it the chip waits 10 s for a USB host before JavaScript runs, and as long as anybody looks at a breakpoint.
  watchdog_enable(RACKLET_WATCHDOG_MS, true);
#endif
}
