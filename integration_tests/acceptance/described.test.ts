import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** The command as it is installed, and the connectors that its documentation shows, each with a description of its own. */
const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

const described = [
  {
    name: 'the connector of the README',
    args: [
      ...['--connector', `'${path('dist/destination-webhook.js')}'`],
      ...['--subject', path('examples/destination-webhook/acceptance-subject.yml')],
    ],
    atLeast: 140,
    isThere: true,
  },
  {
    name: 'a connector in Python',
    args: ['--subject', path('integration_tests/acceptance/foreign/acceptance-subject.yml')],
    atLeast: 125,
    isThere: hasPython,
  },
];

for (const { name, args, atLeast, isThere } of described)
  test.skipIf(!isThere)(`${name} passes every case it can be put through`, { timeout: 300_000 }, async () => {
    const command = [path('dist/connector-acceptance.js'), ...args, '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 1e8 }).catch(
      (failed: { stdout: string }) => failed,
    );
    const { cases, passed } = JSON.parse(stdout) as {
      readonly passed: number;
      readonly cases: readonly { readonly id: string; readonly status: string; readonly seen?: string }[];
    };
    expect(cases.filter(({ status }) => status === 'failed').map(({ id, seen }) => `${id}: ${seen}`)).toEqual(
      [],
    );
    expect(passed).toBeGreaterThanOrEqual(atLeast);
  });
