import type { ConnectorSpecification } from '../define/specification.ts';
import { type ConnectorError, configError, type ErrorCode } from '../errors.ts';
import { isObject } from '../json.ts';
import { readTextFile } from '../text/read-text-file.ts';
import { correctConfig } from './correct-config.ts';
import { schemaVerdict } from './schema-verdict.ts';

/**
 * Reads and resolves a configuration file. Throws `config` errors whose messages name the path, or titles and keys of
 * fields, but never content of the file. The validator is loaded only for a configuration that may be wrong.
 */
export async function readConfig<C>(
  path: string,
  specification: ConnectorSpecification,
  { onRead, warn = () => undefined }: ConfigReader = {},
): Promise<C> {
  const { value, text } = await readObject(path, { role: 'configuration', code: 'ERR_CONFIG_FILE' });
  onRead?.(value, text);
  const prepared = correctConfig(value, specification, warn);
  if (schemaVerdict(prepared.schema, prepared.value) !== true)
    (await import('./resolve.ts')).assertValid(prepared);
  return prepared.value as C;
}

/** Receives the content of a configuration file, and warnings about it. */
export interface ConfigReader {
  /** Called with the parsed object, and its text, before it is validated. */
  readonly onRead?: (value: Readonly<Record<string, unknown>>, text: string) => void;
  /** Called for each corrected text and each unknown key. */
  readonly warn?: (warning: string) => void;
}

/** Path and role by which errors name a file. */
interface FileNaming {
  /** Role of the file, such as `configuration`. */
  readonly role: string;
  readonly code: ErrorCode;
}

/** Reads a file that contains one JSON object. */
export async function readJsonObject(
  path: string,
  file: FileNaming,
): Promise<Readonly<Record<string, unknown>>> {
  return (await readObject(path, file)).value;
}

async function readObject(
  path: string,
  file: FileNaming,
): Promise<{ readonly value: Readonly<Record<string, unknown>>; readonly text: string }> {
  const text = (await readText(path, file)).replace(/^\uFEFF/, '');
  const value = parse(text, path, file);
  if (isObject(value)) return { value, text };
  throw fileError(
    `The ${file.role} file "${path}" must contain one JSON object ({ … }).`,
    file,
    'NOT_OBJECT',
  );
}

async function readText(path: string, file: FileNaming): Promise<string> {
  try {
    return await readTextFile(path);
  } catch (thrown) {
    const code = (thrown as { code?: unknown } | null)?.code;
    const reason =
      (typeof code === 'string' && REASONS[code]) || 'could not be read. Check its path and permissions';
    throw fileError(
      `The ${file.role} file "${path}" ${reason}.`,
      file,
      typeof code === 'string' ? code : 'UNKNOWN',
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist. Check the path',
  ENOTDIR: 'does not exist. Check the path',
  EISDIR: 'is a directory. Give the path of a JSON file',
  EACCES: 'may not be read by this user. Change its permissions',
  EPERM: 'may not be read by this user. Change its permissions',
};

function parse(content: string, path: string, file: FileNaming): unknown {
  try {
    return JSON.parse(content);
  } catch (thrown) {
    const reason = content.trim() === '' ? 'is empty' : `is not valid JSON${placeOf(thrown as SyntaxError)}`;
    throw fileError(
      `The ${file.role} file "${path}" ${reason}. Give a file that contains one JSON object.`,
      file,
      'NOT_JSON',
    );
  }
}

/** Where the parser stopped. Nothing else of its message is used, because it quotes the file. */
function placeOf({ message }: SyntaxError): string {
  if (message === 'Unexpected end of JSON input') return ': its end is missing';
  const place = /\(line (\d+) column (\d+)\)$/.exec(message);
  return place ? `: see line ${place[1]}, column ${place[2]}` : '';
}

const fileError = (message: string, { code }: FileNaming, detail: string): ConnectorError =>
  configError(message, { code, detail });
