import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { depth } from '../../src/testing/depth.ts';

/** `npm test` runs the cases that need each part of the description, the nightly tier all cases. */
const ONLY = depth(1, 0) === 1 ? ['--only', 'spec,check.ok,check.schema,check.403,reject'] : [];
const isWhole = ONLY.length === 0;

/** The installed command, and the connectors of its documentation with their descriptions. */
const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

const described = [
  {
    name: 'the connector of the README',
    args: [
      ...['--connector', `'${path('dist/destination-webhook.js')}'`],
      ...['--subject', path('examples/destination-webhook/acceptance-subject.yml')],
    ],
    atLeast: isWhole ? 140 : 8,
    isThere: true,
  },
  {
    name: 'the directory example',
    args: ['--emulator', 'destination-directory'],
    atLeast: isWhole ? 150 : 11,
    isThere: true,
  },
  {
    name: 'a connector in Python',
    args: ['--subject', path('integration_tests/acceptance/foreign/acceptance-subject.yml')],
    atLeast: isWhole ? 125 : 10,
    isThere: hasPython,
  },
];

for (const { name, args, atLeast, isThere } of described)
  test.skipIf(!isThere)(
    `${name} passes every case that its description allows`,
    { timeout: 300_000 },
    async () => {
      const command = [path('dist/cdk/src/devtools/connector-acceptance.js'), ...args, ...ONLY, '--json'];
      const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 1e8 }).catch(
        (failed: { stdout: string }) => failed,
      );
      const { cases, passed } = JSON.parse(stdout) as {
        readonly passed: number;
        readonly cases: readonly { readonly id: string; readonly status: string; readonly seen?: string }[];
      };
      expect(
        cases.filter(({ status }) => status === 'failed').map(({ id, seen }) => `${id}: ${seen}`),
      ).toEqual([]);
      expect(passed).toBeGreaterThanOrEqual(atLeast);
    },
  );
