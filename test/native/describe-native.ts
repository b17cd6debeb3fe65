// Tests of the native part on the emulated board: skipped, and counted as skipped, where there is no compiler for it.
import { describe, it } from 'vitest';
import { unavailable } from './build';

export function describeNative(name: string, body: () => void): void {
  if (unavailable === undefined) describe(name, body);
  else describe(name, () => it.skip(unavailable!, () => {}));
}
