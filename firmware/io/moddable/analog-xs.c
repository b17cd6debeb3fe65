// `embedded:io/analog`: one conversion per read, the channel chosen each time. See analog.ts.
#include "hardware/adc.h"
#include "mc.xs.h"
#include "xsHost.h"
#include "xsmc.h"

#define FIRST_PIN 26
// The sensor on the chip is channel 4, behind the four pins. RP2040 datasheet, section 4.9.2.
#define SENSOR_PIN 30

void racklet_analog_open(xsMachine *the) {
  const int pin = xsmcToInteger(xsArg(0));
  if (pin < FIRST_PIN || pin > SENSOR_PIN) xsRangeError("analog: no channel at this pin");
  if (!(adc_hw->cs & ADC_CS_EN_BITS)) adc_init();
  if (pin == SENSOR_PIN) {
    adc_set_temp_sensor_enabled(true);
  } else {
    adc_gpio_init((unsigned)pin);
  }
}

void racklet_analog_read(xsMachine *the) {
  adc_select_input((unsigned)(xsmcToInteger(xsArg(0)) - FIRST_PIN));
  xsmcSetInteger(xsResult, adc_read());
}
