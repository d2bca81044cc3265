import { defineConfig } from 'vitest/config';

/** The unit tests beside the mutated code; the tests of processes run dist/, which mutants never reach. */
export default defineConfig({
  test: {
    include: ['src/{protocol,engine,http,mapping,rejects,retry,text}/**/*.test.ts'],
    testTimeout: 60_000,
    setupFiles: ['integration_tests/properties.ts'],
  },
});
