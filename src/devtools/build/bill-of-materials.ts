import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Texts of its licence files. */
  readonly texts: readonly string[];
}

/**
 * Writes `dist/bills/<connector>/`: the content of the connector's image, without other connectors. The texts have
 * no date and a fixed order, so that the same sources give the same bytes.
 *
 * - `SHA256SUMS`: its files, as `sha256sum --check` reads them
 * - `sbom.cdx.json`: the packages in its bundles, as CycloneDX
 * - `THIRD-PARTY-LICENSES.txt`: their licences
 */
export async function writeBills(
  root: string,
  connectors: readonly string[],
  metafile: Metafile,
): Promise<void> {
  for (const connector of connectors) {
    const files = [...closure(`dist/${connector}.js`, metafile)].sort();
    const packages = await packagesIn(root, files, metafile);
    const folder = join(root, 'dist', 'bills', connector);
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/SHA256SUMS`, await sums(root, files));
    await writeFile(`${folder}/sbom.cdx.json`, `${JSON.stringify(sbom(connector, packages), null, 2)}\n`);
    await writeFile(`${folder}/THIRD-PARTY-LICENSES.txt`, packages.map(licence).join('\n'));
  }
}

/** Returns the licences of the packages in bundled files, which are named as in the metafile. */
export async function licencesOf(
  root: string,
  files: readonly string[],
  metafile: Metafile,
): Promise<string> {
  return (await packagesIn(root, files, metafile)).map(licence).join('\n');
}

/** Returns the file and its imports, static or dynamic. */
function closure(file: string, { outputs }: Metafile, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file) || outputs[file] === undefined) return found;
  found.add(file);
  for (const { path, external } of outputs[file].imports)
    if (!external) closure(path, { inputs: {}, outputs }, found);
  return found;
}

async function sums(root: string, files: readonly string[]): Promise<string> {
  const lines = files
    .flatMap((file) => [file, ...(existsSync(join(root, `${file}.LEGAL.txt`)) ? [`${file}.LEGAL.txt`] : [])])
    .map(async (file) => {
      const hash = createHash('sha256')
        .update(await readFile(join(root, file)))
        .digest('hex');
      return `${hash}  ${file.slice('dist/'.length)}\n`;
    });
  return (await Promise.all(lines)).join('');
}

async function packagesIn(
  root: string,
  files: readonly string[],
  { outputs }: Metafile,
): Promise<readonly Package[]> {
  const folders = files.flatMap((file) =>
    Object.entries(outputs[file]!.inputs).flatMap(([input, { bytesInOutput }]) => {
      // The path of a module of a plugin begins with its namespace.
      const [folder] = /^(?!.*:).*node_modules\/(@[^/]+\/)?[^/]+/.exec(input) ?? [];
      return folder !== undefined && bytesInOutput > 0 ? [folder] : [];
    }),
  );
  const packages = await Promise.all([...new Set(folders)].map((folder) => packageIn(join(root, folder))));
  return packages.sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

async function packageIn(folder: string): Promise<Package> {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8')) as Package;
  const names = (await readdir(folder)).filter((each) => /^(licen[cs]e|notice|copying)/i.test(each)).sort();
  const texts = await Promise.all(names.map((each) => readFile(`${folder}/${each}`, 'utf8')));
  return { name, version, license, texts };
}

const sbom = (connector: string, packages: readonly Package[]) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: { component: { type: 'application', name: connector } },
  components: packages.map(({ name, version, license }) => ({
    type: 'library',
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    licenses: [{ license: { id: license } }],
  })),
});

const licence = ({ name, version, license, texts }: Package): string =>
  [`${name} ${version} (${license})`, ...texts.map((text) => text.trim()), ''].join('\n\n');
