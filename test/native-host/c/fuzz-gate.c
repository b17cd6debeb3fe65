// Fuzzes gate latch and trip over the model of the latch: any calls in any order, edges at any point in the middle of them.
// The gate is on only for a reason: a set that was answered with on, and no trip, clear, power-on or eFuse since.
#include <stddef.h>
#include <stdint.h>

#include "../../../firmware/io/trip/trip.h"
#include "interrupt.h"
#include "latch-model.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *at;
static const uint8_t *end;
static struct gate_latch latch;
static struct trip trip;
static uint32_t active_lines;
static uint32_t time_now;
static uint32_t edges;
/** A reason for the gate to be on. */
static bool has_reason;
/** An edge came and was not re-armed since. */
static bool is_tripped;
static uint32_t edge_sources;

static uint32_t read_active(void *context) {
  (void)context;
  interrupt_point();
  return active_lines;
}

static void on_announce(void *context) {
  (void)context;
  require(!latch_model.is_on && latch_model.clear_line, "the gate is off before anyone hears of the trip");
}

static uint8_t next(void) {
  return at < end ? *at++ : 0u;
}

static void edge(void) {
  edges++;
  active_lines |= edge_sources;
  trip_edge(&trip, edge_sources, ++time_now);
  require(!latch_model.is_on && !latch_model.set_line && latch_model.clear_line, "off and held when the handler returns");
  is_tripped = true;
  has_reason = false;
}

static void boot(void) {
  const struct trip_lines lines = {NULL, read_active, on_announce};
  const bool was_on = latch_model.is_on;
  interrupt_at(0u, NULL); // The trip's interrupt is off until it is initialised.
  latch_model_float();
  require(gate_latch_init(&latch, &latch_model_lines) == was_on, "a start adopts what it reads");
  require(latch_model.is_on == was_on, "a start moves nothing");
  trip_init(&trip, &latch, &lines, ++time_now);
  is_tripped = active_lines != 0u;
  if (is_tripped) has_reason = false;
}

static void set(void) {
  const bool was_tripped = is_tripped;
  const uint32_t edges_before = edges;
  const uint32_t pulses = latch_model.set_pulses;
  const enum gate_latch_outcome outcome = gate_latch_set(&latch);
  if (was_tripped) require(latch_model.set_pulses == pulses, "no pulse while tripped");
  if (outcome == GATE_LATCH_ON && edges == edges_before) {
    require(!was_tripped && latch_model.is_on, "on is answered only where it is so");
    has_reason = true;
  }
}

static void rearm(void) {
  const uint32_t number = next() % 8u == 0u ? next() : trip_look(&trip).number;
  const uint32_t edges_before = edges;
  const bool was_active = active_lines != 0u;
  const enum trip_rearm_outcome outcome = trip_rearm(&trip, number);
  require(!latch_model.is_on || has_reason, "re-arming turns nothing on");
  if (outcome != TRIP_REARMED) return;
  require(!was_active, "not re-armed while a line is active");
  if (edges == edges_before) is_tripped = false;
}

static void act(uint8_t operation) {
  switch (operation) {
    case 0: set(); break;
    case 1: gate_latch_clear(&latch); has_reason = false; break;
    case 2: rearm(); break;
    case 3: edge_sources = next(); edge(); break;
    case 4: edge_sources = 1u; interrupt_at(1u + next() % 24u, edge); break;
    case 5: active_lines = 0u; break;
    case 6: active_lines = next() % 4u; break;
    case 7: {
      const bool will_trip = active_lines != 0u;
      trip_poll(&trip, ++time_now);
      if (will_trip) is_tripped = true;
      if (will_trip) has_reason = false;
      break;
    }
    case 8: latch_model_efuse(next() % 2u == 0u); if (latch_model.efuse_holds) has_reason = false; break;
    case 9: boot(); break;
    case 10: latch_model_power_on(); has_reason = false; boot(); break;
    default: require(gate_latch_is_on(&latch) == latch_model.is_on, "the read-back is the latch"); break;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const struct gate_latch zeros;
  at = data;
  end = data + size;
  active_lines = 0u;
  has_reason = false;
  latch = zeros;
  latch_model_power_on();
  boot();
  while (at < end) {
    act((uint8_t)(next() % 12u));
    require(!latch_model.is_on || has_reason, "on only for a reason");
    require(!is_tripped || !latch_model.is_on, "off while tripped");
    require(trip.is_tripped || !is_tripped, "a trip stays until it is re-armed");
    require(!latch_model.set_line, "SET is released between calls");
    require(latch_model.faults == 0u, "no short pulse, no SET against CLEAR");
  }
  interrupt_at(0u, NULL);
  return 0;
}
