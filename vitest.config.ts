import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They mostly wait for processes. Begun last, they would run alone while the other workers have nothing to do. */
const LONGEST = ['acceptance/acceptance.test.ts', 'faults/faults.test.ts', 'faults/reference.test.ts'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`integration_tests/${name}`));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ['{src,connectors,examples,spec,scripts,integration_tests}/**/*.test.ts'],
    setupFiles: ['integration_tests/properties.ts'],
    // Some tests start a connector a thousand times, and most of what that takes is compiling it.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/node', import.meta.url)) },
    // Far above what any takes: a machine may be busy with other work.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    sequence: { sequencer: LongestFirst },
    // One less by default, and much of the work is that of one thread.
    maxWorkers: 2,
  },
});
