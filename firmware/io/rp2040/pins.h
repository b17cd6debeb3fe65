// Pins as the native part uses them. A pin is given its level before it is given to anyone: no glitch.
#ifndef RACKLET_RP2040_PINS_H
#define RACKLET_RP2040_PINS_H

#include "registers.h"

/** An output, low. Its level is set before it is driven, and it is driven before the pad follows it. */
static inline void rp2040_pin_output_low(uint32_t pin) {
  RP_SIO_GPIO_OUT_CLEAR = 1u << pin;
  RP_SIO_GPIO_OE_SET = 1u << pin;
  RP_PAD(pin) = RP_PAD_INPUT_ENABLE | RP_PAD_DRIVE_4MA | RP_PAD_SCHMITT | RP_PAD_PULL_DOWN;
  RP_GPIO_CTRL(pin) = RP_GPIO_FUNCTION_SIO;
}

/** An input. @param pull RP_PAD_PULL_UP, RP_PAD_PULL_DOWN or 0 */
static inline void rp2040_pin_input(uint32_t pin, uint32_t pull) {
  RP_SIO_GPIO_OE_CLEAR = 1u << pin;
  RP_PAD(pin) = RP_PAD_INPUT_ENABLE | RP_PAD_DRIVE_4MA | RP_PAD_SCHMITT | pull;
  RP_GPIO_CTRL(pin) = RP_GPIO_FUNCTION_SIO;
}

#endif
