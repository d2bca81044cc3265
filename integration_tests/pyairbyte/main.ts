import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmulator } from '../../src/emulator/server.ts';
import { emulatorOf } from '../emulators/registry.ts';
import { type Outcome, problemsOf, tableOf } from './outcome.ts';
import { pythonWithPyAirbyte, VERSION } from './python.ts';
import { SETTINGS } from './settings.ts';

/**
 * `npm run test:pyairbyte [-- <connector> …]`: PyAirbyte's own smoke test and its scenarios, against the emulators. Prints a
 * table in Markdown, and ends with exit code 1 if a connector differs from the table. Without Python it is skipped.
 */
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const script = fileURLToPath(new URL('smoke.py', import.meta.url));
const run = promisify(execFile);

const found = await pythonWithPyAirbyte((line) => process.stderr.write(`${line}\n`));
if ('reason' in found) {
  say(
    `PyAirbyte's smoke tests are skipped: ${found.reason}. PYAIRBYTE_PYTHON may name a Python that has it.`,
  );
} else {
  const asked = process.argv.slice(2);
  const outcomes: Outcome[] = [];
  for (const [name, { config, strategies }] of Object.entries(SETTINGS)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    for (const strategy of ['smoke', ...strategies]) {
      process.stderr.write(`${name}: ${strategy} …\n`);
      outcomes.push(await outcomeOf(found.python, name, config, strategy));
    }
  }
  say(`PyAirbyte ${VERSION}\n\n${tableOf(outcomes)}`);
  const problems = outcomes.flatMap(problemsOf);
  for (const problem of problems) say(problem);
  if (problems.length > 0) process.exitCode = 1;
}

async function outcomeOf(python: string, name: string, settings: object, strategy: string): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'pyairbyte-'));
  const entry = emulatorOf(name);
  const emulator = await startEmulator(entry.create());
  try {
    const config = join(folder, 'config.json');
    const logs = join(folder, 'logs');
    await mkdir(logs);
    await writeFile(
      config,
      // Report every reason of a rejection, not only that there are too many.
      JSON.stringify({ ...entry.config(emulator.url), ...settings, max_rejected_percent: 100 }),
    );
    const args = [script, name, resolve(`dist/${name}.js`), config, strategy];
    const env = {
      ...process.env,
      PATH: `${join(python, '..')}:${process.env.PATH}`,
      // Sends no telemetry to Airbyte and no request to its registry.
      DO_NOT_TRACK: '1',
      AIRBYTE_OFFLINE_MODE: '1',
      AIRBYTE_LOGGING_ROOT: logs,
      WORKER_JOB_ID: undefined,
    };
    const { stdout } = await run(python, args, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 });
    const { error } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { error: string | null };
    return { name, strategy, error: error ?? undefined, log: await textsIn(logs) };
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true });
  }
}

async function textsIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}
