// Tests of C cores: skipped, and counted as skipped, where there is no C compiler.
import { describe, it } from 'vitest';
import { unavailable } from './programs';

export function describeCore(name: string, body: () => void): void {
  const reason = unavailable;
  if (reason === undefined) describe(name, body);
  else describe(name, () => it.skip(reason, () => {}));
}
