import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One connector of a project. All paths are absolute; the files need not exist. */
export interface ConnectorFolder {
  /** `destination-…`: name of the folder, the command and the image. */
  readonly name: string;
  readonly folder: string;
  /** Its own specification, `spec/<name>.json`. */
  readonly specification: string;
}

/**
 * A folder with `spec/` and `connectors/`, and perhaps `examples/`. Each folder in them whose name begins with
 * `destination-` is a connector.
 */
export interface Project {
  readonly root: string;
  readonly connectors: readonly ConnectorFolder[];
  readonly examples: readonly ConnectorFolder[];
}

/** Finds the project that a folder belongs to. Throws an `Error` with a remedy if there is none. */
export function findProject(from: string): Project {
  const start = resolve(from);
  for (let root = start; ; root = dirname(root)) {
    if (existsSync(join(root, 'connectors')) && existsSync(join(root, 'spec')))
      return { root, connectors: foldersIn(root, 'connectors'), examples: foldersIn(root, 'examples') };
    if (dirname(root) === root)
      throw new Error(
        `${start} is in no connector project: neither it nor a folder above has connectors/ and spec/. Make a project with \`airbyte-ts init\`.`,
      );
  }
}

/**
 * Returns the connector of that name, else the one whose folder `from` is in, else all of `connectors/`. Throws an `Error` if the
 * name is unknown.
 */
export function selectConnectors(
  project: Project,
  name: string | undefined,
  from: string,
): readonly ConnectorFolder[] {
  const all = [...project.connectors, ...project.examples];
  if (name === undefined) {
    const here = all.filter(({ folder }) => `${resolve(from)}${sep}`.startsWith(`${folder}${sep}`));
    return here.length > 0 ? here : project.connectors;
  }
  const found = all.filter((connector) => connector.name === name);
  if (found.length === 0)
    throw new Error(
      `There is no connector "${name}". Choose one of: ${all.map((one) => one.name).join(', ')}.`,
    );
  return found;
}

/**
 * Returns the connector that is named, or the one of the current folder. Throws an `Error` that lists the ways to call
 * `command` if several are possible.
 */
export function selectConnector(
  project: Project,
  name: string | undefined,
  from: string,
  command: string,
): ConnectorFolder {
  const [connector, ...others] = selectConnectors(project, name, from);
  if (connector !== undefined && others.length === 0) return connector;
  throw new Error(
    `Name one connector: ${project.connectors.map((one) => `${command} ${one.name}`).join(', ')}.`,
  );
}

/**
 * Loads the default export of a file in a connector's folder, such as `emulator/index.ts`; undefined if there is no such
 * file. Node runs TypeScript by removing the types. Throws an `Error` that names the file if it is not valid TypeScript.
 */
export async function loadDefault<T>({ folder }: ConnectorFolder, file: string): Promise<T | undefined> {
  const path = join(folder, file);
  if (!existsSync(path)) return undefined;
  try {
    return ((await import(pathToFileURL(path).href)) as { readonly default: T }).default;
  } catch (thrown) {
    // Node names neither the file nor the line.
    if (thrown instanceof SyntaxError)
      throw new Error(`${path} or a file that it imports: ${thrown.message}`);
    throw thrown;
  }
}

/**
 * Loads the default export of a file from the folder of each connector and example that has it, by the connector's name. Throws
 * an `Error` that names the file if it has none.
 */
export async function loadDefaults<T>(project: Project, file: string): Promise<Readonly<Record<string, T>>> {
  const loaded = await Promise.all(
    [...project.connectors, ...project.examples]
      .filter(({ folder }) => existsSync(join(folder, file)))
      .map(async (connector) => {
        const value = await loadDefault<T>(connector, file);
        if (value === undefined) throw new Error(`${join(connector.folder, file)} has no default export.`);
        return [connector.name, value] as const;
      }),
  );
  return Object.fromEntries(loaded);
}

function foldersIn(root: string, parent: string): readonly ConnectorFolder[] {
  const path = join(root, parent);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith('destination-'))
    .map(({ name }) => name)
    .sort()
    .map((name) => ({
      name: basename(name),
      folder: join(path, name),
      specification: join(root, 'spec', `${name}.json`),
    }));
}
