// Model of the on-chip converter: 12 bits over 3.3 V, the output divider, the temperature sensor. RP2040 datasheet, section 4.9.

const REFERENCE_VOLTS = 3.3;
const STEPS = 4096;
const LARGEST = STEPS - 1;
/** The output is measured through two equal resistors. */
const OUTPUT_DIVIDER = 2;

const convert = (volts: number): number =>
  Math.max(0, Math.min(LARGEST, Math.round((volts / REFERENCE_VOLTS) * STEPS)));

export const adcOfOutput = (volts: number): number => convert(volts / OUTPUT_DIVIDER);

/** Section 4.9.5: 0.706 V at 27 degrees, -1.721 mV per degree. */
export const adcOfTemperature = (celsius: number): number => convert(0.706 - (celsius - 27) * 0.001721);
