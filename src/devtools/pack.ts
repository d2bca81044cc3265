import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ConnectorSpecification } from '../define/specification.ts';
import type { ConnectorFolder, Project } from './project.ts';
import { specificationOf } from './specification.ts';
import { versionOf } from './version.ts';

interface Manifest {
  readonly name?: string;
  readonly license?: string;
  readonly repository?: unknown;
  readonly homepage?: string;
}

/**
 * Packs each built connector as an npm package, `dist/packages/<name>-<version>.tgz`: its bundle, specification, page,
 * metadata and licences, without dependencies. The scope is that of the project's own package. Returns the tarballs.
 * Throws an `Error` if a connector is not built.
 */
export async function packConnectors(
  project: Project,
  connectors: readonly ConnectorFolder[],
): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(join(project.root, 'package.json'), 'utf8')) as Manifest;
  const packages = join(project.root, 'dist', 'packages');
  const tarballs: string[] = [];
  for (const connector of connectors) {
    const staging = join(packages, connector.name);
    await rm(staging, { recursive: true, force: true });
    await stage(project, connector, manifest, staging);
    const { stdout } = await promisify(execFile)('npm', ['pack', '--json', '--pack-destination', packages], {
      cwd: staging,
    });
    tarballs.push(join(packages, filenameIn(stdout)));
    await rm(staging, { recursive: true });
  }
  return tarballs;
}

async function stage(
  { root }: Project,
  connector: ConnectorFolder,
  manifest: Manifest,
  staging: string,
): Promise<void> {
  const { name, folder } = connector;
  const bills = join(root, 'dist', 'bills', name);
  if (!existsSync(join(bills, 'SHA256SUMS')))
    throw new Error(`${name} is not built. Run \`airbyte-ts build\` first.`);
  const bundles = (await readFile(join(bills, 'SHA256SUMS'), 'utf8'))
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [line.slice(line.indexOf('  ') + 2)]));
  const copies: readonly (readonly [string, string])[] = [
    ...bundles.map((file) => [join(root, 'dist', file), file] as const),
    ...['sbom.cdx.json', 'THIRD-PARTY-LICENSES.txt'].map((file) => [join(bills, file), file] as const),
    ...['README.md', 'metadata.yaml', 'icon.svg'].map((file) => [join(folder, file), file] as const),
    [join(root, 'LICENSE'), 'LICENSE'],
  ];
  for (const [from, to] of copies.filter(([from]) => existsSync(from))) {
    await mkdir(dirname(join(staging, to)), { recursive: true });
    await cp(from, join(staging, to));
  }
  const spec = await specificationOf(connector);
  await writeFile(join(staging, 'spec.json'), `${JSON.stringify(spec, null, 2)}\n`);
  await writeFile(
    join(staging, 'package.json'),
    `${JSON.stringify(await packageOf(connector, spec, manifest), null, 2)}\n`,
  );
}

async function packageOf(
  connector: ConnectorFolder,
  spec: ConnectorSpecification,
  { name: own = '', license, repository, homepage }: Manifest,
): Promise<object> {
  const { name } = connector;
  const [scope] = /^@[^/]+\//.exec(own) ?? [''];
  return {
    name: `${scope}${name}`,
    version: await versionOf(connector),
    description: `${spec.connectionSpecification.title ?? name}, for the Airbyte protocol`,
    keywords: ['airbyte', 'destination', 'connector', 'elt'],
    ...(license !== undefined && { license }),
    ...(repository !== undefined && { repository }),
    ...(homepage !== undefined && { homepage }),
    type: 'module',
    engines: { node: '>=20.18' },
    bin: { [name]: `${name}.js` },
    publishConfig: { access: 'public', provenance: true },
  };
}

/** `npm pack --json` prints a list, and npm 12 an object by package name. */
function filenameIn(output: string): string {
  const [packed] = Object.values(
    JSON.parse(output) as Readonly<Record<string, { readonly filename: string }>>,
  );
  return packed!.filename;
}
