// The SMBus target's bus side on the RP2040. See rp2040-smbus-target.h. How the block tells of a message:
//   write  RX_FULL per byte, FIRST_DATA_BYTE on the code; STOP_DET at its end
//   read   RD_REQ with SCL held low until a byte is in the transmit FIFO; one RD_REQ, as long as the FIFO does not run dry
// The FIFO is filled ahead, so a read is stretched once. What a controller leaves in it the block throws away at the next RD_REQ
// (TX_ABRT): nothing goes out that belongs to another read.
#include "rp2040-smbus-target.h"

#include "../port.h"
#include "../rp2040/pins.h"
#include "rp2040-i2c.h"

/** Kept out of the fast path, which then saves few registers. */
#define SEPARATE __attribute__((noinline))

#define INTERRUPTS (IC_RX_FULL | IC_RD_REQ | IC_TX_ABRT | IC_STOP_DET)
/** The transmit FIFO is filled anew when so many bytes are left: 36 us at 1 MHz. */
#define REFILL_AT 4u
/** Bytes that are computed one by one (a process call's, a refused read's) go in so many at a time. */
#define COMPUTED_AT_ONCE 6u
/** Bytes behind the end of a reply that go in together: a read that is too long is stretched once more for so many. */
#define IDLE_AT_ONCE 8u

// SMBus 3.2, table 1, and I2C (UM10204), table 10. Nanoseconds; the slowest of the speeds' minima.
#define SDA_SETUP_NS 250u
/** Behind the falling edge of SCL; half of tLOW at 1 MHz is 250. */
#define SDA_HOLD_NS 120u
#define SPIKE_NS 50u

/** No byte in a message for so many looks: 25 ms at the least, 30 at the most. SMBus 3.2, section 4.1.1: 25 to 35 ms. */
#define WATCH_US 5000u
#define WATCH_STALLED 5u

struct smbus_target rp2040_smbus_target;

static struct {
  struct rp2040_smbus_target_options options;
  uint32_t sda_setup;
  uint32_t sda_hold;
  uint32_t spike;
  uint32_t barrier_bit;
  uint32_t watch_bit;
  bool is_filling;
  bool is_open;
  /** Interrupts so far, and as the watch last saw them. */
  volatile uint32_t events;
  uint32_t seen_events;
  uint32_t seen_levels;
  uint32_t stalled;
} bus;

// The transmit FIFO.

RACKLET_RAM_CODE static void want_refill(bool wanted) {
  if (bus.is_filling == wanted) return;
  bus.is_filling = wanted;
  IC_INTR_MASK = wanted ? INTERRUPTS | IC_TX_EMPTY : INTERRUPTS;
}

/** What a plain read sends next: as they stand. @returns whether some are left */
static inline bool fill_plain(struct smbus_target *target, uint32_t room) {
  const uint8_t *next = target->next;
  const uint8_t *const end = target->end;
  while (next != end && room != 0u) {
    IC_DATA_CMD = *next++;
    room--;
  }
  target->next = next;
  return next != end;
}

/** Bytes behind the first, whatever kind of read it is. */
RACKLET_RAM_CODE static void top_up(struct smbus_target *target) {
  const uint32_t room = IC_FIFO_DEPTH - IC_TXFLR;
  if (smbus_target_reads_plain(target)) {
    want_refill(fill_plain(target, room));
    return;
  }
  for (uint32_t i = 0u; i < room && i < COMPUTED_AT_ONCE && smbus_target_has_more(target); i++) {
    IC_DATA_CMD = (uint32_t)smbus_target_requested(target);
  }
  want_refill(smbus_target_has_more(target));
}

// Events.

RACKLET_RAM_CODE static void stopped(struct smbus_target *target) {
  // STOP of a message of which nothing came but its address: a write of no bytes.
  if (target->phase == SMBUS_PHASE_IDLE) (void)smbus_target_addressed(target, false);
  smbus_target_stopped(target);
  want_refill(false);
}

/** @param stop a STOP is pending. @returns whether it still is: it was before the first byte of a new message */
RACKLET_RAM_CODE static bool drain(struct smbus_target *target, bool stop) {
  do {
    const uint32_t entry = IC_DATA_CMD;
    if ((entry & IC_DATA_FIRST_BYTE) != 0u) {
      if (stop && target->phase != SMBUS_PHASE_IDLE) {
        stopped(target);
        stop = false;
      }
      (void)smbus_target_addressed(target, false);
    }
    (void)smbus_target_received(target, (uint8_t)entry);
  } while ((IC_STATUS & IC_STATUS_RFNE) != 0u);
  return stop;
}

/** A read that is not the plain read of a published code, or a further byte of one that ran dry. */
RACKLET_RAM_CODE static void read_request(struct smbus_target *target) {
  // A read behind a read, with a repeated START alone between them.
  if (target->phase == SMBUS_PHASE_READ && (IC_RAW_INTR_STAT & IC_RESTART_DET) != 0u) {
    (void)smbus_target_addressed(target, true);
  }
  const bool is_dry = target->phase == SMBUS_PHASE_READ && target->resolved && !smbus_target_has_more(target);
  const bool is_answered = smbus_target_read_request_into(target, &IC_DATA_CMD);
  (void)IC_CLR_RD_REQ;
  (void)IC_CLR_RESTART_DET;
  if (is_answered) want_refill(smbus_target_has_more(target));
  // The controller reads on behind the PEC: as a rule more than one byte.
  for (uint32_t i = 1u; is_dry && i < IDLE_AT_ONCE; i++) IC_DATA_CMD = SMBUS_IDLE_BYTE;
}

RACKLET_RAM_CODE static void aborted(struct smbus_target *target) {
  const bool is_lost = (IC_TX_ABRT_SOURCE & IC_ABRT_SLV_ARBLOST) != 0u;
  (void)IC_CLR_TX_ABRT;
  if (is_lost) smbus_target_collided(target);
}

RACKLET_RAM_CODE static SEPARATE void handle(struct smbus_target *target, uint32_t status) {
  bool stop = (status & IC_STOP_DET) != 0u;
  bus.events = bus.events + 1u;
  if (stop) (void)IC_CLR_STOP_DET;
  if ((status & IC_TX_ABRT) != 0u) aborted(target);
  if ((status & IC_RX_FULL) != 0u) stop = drain(target, stop);
  // A read that waits for its byte holds SCL: its START was behind this STOP.
  if (stop) stopped(target);
  if ((status & IC_RD_REQ) != 0u) {
    read_request(target);
  } else if ((status & IC_TX_EMPTY) != 0u) {
    top_up(target);
  }
}

/** What is noted of a plain read once its first byte is out, and the bytes behind it. */
RACKLET_RAM_CODE static SEPARATE void go_on(struct smbus_target *target, struct reply_slot *reply) {
  (void)IC_CLR_RD_REQ;
  (void)IC_CLR_RESTART_DET;
  bus.events = bus.events + 1u;
  smbus_target_begin_reply(target, reply);
  want_refill(fill_plain(target, IC_FIFO_DEPTH - 1u));
}

/** A read request and nothing else, of a read that is not plain: the byte first where it is known already. */
RACKLET_RAM_CODE static SEPARATE void other_request(struct smbus_target *target) {
  if (smbus_target_begins_idle(target)) {
    IC_DATA_CMD = SMBUS_IDLE_BYTE;
    (void)IC_CLR_RD_REQ;
    (void)IC_CLR_RESTART_DET;
    bus.events = bus.events + 1u;
    (void)smbus_target_read_request_slow(target);
    want_refill(smbus_target_has_more(target));
    return;
  }
  struct reply_slot *const reply = smbus_target_late_reply(target);
  if (reply != NULL) {
    IC_DATA_CMD = reply->first;
    go_on(target, reply);
    return;
  }
  bus.events = bus.events + 1u;
  read_request(target);
}

RACKLET_RAM_CODE void rp2040_smbus_target_i2c_vector(void) {
  struct smbus_target *const target = &rp2040_smbus_target;
  const uint32_t status = IC_INTR_STAT;
  if (status == IC_RD_REQ || status == (IC_RD_REQ | IC_TX_ABRT)) {
    // Bytes of another read were left in the FIFO: it takes nothing until this is cleared.
    if (status != IC_RD_REQ) (void)IC_CLR_TX_ABRT;
    struct reply_slot *const reply = smbus_target_plain_reply(target);
    if (reply != NULL) {
      IC_DATA_CMD = reply->first;
      go_on(target, reply);
    } else {
      other_request(target);
    }
    return;
  }
  handle(target, status);
}

// Time.

RACKLET_RAM_CODE static void start_alarm(uint32_t alarm, uint32_t microseconds) {
  RP_TIMER_ALARM(alarm) = RP_TIMER_RAWL + microseconds;
}

RACKLET_RAM_CODE static void on_start_timer(void *context) {
  (void)context;
  start_alarm(bus.options.barrier_alarm, SMBUS_BARRIER_MS * 1000u);
}

RACKLET_RAM_CODE static void on_cancel_timer(void *context) {
  (void)context;
  RP_TIMER_ARMED = bus.barrier_bit;
  RP_TIMER_INTR = bus.barrier_bit;
}

/** From the interrupt, or from the firmware's side with interrupts off: only the byte that SCL waits for; the rest by TX_EMPTY. */
RACKLET_RAM_CODE static void on_release(void *context, int answer) {
  (void)context;
  IC_DATA_CMD = (uint32_t)answer;
  want_refill(smbus_target_has_more(&rp2040_smbus_target));
}

/** The block as it must be, from its reset on. IC_SAR and its like take a value only while it is disabled. */
RACKLET_RAM_CODE static void set_up(void) {
  IC_ENABLE = 0u;
  RP_RESETS_RESET_SET = RP_RESET_I2C1;
  RP_RESETS_RESET_CLEAR = RP_RESET_I2C1;
  while ((RP_RESETS_DONE & RP_RESET_I2C1) == 0u) {
  }
  IC_ENABLE = 0u;
  IC_CON = IC_CON_SPEED_FAST | IC_CON_RESTART_EN | IC_CON_STOP_DET_IFADDRESSED | IC_CON_RX_FIFO_FULL_HLD_CTRL;
  IC_SAR = rp2040_smbus_target.write_address >> 1;
  IC_RX_TL = 0u;
  IC_TX_TL = REFILL_AT;
  IC_ACK_GENERAL_CALL = 0u;
  IC_SDA_SETUP = bus.sda_setup;
  IC_SDA_HOLD = bus.sda_hold;
  IC_FS_SPKLEN = bus.spike;
  (void)IC_CLR_INTR;
  bus.is_filling = false;
  IC_INTR_MASK = INTERRUPTS;
  IC_ENABLE = 1u;
}

/** The message is given up, the block set up anew. The bus's interrupts wait, the trip's does not. */
RACKLET_RAM_CODE static void give_up(struct smbus_target *target) {
  const uint32_t interrupts = (1u << RP_IRQ_I2C1) | (1u << RP_IRQ_TIMER(bus.options.barrier_alarm));
  RP_NVIC_DISABLE = interrupts;
  __asm__ volatile("dsb\n\tisb" ::: "memory");
  if (bus.events == bus.seen_events) {
    smbus_target_clock_timeout(target);
    set_up();
    RP_NVIC_UNPEND = 1u << RP_IRQ_I2C1;
  }
  RP_NVIC_ENABLE = interrupts;
}

/** The message went on to another address, behind a repeated START: its STOP is not told. */
RACKLET_RAM_CODE static void forget(struct smbus_target *target) {
  const uint32_t state = RACKLET_IRQ_SAVE();
  if (bus.events == bus.seen_events && (IC_STATUS & IC_STATUS_SLV_ACTIVITY) == 0u) smbus_target_deselected(target);
  RACKLET_IRQ_RESTORE(state);
}

/**
 * Is a message under way in which nothing moves? By the bytes that come and go, not by SCL: so a controller that went away with
 * SCL high is found as well. A byte takes 0.9 ms at 10 kHz; the barrier holds SCL for 10 ms.
 */
RACKLET_RAM_CODE static void watch(struct smbus_target *target) {
  const bool is_addressed = (IC_STATUS & IC_STATUS_SLV_ACTIVITY) != 0u;
  const uint32_t levels = IC_TXFLR | (IC_RXFLR << 8);
  const uint32_t events = bus.events;
  const bool moves = events != bus.seen_events || levels != bus.seen_levels;
  bus.seen_events = events;
  bus.seen_levels = levels;
  bus.stalled = (is_addressed || target->phase != SMBUS_PHASE_IDLE) && !moves ? bus.stalled + 1u : 0u;
  if (bus.stalled == 0u) return;
  if (!is_addressed && (IC_RAW_INTR_STAT & (IC_RX_FULL | IC_RD_REQ | IC_STOP_DET)) == 0u) {
    bus.stalled = 0u;
    forget(target);
  } else if (bus.stalled >= WATCH_STALLED) {
    bus.stalled = 0u;
    give_up(target);
  }
}

RACKLET_RAM_CODE void rp2040_smbus_target_barrier_vector(void) {
  if ((RP_TIMER_INTS & bus.barrier_bit) == 0u) return;
  RP_TIMER_INTR = bus.barrier_bit;
  smbus_target_barrier_expired(&rp2040_smbus_target);
}

RACKLET_RAM_CODE void rp2040_smbus_target_watch_vector(void) {
  RP_TIMER_INTR = bus.watch_bit;
  start_alarm(bus.options.watch_alarm, WATCH_US);
  watch(&rp2040_smbus_target);
}

// The firmware's side.

static uint32_t cycles_of(uint32_t nanoseconds, uint32_t hz) {
  return (nanoseconds * (hz / 1000000u) + 999u) / 1000u;
}

void rp2040_smbus_target_init(const struct rp2040_smbus_target_options *options) {
  const struct smbus_environment environment = {options->context, options->announce, on_release, on_start_timer,
                                                on_cancel_timer};
  bus.options = *options;
  // The block waits for one cycle less than it is told. Datasheet, IC_SDA_SETUP.
  bus.sda_setup = cycles_of(SDA_SETUP_NS, options->clock_hz) + 1u;
  bus.sda_hold = cycles_of(SDA_HOLD_NS, options->clock_hz);
  bus.spike = cycles_of(SPIKE_NS, options->clock_hz);
  bus.barrier_bit = 1u << options->barrier_alarm;
  bus.watch_bit = 1u << options->watch_alarm;
  smbus_target_init(&rp2040_smbus_target, options->address, true, &environment);
}

static void take_pin(uint32_t pin) {
  RP_PAD(pin) = RP_PAD_INPUT_ENABLE | RP_PAD_DRIVE_4MA | RP_PAD_SCHMITT;
  RP_GPIO_CTRL(pin) = RP_GPIO_FUNCTION_I2C;
}

void rp2040_smbus_target_start(void) {
  set_up();
  take_pin(bus.options.sda);
  take_pin(bus.options.scl);
  bus.is_open = true;
  RP_TIMER_INTR = bus.barrier_bit | bus.watch_bit;
  RP_TIMER_INTE_SET = bus.barrier_bit | bus.watch_bit;
  start_alarm(bus.options.watch_alarm, WATCH_US);
}

void rp2040_smbus_target_close(void) {
  smbus_target_close(&rp2040_smbus_target);
  if (!bus.is_open) return;
  bus.is_open = false;
  RP_TIMER_INTE_CLEAR = bus.barrier_bit | bus.watch_bit;
  RP_TIMER_ARMED = bus.barrier_bit | bus.watch_bit;
  IC_INTR_MASK = 0u;
  IC_ENABLE = 0u;
}
