import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Generated } from '../src/devtools/generate/write-generated.ts';

/**
 * What differs between the image of this repository and that of a new project: the CDK is installed, and there is one connector.
 */
const CHANGES: readonly (readonly [string | RegExp, string])[] = [
  [
    /^# The image of one connector:\n#\n(#.*\n)+?#\n/,
    '# The image of the connector:\n#\n#   docker build -t airbyte/destination-my-api:0.1.0 .\n#\n',
  ],
  [
    '#\n# What this file relies on is tested without an engine in integration_tests/image, and with one by `npm run test:image`.\n',
    '',
  ],
  ['COPY package.json package-lock.json .npmrc ./', 'COPY package.json package-lock.json ./'],
  ['    npm ci --ignore-scripts\n', '    npm ci\n'],
  ['COPY tsconfig.json ./\n', ''],
  ['COPY src/ src/\n', ''],
  [/# Not `npm run build`: .*\n/, ''],
  ['RUN node --conditions=@airbyte-ts/source src/devtools/main.ts build', 'RUN npx airbyte-ts build'],
  [
    'AS files\nARG CONNECTOR\nARG VERSION\n',
    'AS files\nARG CONNECTOR=destination-my-api\nARG VERSION=0.1.0\n',
  ],
  [
    'FROM scratch\nARG CONNECTOR\nARG VERSION\n',
    'FROM scratch\nARG CONNECTOR=destination-my-api\nARG VERSION=0.1.0\n',
  ],
  [/ \\\n {6}org\.opencontainers\.image\.source="[^"]*"/, ''],
  [/airbyte-ts\/(?=\$\{?CONNECTOR)/g, 'airbyte/'],
];

/** The Dockerfile of new projects, made from that of this repository. */
export async function generatedDockerfile(root: string): Promise<Generated> {
  const own = await readFile(join(root, 'Dockerfile'), 'utf8');
  const text = CHANGES.reduce((text, [from, to]) => {
    const changed = text.replaceAll(
      from instanceof RegExp && !from.global ? new RegExp(from, 'g') : from,
      () => to,
    );
    if (changed === text)
      throw new Error(
        `The Dockerfile no longer has ${String(from)}. Change scripts/generated-dockerfile.ts with it.`,
      );
    return changed;
  }, own);
  return { files: new Map([['src/devtools/init/template/Dockerfile', text]]) };
}
