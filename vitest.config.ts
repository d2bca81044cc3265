import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Start processes, or wait for them: they belong to the integration tier although they stand beside what they test. */
const PROCESSES = [
  'src/testing/{acceptance,cli}/**/*.test.ts',
  'src/testing/process.test.ts',
  'src/devtools/demo.test.ts',
  'src/devtools/preview/*.test.ts',
];

/** Started last, these would run alone while the other workers idle. Many of them wait most of the time. */
const LONGEST = [
  'acceptance/acceptance.test.ts',
  'faults/faults.test.ts',
  'acceptance/described.test.ts',
  'samples.test.ts',
  'preview/browser.test.ts',
  'proxy.test.ts',
  'shared-limit.test.ts',
  'simulation/simulation.test.ts',
  'quoting/quoting.test.ts',
  'cli/silent-connectors.test.ts',
  'tidepool-org/crashes-replace.test.ts',
  'tidepool-org/validators-agree.test.ts',
  'faults/reference.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/** Far above what any test takes, because a machine may be busy with other work. At full depth some take minutes. */
const TIMEOUT_MS = process.env.TEST_DEPTH === 'nightly' ? 1_800_000 : 90_000;

const shared = {
  setupFiles: ['integration_tests/properties.ts', 'integration_tests/failure-types.ts'],
  testTimeout: TIMEOUT_MS,
  hookTimeout: TIMEOUT_MS,
};

/** The CDK is imported by its own name, and tests run its source. */
const conditions = ['@airbyte-ts/source', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    sequence: { sequencer: LongestFirst },
    // Much of the work waits for other processes, or for timers.
    maxWorkers: availableParallelism() + 1,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'connectors/**/*.ts'],
      exclude: ['**/*.test.ts', 'src/testing/**', '**/integration_tests/**'],
      reporter: ['text-summary', 'html', 'json-summary'],
    },
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'unit',
          include: ['{src,connectors,spec,scripts}/**/*.test.ts'],
          exclude: PROCESSES,
          // They share no global state, and a new context for each file costs as much as the tests themselves.
          pool: 'threads',
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'integration',
          include: [...PROCESSES, '{examples,integration_tests}/**/*.test.ts'],
          isolate: false,
          // Some tests start a connector a thousand times; compiling it is most of what that costs.
          env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/node', import.meta.url)) },
        },
      },
    ],
  },
});
