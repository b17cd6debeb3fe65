// The events of the log. A code is added, never reused: logs are read years later. Sentences: event-text.ts.

export const Event = {
  /** a: reset cause, index of RESET_CAUSES. */
  boot: 1,
  /** The operator, or a stored wish, wants the unit on. */
  wantedOn: 2,
  wantedOff: 3,
  /** The unit is on, its output good. a: busbar, mV; b: current, mA; c: how it started (`startWord`). */
  unitOn: 4,
  /** Its gate opened as the operator wished. */
  unitOff: 5,
  /** Presence is there, and was held for the debounce. */
  inserted: 6,
  /** Presence is lost. a: 1 where the gate was on. */
  removed: 7,
  /** a: fault; b: value; c: level. Detail: FaultOutcome. */
  fault: 8,
  /** A fault that was only noted is over. a: fault. */
  faultOver: 9,
  /** a: Unix time before, seconds; 0 where it was not known. */
  timeSet: 10,
  /** a: generation. */
  configStored: 11,
  /** A stored value is out of the range of this firmware, and was left out. a: command code; b: value. */
  configRejected: 12,
  /** So many events were left out, because they came too often. a: event code; b: fault, or 0; c: how many. */
  suppressed: 13,
  addressConflict: 14,
  strapFault: 15,
  /** An operation of the flash failed. a: FlashStatus. */
  storeFault: 16,
  /** The unit is being asked to shut itself down. */
  stopping: 17,
  /** Another try after a fault. a: fault. */
  retry: 18,
} as const;
export type Event = (typeof Event)[keyof typeof Event];

const LARGEST_HALF = 0xffff;

/** Bits 15:0 the largest current on the way, mA; bits 31:16 from the gate to power-good, ms. More than a half holds is its largest. */
export const startWord = (peakMilliamps: number, tookMs: number): number =>
  Math.min(peakMilliamps, LARGEST_HALF) | (Math.min(tookMs, LARGEST_HALF) << 16);

/** Names by code, for people and `--json`. */
export const EVENT_NAMES = [
  'none',
  'boot',
  'wanted-on',
  'wanted-off',
  'unit-on',
  'unit-off',
  'inserted',
  'removed',
  'fault',
  'fault-over',
  'time-set',
  'config-stored',
  'config-rejected',
  'suppressed',
  'address-conflict',
  'strap-fault',
  'store-fault',
  'stopping',
  'retry',
] as const;
