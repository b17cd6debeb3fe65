// How finely a value can be told over the wire and by hwmon, from the formats' definitions.

const MANTISSA = 1023;

/** Step of LINEAR11 around a value in V, A, W or degrees. PMBus Part II 1.3.1, section 7.1: 11 bits signed, exponent 5 bits signed. */
export function linear11Step(value: number): number {
  let exponent = -16;
  while (exponent < 15 && Math.abs(value) / 2 ** exponent > MANTISSA) exponent++;
  return 2 ** exponent;
}

/** Step of an output voltage, from the exponent that docs/pmbus-commands.md gives for VOUT_MODE. Section 8.4.1. */
export const VOUT_STEP = 2 ** -12;

/** Units of hwmon in one V, A, W, degree: mV, mA, uW, millidegrees. Documentation/hwmon/sysfs-interface.rst of the kernel. */
export const HWMON_SCALE: Readonly<Record<string, number>> = { in: 1e3, curr: 1e3, power: 1e6, temp: 1e3 };
/** Units of hwmon in one unit of the command table. */
export const HWMON_PER_UNIT: Readonly<Record<string, number>> = { mV: 1, mA: 1, mW: 1000, mdegC: 1 };
