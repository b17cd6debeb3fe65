// Which swap the trailers ask for: the tables of MCUboot's docs, design.md, "New swaps (non-resumes)", row by row. The first row that
// fits decides.
import type { Flag, Magic } from './trailer';

/** Their numbers are those of the field swap info. */
export const SwapType = { none: 1, test: 2, permanent: 3, revert: 4 } as const;
export type SwapType = (typeof SwapType)[keyof typeof SwapType];

export interface TrailerState {
  readonly magic: Magic;
  readonly imageOk: Flag;
  readonly copyDone: Flag;
}

interface Row {
  readonly state: string;
  /** What has to hold; what is not named may be anything. */
  readonly primary: Partial<TrailerState>;
  readonly secondary: Partial<TrailerState>;
  readonly result: SwapType;
}

// biome-ignore format: a table is read by column
export const DECISION: readonly Row[] = [
  { state: 'I',   primary: {}, secondary: { magic: 'good', imageOk: 'unset', copyDone: 'set' }, result: SwapType.revert },
  { state: 'II',  primary: {}, secondary: { magic: 'good', imageOk: 'unset' },                  result: SwapType.test },
  { state: 'III', primary: {}, secondary: { magic: 'good', imageOk: 'set' },                    result: SwapType.permanent },
  { state: 'IV',  primary: { magic: 'good', imageOk: 'unset', copyDone: 'set' }, secondary: {}, result: SwapType.revert },
  { state: 'V',   primary: {}, secondary: {},                                                   result: SwapType.none },
];

const fits = (wanted: Partial<TrailerState>, state: TrailerState): boolean =>
  (Object.keys(wanted) as (keyof TrailerState)[]).every((field) => state[field] === wanted[field]);

export function swapTypeOf(primary: TrailerState, secondary: TrailerState): SwapType {
  return DECISION.find((row) => fits(row.primary, primary) && fits(row.secondary, secondary))!.result;
}
