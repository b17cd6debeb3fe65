// The gate latch and the trip over the model of the latch, behind the protocol of protocol.h. Operations: gate-core.ts.
#include <stdio.h>

#include "../../../firmware/io/trip/trip.h"
#include "interrupt.h"
#include "latch-model.h"
#include "protocol.h"

static struct gate_latch latch;
static struct trip trip;
static uint32_t active_lines;
static uint32_t announcements;
static uint32_t edge_sources;
static uint32_t edge_time;
/** What the latch was when the edge's handler returned. */
static bool off_after_edge;

static uint32_t read_active(void *context) {
  (void)context;
  interrupt_point();
  return active_lines;
}

static void on_announce(void *context) {
  (void)context;
  announcements++;
}

static void edge(void) {
  active_lines |= edge_sources;
  trip_edge(&trip, edge_sources, edge_time);
  off_after_edge = !latch_model.is_on && !latch_model.set_line && latch_model.clear_line;
}

/** What a start of the firmware does, behind a reset of the processor. */
static int boot(void) {
  const struct trip_lines lines = {NULL, read_active, on_announce};
  const struct gate_latch zeros = {0};
  latch_model_float();
  latch = zeros;
  const bool was_on = gate_latch_init(&latch, &latch_model_lines);
  trip_init(&trip, &latch, &lines, argument32());
  return was_on ? 1 : 0;
}

static int look(void) {
  const struct trip_report report = trip_look(&trip);
  const uint32_t words[4] = {report.number, report.tripped_at, report.sources, report.is_tripped ? 1u : 0u};
  answer_payload(words, sizeof words);
  return 0;
}

static int board(void) {
  const uint32_t words[8] = {latch_model.is_on ? 1u : 0u,
                             latch_model.set_line ? 1u : 0u,
                             latch_model.clear_line ? 1u : 0u,
                             latch_model.set_pulses,
                             latch_model.clear_pulses,
                             latch_model.faults,
                             announcements,
                             off_after_edge ? 1u : 0u};
  answer_payload(words, sizeof words);
  return 0;
}

/** An edge now (point 0) or at a point of what comes next. */
static int fire(void) {
  const uint32_t point = argument8();
  edge_sources = argument32();
  edge_time = argument32();
  off_after_edge = false;
  if (point == 0u) {
    edge();
  } else {
    interrupt_at(point, edge);
  }
  return 0;
}

static int forget_zeros(void) {
  const struct gate_latch zeros = {0};
  latch = zeros;
  return (int)gate_latch_set(&latch);
}

static int act_on_board(int operation) {
  switch (operation) {
    case 'p': latch_model_power_on(); return 0;
    case 'e': latch_model_efuse(argument8() != 0u); return 0;
    case 'f': active_lines = argument32(); return 0;
    case 'E': return fire();
    case 'K': {
      const bool came = interrupt_came();
      interrupt_at(0u, NULL);
      return came ? 1 : 0;
    }
    case 'B': return board();
    default: fprintf(stderr, "unknown operation %d\n", operation); return -2;
  }
}

static int carry_out(int operation) {
  switch (operation) {
    case 'i': return boot();
    case 's': return (int)gate_latch_set(&latch);
    case 'c': gate_latch_clear(&latch); return 0;
    case 'o': return gate_latch_is_on(&latch) ? 1 : 0;
    case 'z': return forget_zeros();
    case 'P': trip_poll(&trip, argument32()); return 0;
    case 'l': return look();
    case 'r': return (int)trip_rearm(&trip, argument32());
    default: return act_on_board(operation);
  }
}

int main(void) {
  for (int operation = next_operation(); operation >= 0; operation = next_operation()) answer(carry_out(operation));
  return 0;
}
