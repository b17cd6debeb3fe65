// What a check is, how it says that it failed, and how it says that this place cannot do it.
import type { Place } from './place';

export const SUITES = ['bus', 'console', 'power', 'store'] as const;
export type SuiteName = (typeof SUITES)[number];

/** Measured from the controller's side. */
export type Figures = Readonly<Record<string, number>>;

export interface Passed {
  /** What was seen, for people. */
  readonly detail: string;
  readonly figures?: Figures;
}

export interface Check {
  readonly suite: SuiteName;
  readonly name: string;
  /** What it switches or writes: told before anything is done. */
  readonly switches?: string;
  /** Why it cannot be done here; undefined where it can. */
  readonly missing?: (place: Place) => string | undefined;
  /** @throws CheckFailed, CannotCheck */
  readonly run: (place: Place) => Promise<Passed | string>;
}

/** The unit does not do what it should: `message` names the cause. */
export class CheckFailed extends Error {}

/** Found on the way: this place cannot do it. */
export class CannotCheck extends Error {}

/** @throws CheckFailed */
export function expect(condition: boolean, message: string): asserts condition {
  if (!condition) throw new CheckFailed(message);
}

export const needsOpen = ({ isClosed }: Place): string | undefined =>
  isClosed ? 'the unit is security: closed and takes no such write' : undefined;
