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
  struct rp2040_gate_latch *gate;
  /** The group's registers: which edges came of those that are enabled, and what takes them back. */
  volatile uint32_t *pending;
  volatile uint32_t *acknowledge;
  uint32_t shift;
  uint32_t lines;
  /** Lines that are active low. */
  uint32_t inverted;
  /** The edges of all lines, in the group's register. */
  uint32_t edges;
} pins;

/** Each of eight bits to a group of four. */
RACKLET_RAM_CODE static uint32_t spread(uint32_t x) {
  x = (x | (x << 12)) & 0x000f000fu;
  x = (x | (x << 6)) & 0x03030303u;
  return (x | (x << 3)) & 0x11111111u;
}

RACKLET_RAM_CODE static uint32_t active_lines(void *context) {
  (void)context;
  const uint32_t active = spread(((RP_SIO_GPIO_IN >> pins.shift) ^ pins.inverted) & pins.lines);
  // Of the two edges of each line one is in use.
  return active * (RP_GPIO_EDGE_LOW | RP_GPIO_EDGE_HIGH) & pins.edges;
}

uint32_t rp2040_trip_lines(uint32_t sources) {
  uint32_t x = ((sources >> 2) | (sources >> 3)) & 0x11111111u;
  x = (x | (x >> 3)) & 0x03030303u;
  x = (x | (x >> 6)) & 0x000f000fu;
  return (x | (x >> 12)) & 0xffu;
}

RACKLET_RAM_CODE bool rp2040_trip_interrupt(void) {
  const uint32_t edges = *pins.pending & pins.edges;
  if (edges == 0u) return false;
  rp2040_gate_latch_hold_clear(pins.gate);
  *pins.acknowledge = edges;
  trip_note(&rp2040_trip, edges, RP_TIMER_RAWL);
  return true;
}

RACKLET_RAM_CODE void rp2040_trip_vector(void) {
  (void)rp2040_trip_interrupt();
}

void rp2040_trip_poll(void) {
  trip_poll(&rp2040_trip, RP_TIMER_RAWL);
}

/** A fault line is open drain as a rule: without the pull a line that is not there would trip. */
static void take_line(uint32_t line) {
  const bool is_low = (pins.inverted & (1u << line)) != 0u;
  pins.edges |= (is_low ? RP_GPIO_EDGE_LOW : RP_GPIO_EDGE_HIGH) << (BITS_OF_PIN * line);
  rp2040_pin_input(pins.shift + line, is_low ? RP_PAD_PULL_UP : RP_PAD_PULL_DOWN);
}

void rp2040_trip_start(const struct rp2040_trip_options *options) {
  pins.gate = options->gate;
  pins.pending = &RP_GPIO_INTS(options->group);
  pins.acknowledge = &RP_GPIO_INTR(options->group);
  pins.shift = PINS_IN_GROUP * options->group;
  pins.lines = options->lines;
  pins.inverted = options->active_low & options->lines;
  pins.edges = 0u;
  for (uint32_t line = 0u; line < PINS_IN_GROUP; line++) {
    if ((pins.lines & (1u << line)) != 0u) take_line(line);
  }
  const uint32_t since = RP_TIMER_RAWL;
  while (RP_TIMER_RAWL - since < SETTLE_US) {
  }
  *pins.acknowledge = pins.edges;
  const struct trip_lines core = {options->context, active_lines, options->announce};
  trip_init(&rp2040_trip, &options->gate->latch, &core, RP_TIMER_RAWL);
  RP_GPIO_INTE_SET(options->group) = pins.edges;
}
