import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: 'forks',
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'build/test-results.json' }]] : ['default'],
    coverage: { provider: 'v8', include: ['firmware/**/*.ts', 'boards/**/*.ts', 'host-tools/**/*.ts'] },
  },
});
