// The SMBus target core on two PIO state machines. Programs and the words that go both ways: i2c-target.pio.
#include "pio-target.h"

#include "i2c-target-words.h"
#include "prototype-port.h"
#include "registers.h"

#define SHIFTER 0u
#define WATCH 1u
#define ALERT_RESPONSE_ADDRESS 0x0cu

// Frames to the shifter: clocks less one, then bits, 1 pulls low.
#define FRAME_ACK ((8u << 28) | (1u << 27))
#define FRAME_ACK_AND_BYTE(byte) ((9u << 28) | (1u << 27) | (((byte) ^ 0xffu) << 19))
#define FRAME_BYTE(byte) ((8u << 28) | (((byte) ^ 0xffu) << 20))

enum state { DEAF = 0, RECEIVING, SENDING, ALERTING };

struct smbus_target pio_target_core;

static struct {
  volatile uint32_t activity;
  uint32_t seen;
  uint8_t state;
  uint8_t address;
  uint8_t sent;
  uint8_t quiet;
  volatile bool alert;
} port;

/** Ignores the bus until the next START and lets go of SCL; SDA was let go before. */
RACKLET_RAM_CODE static void deafen(void) {
  port.state = DEAF;
  PIO_FORCE(SHIFTER) = PIO_FORCE_DEAF;
  PIO_IRQ0_ENABLE = PIO_INTERRUPT_RECEIVE0;
}

/** This message is ours: its STOP is of interest. The flag may stand from others' messages. */
RACKLET_RAM_CODE static void attend(uint8_t state) {
  port.state = state;
  PIO_FLAGS = 1u;
  PIO_IRQ0_ENABLE = PIO_INTERRUPT_RECEIVE0 | PIO_INTERRUPT_FLAG0;
}

RACKLET_RAM_CODE static void send_first(uint32_t byte, uint8_t state) {
  PIO_TRANSMIT(SHIFTER) = FRAME_ACK_AND_BYTE(byte);
  port.sent = (uint8_t)byte;
  attend(state);
}

RACKLET_RAM_CODE static void answer_read(int answer) {
  if (answer == SMBUS_ACK) send_first((uint32_t)smbus_target_requested(&pio_target_core), SENDING);
  else if (answer == SMBUS_NACK) deafen();
}

RACKLET_RAM_CODE static void read_addressed(void) {
  struct reply_slot *reply = smbus_target_plain_reply(&pio_target_core);
  if (reply == NULL) {
    attend(SENDING); // Until it is answered the shifter holds SCL.
    answer_read(smbus_target_addressed(&pio_target_core, true));
    return;
  }
  const uint32_t byte = reply->bytes[0];
  PIO_TRANSMIT(SHIFTER) = FRAME_ACK_AND_BYTE(byte);
  smbus_target_begin_reply(&pio_target_core, reply);
  port.sent = (uint8_t)byte;
  attend(SENDING);
}

RACKLET_RAM_CODE static void addressed(uint32_t byte) {
  const uint32_t own = (uint32_t)port.address << 1;
  if (byte == (own | 1u)) {
    read_addressed();
  } else if (byte == own) {
    if (smbus_target_addressed(&pio_target_core, false) == SMBUS_ACK) {
      PIO_TRANSMIT(SHIFTER) = FRAME_ACK;
      attend(RECEIVING);
    } else {
      deafen();
    }
  } else {
    if (port.state != DEAF) smbus_target_deselected(&pio_target_core);
    if (byte == ((ALERT_RESPONSE_ADDRESS << 1) | 1u) && port.alert) send_first(own, ALERTING);
    else deafen();
  }
}

/** A byte went out. What stood on the wire differs where another device pulled low: it has won. */
RACKLET_RAM_CODE static void byte_sent(uint32_t frame) {
  const bool collided = ((frame >> 1) & 0xffu) != port.sent;
  const bool refused = (frame & 1u) != 0u;
  if (port.state == ALERTING) {
    if (!collided) port.alert = false;
    deafen();
    return;
  }
  if (collided) smbus_target_collided(&pio_target_core);
  if (collided || refused) {
    smbus_target_deselected(&pio_target_core); // The read is over; its STOP is not waited for.
    deafen();
    return;
  }
  const uint32_t byte = (uint32_t)smbus_target_requested(&pio_target_core);
  PIO_TRANSMIT(SHIFTER) = FRAME_BYTE(byte);
  port.sent = (uint8_t)byte;
}

RACKLET_RAM_CODE void pio_target_interrupt(void) {
  const uint32_t pending = PIO_IRQ0_STATUS;
  port.activity = port.activity + 1u;
  if ((pending & PIO_INTERRUPT_FLAG0) != 0u) {
    PIO_FLAGS = 1u;
    PIO_IRQ0_ENABLE = PIO_INTERRUPT_RECEIVE0;
    port.state = DEAF;
    smbus_target_stopped(&pio_target_core);
  }
  if ((pending & PIO_INTERRUPT_RECEIVE0) == 0u) return;
  const uint32_t frame = PIO_RECEIVE(SHIFTER);
  if ((frame >> 31) != 0u) {
    addressed(frame & 0xffu);
  } else if (port.state == RECEIVING) {
    if (smbus_target_received(&pio_target_core, (uint8_t)frame) == SMBUS_ACK) PIO_TRANSMIT(SHIFTER) = FRAME_ACK;
    else PIO_FORCE(SHIFTER) = PIO_FORCE_DEAF; // NACK. STOP or START still ends the message.
  } else if (port.state != DEAF) {
    byte_sent(frame);
  } else {
    deafen();
  }
}

// The environment of the core.

RACKLET_RAM_CODE static void announce(void *context) {
  (void)context; // The firmware of the prototype looks after every interrupt.
}

RACKLET_RAM_CODE static void release(void *context, int answer) {
  (void)context;
  answer_read(answer);
}

RACKLET_RAM_CODE static void start_timer(void *context) {
  (void)context;
  TIMER_ALARM(0) = TIMER_NOW + SMBUS_BARRIER_MS * 1000u;
}

RACKLET_RAM_CODE static void cancel_timer(void *context) {
  (void)context;
  TIMER_ARMED = 1u << 0;
}

RACKLET_RAM_CODE void pio_target_barrier_interrupt(void) {
  TIMER_RAISED = 1u << 0;
  smbus_target_barrier_expired(&pio_target_core);
}

RACKLET_RAM_CODE void pio_target_tick_interrupt(void) {
  TIMER_RAISED = 1u << 1;
  TIMER_ALARM(1) = TIMER_NOW + PIO_TARGET_TICK_US;
  const bool moved = port.activity != port.seen;
  port.seen = port.activity;
  port.quiet = moved || port.state == DEAF ? 0u : (uint8_t)(port.quiet + 1u);
  if (port.quiet < 6u) return;
  port.quiet = 0u;
  PIO_FORCE(SHIFTER) = PIO_FORCE_RELEASE_SDA;
  deafen();
  smbus_target_clock_timeout(&pio_target_core);
}

// Once, at the start.

static void machine(uint32_t index, uint32_t wrap, uint32_t execution, uint32_t shift, uint32_t pins) {
  PIO_CLOCK_DIVIDER(index) = 1u << 16;
  PIO_EXECUTION(index) = execution | wrap;
  PIO_SHIFT(index) = shift;
  PIO_PINS(index) = pins;
}

static void start_machines(void) {
  const uint32_t sda = PIO_TARGET_SDA;
  const uint32_t scl = sda + 1u;
  const uint32_t in_base = sda << 15;
  for (uint32_t n = 0u; n < PIO_WORD_COUNT; n++) PIO_INSTRUCTION(n) = pio_words[n];
  machine(SHIFTER, SHIFTER_WRAP, (1u << 30) | (1u << 29) | (scl << 24), SHIFTER_SHIFT,
          (2u << 29) | (1u << 26) | (1u << 20) | in_base | (scl << 10) | (sda << 5) | sda);
  machine(WATCH, WATCH_WRAP, 0u, WATCH_SHIFT, in_base);
  PIO_FORCE(SHIFTER) = PIO_FORCE_RELEASE_SDA;
  PIO_FORCE(SHIFTER) = PIO_FORCE_DEAF;
  PIO_FORCE(WATCH) = PIO_FORCE_SET_Y_2;
  PIO_FORCE(WATCH) = PIO_FORCE_WATCH;
  DMA_READ_ADDRESS = PIO_RECEIVE_ADDRESS(WATCH);
  DMA_WRITE_ADDRESS = PIO_FORCE_ADDRESS(SHIFTER);
  DMA_COUNT = 0xffffffffu; // 4 thousand million STARTs: a board that runs for years arms it anew.
  DMA_CONTROL_TRIGGER = DMA_CONTROL(DMA_REQUEST_PIO0_RX1);
  for (uint32_t pin = sda; pin <= scl; pin++) {
    PAD(pin) = PAD_OPEN_DRAIN;
    GPIO_CONTROL(pin) = GPIO_FUNCTION_PIO0;
  }
  PIO_CONTROL = (1u << SHIFTER) | (1u << WATCH);
}

void pio_target_init(uint8_t address) {
  static const struct smbus_environment environment = {NULL, announce, release, start_timer, cancel_timer};
  port.address = address;
  smbus_target_init(&pio_target_core, address, false, &environment);
  start_machines();
  PIO_IRQ0_ENABLE = PIO_INTERRUPT_RECEIVE0;
  TIMER_ENABLE = (1u << 0) | (1u << 1);
  TIMER_ALARM(1) = TIMER_NOW + PIO_TARGET_TICK_US;
  NVIC_ENABLE = (1u << IRQ_PIO0_0) | (1u << IRQ_TIMER0) | (1u << IRQ_TIMER1);
}

void pio_target_set_alert(bool pending) {
  port.alert = pending;
}

bool pio_target_alert_is_pending(void) {
  return port.alert;
}
