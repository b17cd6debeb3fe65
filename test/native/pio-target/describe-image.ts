// Tests that need the prototype's image: skipped, and counted as skipped, where there is no compiler for it.
import { describe, it } from 'vitest';
import { missingCompiler } from './image';

export function describeImage(name: string, body: () => void): void {
  if (missingCompiler === undefined) describe(name, body);
  else describe(name, () => it.skip(missingCompiler!, () => {}));
}
