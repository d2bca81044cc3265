import { contains, FOLDERS } from './scripts/mutation/folders.ts';

/** `MUTANTS=http npm run test:mutants` judges the mutants of the folders of `src/http` only. */
const part = process.env.MUTANTS ?? '';
const chosen = FOLDERS.filter((folder) => part === '' || contains(part, folder));
if (chosen.length === 0) throw new Error(`MUTANTS=${part} selects none of ${FOLDERS.join(', ')}.`);

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'loaded',
  tsconfigFile: 'none: TypeScript 7 has no API that Stryker could call',
  plugins: ['./scripts/mutation/runner.ts'],
  mutate: [...chosen.map((folder) => `src/${folder}/**/*.ts`), '!src/**/*.test.ts', '!src/**/testing/**'],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  timeoutMS: 60_000,
  dryRunTimeoutMinutes: 60,
  ignoreStatic: true,
  reporters: ['clear-text', 'progress', 'json'],
  jsonReporter: { fileName: 'reports/mutation.json' },
  tempDirName: '.stryker',
  thresholds: { high: 95, low: 90, break: null },
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
};
