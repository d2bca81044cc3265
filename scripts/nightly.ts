import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** Resolves the CDK's name to its source. */
const SOURCE = '--conditions=@airbyte-ts/source';

/** Runs every test at full depth. Each step runs to its end, also after a failure. Exit code 1 if one fails. */
const STEPS: readonly (readonly [name: string, ...command: string[]])[] = [
  ['check', 'npm', 'run', 'check'],
  ['build', 'npm', 'run', 'build'],
  ['tests', 'npx', 'vitest', 'run', '--coverage', '--coverage.reportsDirectory=reports/coverage'],
  ['faults', 'node', SOURCE, 'integration_tests/faults/main.ts', '--inside', '--schedules', '2000'],
  ['acceptance', 'node', 'scripts/acceptance-reports.ts'],
  ['memory', 'node', SOURCE, 'integration_tests/benchmarks/main.ts', '--only', 'memory', '--rounds', '1'],
  ['packages', 'npm', 'run', 'test:package'],
  ['mutants', 'npm', 'run', 'test:mutants'],
];

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    skip: { type: 'string', multiple: true, default: [] },
  },
});
const names = STEPS.map(([name]) => name);
for (const name of [...values.only, ...values.skip])
  if (!names.includes(name)) throw new Error(`There is no step ${name}; there are ${names.join(', ')}.`);
const chosen = STEPS.filter(
  ([name]) => (values.only.length === 0 || values.only.includes(name)) && !values.skip.includes(name),
);

mkdirSync('reports', { recursive: true });
const lines: string[] = [];
for (const [name, program, ...args] of chosen) {
  const started = performance.now();
  const code = await run(program!, args);
  lines.push(
    `${code === 0 ? 'passed' : 'FAILED'}  ${name}  ${Math.round((performance.now() - started) / 1000)} s`,
  );
  if (code !== 0) process.exitCode = 1;
}
process.stdout.write(`\n${lines.join('\n')}\n`);

function run(program: string, args: readonly string[]): Promise<number> {
  const env = { ...process.env, TEST_DEPTH: 'nightly' };
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit', env });
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });
}
