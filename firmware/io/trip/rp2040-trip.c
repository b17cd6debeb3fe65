// The trip's pins on the RP2040. See rp2040-trip.h. The time is that of the TIMER, microseconds, 32 bits.
#include "rp2040-trip.h"

#include "../port.h"
#include "../rp2040/pins.h"

#define PINS_IN_GROUP 8u
#define BITS_OF_PIN 4u
// Guessed: 50 kilohms of the pull and 100 pF of a line, five times over.
#define SETTLE_US 26u

struct trip rp2040_trip;

static struct {
  uint32_t group;
  /** The edges of all lines, in the group's register. */
  uint32_t edges;
  uint32_t edge_of[RP2040_TRIP_LINES];
  uint32_t pin_of[RP2040_TRIP_LINES];
  /** Levels of GPIO_IN that are active low. */
  uint32_t inverted;
  uint32_t count;
} lines;

RACKLET_RAM_CODE static uint32_t active_lines(void *context) {
  (void)context;
  const uint32_t levels = RP_SIO_GPIO_IN ^ lines.inverted;
  uint32_t active = 0u;
  for (uint32_t i = 0u; i < lines.count; i++) {
    if ((levels & lines.pin_of[i]) != 0u) active |= 1u << i;
  }
  return active;
}

RACKLET_RAM_CODE bool rp2040_trip_interrupt(void) {
  const uint32_t edges = RP_GPIO_INTS(lines.group) & lines.edges;
  if (edges == 0u) return false;
  gate_latch_hold_clear(rp2040_trip.latch);
  RP_GPIO_INTR(lines.group) = edges;
  const uint32_t now = RP_TIMER_RAWL;
  uint32_t sources = 0u;
  for (uint32_t i = 0u; i < lines.count; i++) {
    if ((edges & lines.edge_of[i]) != 0u) sources |= 1u << i;
  }
  trip_edge(&rp2040_trip, sources, now);
  return true;
}

RACKLET_RAM_CODE void rp2040_trip_vector(void) {
  (void)rp2040_trip_interrupt();
}

void rp2040_trip_poll(void) {
  trip_poll(&rp2040_trip, RP_TIMER_RAWL);
}

static void take_line(const struct rp2040_trip_options *options, uint32_t line) {
  const uint32_t pin = options->pins[line];
  const bool is_low = (options->active_low & (1u << line)) != 0u;
  const uint32_t edge = (is_low ? RP_GPIO_EDGE_LOW : RP_GPIO_EDGE_HIGH) << (BITS_OF_PIN * (pin % PINS_IN_GROUP));
  lines.pin_of[line] = 1u << pin;
  lines.edge_of[line] = edge;
  lines.edges |= edge;
  if (is_low) lines.inverted |= 1u << pin;
  // A fault line is open drain as a rule: without the pull a line that is not there would trip.
  rp2040_pin_input(pin, is_low ? RP_PAD_PULL_UP : RP_PAD_PULL_DOWN);
}

bool rp2040_trip_start(const struct rp2040_trip_options *options) {
  if (options->count == 0u || options->count > RP2040_TRIP_LINES) return false;
  lines.group = options->pins[0] / PINS_IN_GROUP;
  lines.edges = 0u;
  lines.inverted = 0u;
  lines.count = options->count;
  for (uint32_t i = 0u; i < lines.count; i++) {
    if (options->pins[i] / PINS_IN_GROUP != lines.group) return false;
  }
  for (uint32_t i = 0u; i < lines.count; i++) take_line(options, i);
  const uint32_t since = RP_TIMER_RAWL;
  while (RP_TIMER_RAWL - since < SETTLE_US) {
  }
  RP_GPIO_INTR(lines.group) = lines.edges;
  const struct trip_lines core = {options->context, active_lines, options->announce};
  trip_init(&rp2040_trip, options->latch, &core, RP_TIMER_RAWL);
  RP_GPIO_INTE_SET(lines.group) = lines.edges;
  return true;
}
