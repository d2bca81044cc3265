import { defineConfig } from 'vitest/config';

/** `npm run test:image`: builds the images with a container engine, one after another, and tests them. */
const conditions = ['@airbyte-ts/source', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['integration_tests/image/engine/*.engine.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
