// Tests that judge mutants of the firmware's pure rooms: fast ones, in one process.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/{units,snapshot,smbus,pmbus,power,firmware,store,black-box,events,sensors}/**/*.test.ts',
      'test/rack/every-command.test.ts',
    ],
    testTimeout: 60_000,
  },
});
