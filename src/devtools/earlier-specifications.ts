import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { completeSpecification } from '../define/complete-specification.ts';
import type { ConnectorSpecification, JsonSchema } from '../define/specification.ts';
import { isJson, isObject } from '../json.ts';
import type { ComparedSpecification } from '../testing/spec-changes.ts';
import type { ConnectorFolder } from './project.ts';

/** Specifications with which the current ones are compared. */
export interface EarlierSpecifications {
  /** The file or the revision. */
  readonly name: string;
  /** Returns the complete specification of a connector; undefined if it did not exist. */
  of(connector: ConnectorFolder): Promise<ComparedSpecification | undefined>;
}

/**
 * Returns the specifications in a JSON file or, if there is no such file, those of a git revision. Throws an `Error` with a
 * remedy if it is neither, or if a file is given for several connectors.
 */
export async function earlierSpecifications(
  name: string,
  connectors: readonly ConnectorFolder[],
): Promise<EarlierSpecifications> {
  // A folder may have the name of a branch.
  if (!statSync(name, { throwIfNoEntry: false })?.isFile()) return ofRevision(name, connectors);
  if (connectors.length !== 1)
    throw new Error(
      `${name} is the specification of one connector: name it, as in \`airbyte-ts check <connector> --against ${name}\`.`,
    );
  const specification = specificationIn((await readFile(name, 'utf8')).replace(/^\uFEFF/, ''), name);
  return { name, of: () => Promise.resolve(specification) };
}

async function ofRevision(name: string, [first]: readonly ConnectorFolder[]): Promise<EarlierSpecifications> {
  const commit =
    first && !name.startsWith('-') ? await commitOf(name, dirname(first.specification)) : undefined;
  if (commit === undefined)
    throw new Error(`"${name}" is neither a file nor a git revision. Give one of them to --against.`);
  return {
    name,
    async of({ specification }) {
      const [folder, file] = [dirname(specification), basename(specification)];
      const found = await git(folder, 'ls-tree', '--name-only', commit, '--', file);
      if (found.trim() === '') return undefined;
      return specificationIn(await git(folder, 'show', `${commit}:./${file}`), `${file} of ${name}`);
    },
  };
}

async function commitOf(revision: string, folder: string): Promise<string | undefined> {
  const found = await git(folder, 'rev-parse', '--verify', '--quiet', `${revision}^{commit}`).catch(() => '');
  return found.trim() || undefined;
}

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)('git', args, { cwd: folder, maxBuffer: 2 ** 26 })).stdout;
}

/**
 * Reads a SPEC message (also between other messages, as `spec` prints it), a specification or its connectionSpecification, and
 * completes it with the settings of all destinations.
 */
function specificationIn(text: string, name: string): ComparedSpecification {
  const values: unknown[] = (isJson(text) ? [text] : text.split('\n').filter(isJson)).map((each) =>
    JSON.parse(each),
  );
  const messages = values.filter(isObject);
  const value = messages.find(({ type }) => type === 'SPEC')?.spec ?? messages[0];
  if (!isObject(value)) throw unusable(name);
  if (isObject(value.connectionSpecification))
    return completeSpecification(value as unknown as ConnectorSpecification);
  if (!isObject(value.properties)) throw unusable(name);
  const schema: JsonSchema = value;
  const { connectionSpecification } = completeSpecification({
    ...{ documentationUrl: '', supported_destination_sync_modes: [] },
    connectionSpecification: schema,
  });
  return { connectionSpecification };
}

const unusable = (name: string): Error =>
  new Error(
    `${name} has no specification. Give a JSON file with a SPEC message, a specification or a connectionSpecification.`,
  );
