import { defineConfig } from 'vitest/config';

/** `npm run test:package`: what the packed packages do in folders outside of this repository. Needs an npm registry. */
export default defineConfig({
  test: {
    include: ['integration_tests/package/*.package.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
