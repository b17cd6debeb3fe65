// `embedded:io/digital`: inputs, and outputs that are pulled low or let go. See digital.ts.
#include "hardware/gpio.h"
#include "mc.xs.h"
#include "xsHost.h"
#include "xsmc.h"

// Modes of ECMA-419, section 10.1.
#define MODE_INPUT 0
#define MODE_INPUT_PULL_UP 1
#define MODE_INPUT_PULL_DOWN 2
#define MODE_OUTPUT_OPEN_DRAIN 9

static unsigned pin_of(xsMachine *the, int argument) {
  const int pin = xsmcToInteger(xsArg(argument));
  if (pin < 0 || pin >= NUM_BANK0_GPIOS) xsRangeError("digital: no such pin");
  return (unsigned)pin;
}

void racklet_digital_open(xsMachine *the) {
  const unsigned pin = pin_of(the, 0);
  const int mode = xsmcToInteger(xsArg(1));
  if (mode != MODE_OUTPUT_OPEN_DRAIN && (mode < MODE_INPUT || mode > MODE_INPUT_PULL_DOWN)) {
    xsRangeError("digital: no such mode");
  }
  // Let go, and low once driven: an open drain is low or an input.
  gpio_init(pin);
  gpio_set_pulls(pin, mode == MODE_INPUT_PULL_UP, mode == MODE_INPUT_PULL_DOWN);
}

void racklet_digital_read(xsMachine *the) { xsmcSetInteger(xsResult, gpio_get(pin_of(the, 0))); }

void racklet_digital_write(xsMachine *the) {
  const unsigned pin = pin_of(the, 0);
  gpio_set_dir(pin, xsmcToInteger(xsArg(1)) == 0);
}

void racklet_digital_close(xsMachine *the) {
  const unsigned pin = pin_of(the, 0);
  gpio_disable_pulls(pin);
  gpio_deinit(pin);
}
