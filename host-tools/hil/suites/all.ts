// Every check there is, in the order in which they run. The power suite leaves a black box for the store suite.
import type { Check, SuiteName } from '../check';
import { BUS_CHECKS } from './bus';
import { CONSOLE_CHECKS } from './console';
import { POWER_CHECKS } from './power';
import { STORE_CHECKS } from './store';

const ALL: readonly Check[] = [...BUS_CHECKS, ...CONSOLE_CHECKS, ...POWER_CHECKS, ...STORE_CHECKS];

export const checksOf = (suites: readonly SuiteName[]): readonly Check[] =>
  ALL.filter(({ suite }) => suites.includes(suite));
