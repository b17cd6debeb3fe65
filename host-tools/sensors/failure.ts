// The ways in which a sensor fails. All but `reset` last until they are healed.
export const SENSOR_FAILURES = {
  nack: 'does not acknowledge',
  stuck: 'every bit reads as one, writes are lost: the data line is stuck high behind the address',
  frozen: 'acknowledges, but converts no more: its results stand',
  implausible: 'converts to the end of its scale, whatever it measures',
  reset: 'falls back to its power-on values once, as after a dip of its supply',
} as const;
export type SensorFailure = keyof typeof SENSOR_FAILURES;
export const SENSOR_FAILURE_NAMES = Object.keys(SENSOR_FAILURES) as [SensorFailure, ...SensorFailure[]];
