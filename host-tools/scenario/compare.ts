// One key of an expectation against what is seen, and both in words.
import type { Range } from './expectation-schema';
import { withUnit, wordsOf, yesOrNo } from './words';

export type Seen = string | number | boolean | undefined;
export type Wanted = string | boolean | Range;

export interface Observation {
  /** Who was looked at: the unit over the bus, the plant, or the reads of the operator. */
  readonly of: 'says' | 'plant' | 'reads';
  /** Undefined: the whole rack. */
  readonly slot: number | undefined;
  /** `state faulted`, `output above 4900 mV`. */
  readonly wanted: string;
  /** `state on`. */
  readonly seen: string;
  readonly fits: boolean;
}

const isRange = (wanted: Wanted): wanted is Range => typeof wanted === 'object';

const rangeText = ({ is, above, below }: Range): string =>
  [
    ...(is === undefined ? [] : [`${is}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ].join(' and ');

/** `wanted` or `seen` of a key, in words. */
export function phrase(key: string, value: Wanted | Seen): string {
  if (typeof value === 'boolean') return yesOrNo(key, value);
  const [words, unit] = wordsOf(key);
  if (value === undefined) return `no ${words}`;
  return `${words} ${withUnit(typeof value === 'object' ? rangeText(value) : String(value), unit)}`;
}

export function fits(wanted: Wanted, seen: Seen): boolean {
  if (!isRange(wanted)) return seen === wanted;
  const { is, above, below } = wanted;
  if (typeof seen !== 'number') return false;
  return (
    (is === undefined || seen === is) && (above === undefined || seen > above) && (below === undefined || seen < below)
  );
}

type Place = Pick<Observation, 'of' | 'slot'>;

export const compare = (place: Place, key: string, wanted: Wanted, seen: Seen): Observation => ({
  ...place,
  wanted: phrase(key, wanted),
  seen: phrase(key, seen),
  fits: fits(wanted, seen),
});
