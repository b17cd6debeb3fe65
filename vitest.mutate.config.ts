// Tests that judge mutants of the firmware's pure rooms: fast ones, in one process. Those that walk through thousands of cases for seconds
// are left out, a mutant at a time would wait for each: what they find more is not counted, so that the score is the lower bound.
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/{units,snapshot,smbus,pmbus,power,firmware,store,black-box,events,sensors}/**/*.test.ts',
      'test/rack/every-command.test.ts',
    ],
    exclude: [
      ...configDefaults.exclude,
      'test/black-box/black-box.test.ts',
      'test/firmware/bmc-ticks.test.ts',
      'test/power/{hot-swap-exhaustive,hot-swap-traces,limit-monitor-traces}.test.ts',
      'test/sensors/family.test.ts',
      'test/store/{joint-power-cut,power-cut,fuzz}.test.ts',
    ],
    testTimeout: 60_000,
  },
});
