// The keys of an expectation in words, with the unit of their values: `busbarMillivolts` is the `busbar`, in mV.

const NAMED: Readonly<Record<string, readonly [string, string]>> = {
  milliamps: ['current', 'mA'],
  celsius: ['temperature', '°C'],
  startMilliseconds: ['power-good after', 'ms'],
  inrushMilliamps: ['inrush', 'mA'],
  eFuseTrips: ['eFuse trips', ''],
  rampingAtOnce: ['most gates in soft start at once', ''],
  peakMilliamps: ['peak of the supply', 'mA'],
  supplyMilliamps: ['supply', 'mA'],
  noFlag: ['no flag', ''],
  notInLog: ['not in the log', ''],
  resetCause: ['reset cause', ''],
};
const VOLTS = 'Millivolts';

const NEGATED: Readonly<Record<string, string>> = { answers: 'silent', limiting: 'not limiting' };

/** Of a key that is true or false. */
export const yesOrNo = (key: string, value: boolean): string => (value ? key : (NEGATED[key] ?? `not ${key}`));

/** @returns the words, and the unit or nothing */
export function wordsOf(key: string): readonly [string, string] {
  if (key.endsWith(VOLTS)) return [key.slice(0, -VOLTS.length), 'mV'];
  return NAMED[key] ?? [key, ''];
}

export const withUnit = (text: string, unit: string): string => (unit === '' ? text : `${text} ${unit}`);
