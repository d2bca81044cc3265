import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,connectors,examples,spec,scripts,integration_tests}/**/*.test.ts'],
    setupFiles: ['integration_tests/properties.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
