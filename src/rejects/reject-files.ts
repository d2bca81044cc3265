import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConnectorError, configError } from '../errors.ts';

/**
 * Returns the files of these paths: a file itself, of a folder all `*.jsonl` files below it, sorted by name. Throws a config
 * error for a path that can't be read, and for a folder without such a file.
 */
export async function rejectFiles(paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) for (const file of await filesAt(path)) found.push(file);
  return [...new Set(found)];
}

async function filesAt(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
      .map((entry) => join(entry.parentPath, entry.name));
    if (files.length > 0) return files.sort();
  } catch (cause) {
    throw unreadableFileError(path, cause);
  }
  throw configError(
    `The folder ${path} has no file of rejected records (*.jsonl). Pass the folder that the log of the sync names.`,
    { code: 'ERR_REPLAY_FILE' },
  );
}

/** Creates the error for a file or folder of rejected records that can't be read. */
export function unreadableFileError(path: string, cause: unknown): ConnectorError {
  const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
  return configError(`${path} can't be read (${code}). Check its name and its permissions.`, {
    code: 'ERR_REPLAY_FILE',
    cause,
  });
}
