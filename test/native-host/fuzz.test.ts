// Coverage-guided fuzzing of the C cores with a fixed number of inputs. Longer: `npm run fuzz`.
import { describe, expect, it } from 'vitest';
import { coverageOf, FUZZERS, fuzzingUnavailable, runFuzzer } from './fuzzers';

const unavailable = fuzzingUnavailable();

describe('the C cores under a fuzzer', () => {
  for (const fuzzer of FUZZERS) {
    it.skipIf(unavailable)(`${fuzzer.name}: ${fuzzer.runs} inputs${unavailable ? ` (${unavailable})` : ''}`, () => {
      const { status, log } = runFuzzer(fuzzer, fuzzer.runs, 1);
      if (status !== 0) expect.fail(log.slice(-4000));
      expect(log).toContain(`Done ${fuzzer.runs} runs`);
      expect(coverageOf(log)).toBeGreaterThan(100);
      process.stdout.write(`${fuzzer.name}: ${fuzzer.runs} inputs, ${coverageOf(log)} edges met, nothing found\n`);
    });
  }
});
