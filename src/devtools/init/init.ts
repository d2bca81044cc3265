import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

export interface InitOptions {
  /** Name of the provider as users know it. By default derived from the folder's name: `my-api` gives `My Api`. */
  readonly name?: string;
  /**
   * Version of the CDK, or `file:` and the path of a tarball, which is copied into the project; the running version by default.
   */
  readonly cdk?: string;
  /** Namespace of the image, with its registry if that is not Docker Hub: `registry.example.com/acme`; `airbyte` by default. */
  readonly repository?: string;
}

interface Manifest {
  readonly version: string;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, unknown>>;
}

/** Development dependencies of a new project, in the versions that the CDK is tested with. */
const TOOLS = ['@aws-sdk/client-s3', '@aws-sdk/credential-providers', '@types/node', 'typescript', 'vitest'];

/** Files that npm would leave out of a package under their own names. */
const RENAMED: Readonly<Record<string, string>> = {
  '_package.json': 'package.json',
  '_tsconfig.json': 'tsconfig.json',
  _gitignore: '.gitignore',
  _dockerignore: '.dockerignore',
  github: '.github',
};

/** Matches the namespace of an image in the template's files. `airbyte/` in a path has another text after it. */
const IMAGE_NAMESPACE = /\bairbyte\/(?=destination-|\$\{?CONNECTOR\b)/g;

/** A part of an image name, as registries define it. */
const NAME_PART = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;

/**
 * Makes a project for a new destination from the template and returns what to do next, in lines. The folder's name, with or
 * without `destination-`, names the connector. Throws an `Error` if the name or the namespace of the image is not valid, or the
 * folder has files.
 */
export async function init(
  folder: string,
  { name, cdk, repository = 'airbyte' }: InitOptions,
): Promise<readonly string[]> {
  const target = resolve(folder);
  const slug = basename(target).replace(/^destination-/, '');
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug))
    throw new Error(
      `"${slug}" cannot name a connector. Take a folder name of lower-case words with hyphens, such as my-api.`,
    );
  assertNamespace(repository, `destination-${slug}`);
  if (existsSync(target) && (await readdir(target)).length > 0)
    throw new Error(`${target} has files already. Take a new or an empty folder.`);
  const tarball = cdk?.startsWith('file:') ? cdk.slice('file:'.length) : undefined;
  if (tarball !== undefined && !existsSync(tarball))
    throw new Error(`There is no file ${tarball}. Give the path of a packed CDK after file:.`);
  const displayName = name ?? pascal(slug, ' ');
  const own = packageRoot();
  const manifest = JSON.parse(await readFile(join(own, 'package.json'), 'utf8')) as Manifest;
  const template = join(own, 'src/devtools/init/template');
  const today = new Date().toISOString().slice(0, 10);
  const replaced = (text: string): string =>
    text
      .replaceAll('my-api', slug)
      .replaceAll('My API', displayName)
      .replaceAll('MyApi', pascal(slug))
      .replaceAll('myApi', camel(slug))
      .replaceAll('00000000-0000-4000-8000-000000000000', randomUUID())
      .replaceAll('2026-01-01', today)
      // The last one, because a namespace may have the texts that the others replace.
      .replace(IMAGE_NAMESPACE, `${repository}/`);

  const files = await readdir(template, { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    const from = join(file.parentPath, file.name);
    const path = replaced(from.slice(template.length + 1))
      .split(/[\\/]/)
      .map((part) => RENAMED[part] ?? part)
      .join('/');
    await mkdir(dirname(join(target, path)), { recursive: true });
    await writeFile(join(target, path), replaced(await readFile(from, 'utf8')));
  }
  await writeFile(join(target, 'LICENSE'), await readFile(join(own, 'LICENSE'), 'utf8'));
  const source = tarball === undefined ? cdk : await withTarball(target, tarball);
  await addDependencies(join(target, 'package.json'), source ?? manifest.version, manifest);
  return [
    `${target} is a complete project for destination-${slug}. Next:`,
    `  cd ${folder}`,
    '  npm install',
    '  npm test       # types, unit tests, acceptance suite',
    '  npm start      # a sync to the emulator',
    `Then replace the contacts of the example by the objects of your API, beginning with connectors/destination-${slug}/index.ts.`,
  ];
}

/** Throws an `Error` unless the text and the connector's name make the name of an image, as `dockerRepository` has it. */
function assertNamespace(repository: string, connector: string): void {
  const parts = repository.split('/');
  if (parts.at(-1) === connector)
    throw new Error(
      `The repository "${repository}" ends with the connector's name, which is added to it. Leave it out.`,
    );
  if (!parts.every((part) => NAME_PART.test(part)))
    throw new Error(
      `"${repository}" cannot be the namespace of an image. Take lower-case letters and digits, with hyphens, underscores, dots or slashes between them, and without a port and a tag, such as acme or registry.example.com/acme.`,
    );
}

/**
 * Copies a tarball of the CDK into the project, because a build of the image sees only the project's files; returns the
 * dependency.
 */
async function withTarball(target: string, path: string): Promise<string> {
  const name = basename(path);
  await copyFile(path, join(target, name));
  const add = async (file: string, from: string, to: string): Promise<void> => {
    const text = await readFile(join(target, file), 'utf8');
    await writeFile(join(target, file), text.replace(from, to));
  };
  await add('Dockerfile', 'package-lock.json ./', `package-lock.json ${name} ./`);
  await add('.dockerignore', '!package.json', `!package.json\n!${name}`);
  return `file:${name}`;
}

async function addDependencies(file: string, cdk: string, manifest: Manifest): Promise<void> {
  const own = JSON.parse(await readFile(file, 'utf8')) as object;
  const version = (name: string): string => manifest.devDependencies[name]!;
  const dependencies = { '@airbyte-ts/cdk': cdk, zod: version('zod') };
  const devDependencies = Object.fromEntries(TOOLS.map((name) => [name, version(name)]));
  // Vitest's own versions: later ones have dependencies that some registries lack, and `npm ci` fails without them.
  const overrides = { vite: manifest.overrides.vite };
  await writeFile(file, `${JSON.stringify({ ...own, dependencies, devDependencies, overrides }, null, 2)}\n`);
}

/** Returns the folder of this package, whether the source or the compiled code runs. */
function packageRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

function pascal(slug: string, between = ''): string {
  return slug
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(between);
}

function camel(slug: string): string {
  const name = pascal(slug);
  return name.charAt(0).toLowerCase() + name.slice(1);
}
