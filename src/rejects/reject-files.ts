import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConnectorError, configError } from '../errors.ts';

/**
 * Returns the files of these paths: a file itself, of a folder all `*.jsonl` files below it. They are in the order in which their
 * first records were rejected, so that of two versions of an object the later one is delivered last. Throws a config error for a
 * path that can't be read, and for a folder without such a file.
 */
export async function rejectFiles(paths: readonly string[]): Promise<readonly string[]> {
  const times = new Map<string, string>();
  for (const path of paths)
    for (const file of await filesAt(path)) if (!times.has(file)) times.set(file, await timeOf(file));
  const ordered = [...times].sort(([, one], [, other]) => (one < other ? -1 : one > other ? 1 : 0));
  return ordered.map(([file]) => file);
}

/** Bytes of a file in which the time of its first record is looked for; a reason and a provider message precede it. */
const HEAD_BYTES = 65_536;

/** Returns the time at which the first record of a file was rejected, in ISO 8601; an empty text if it has none. */
async function timeOf(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return /"rejected_at":"([^"]*)"/.exec(buffer.toString('latin1', 0, bytesRead))?.[1] ?? '';
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unreadableFileError(path, cause);
  }
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
