import { constants } from 'node:fs';
import { access, type FileHandle, lstat, mkdir, mkdtemp, open, rmdir } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { ConnectorError, configError } from '../errors.ts';
import { byFile } from './by-file.ts';
import { runFolderName } from './file-name.ts';
import {
  type Rejection,
  type RejectStore,
  type RejectStoreOptions,
  rejectionLine,
  SYNC_STOPS,
} from './rejection.ts';

/** The remedy where the directory cannot be created, or is deleted as soon as it is. */
const MISSING =
  'It leads through a link to a missing directory, or was deleted during the sync: create the directory,';

interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
  /** Bytes of complete lines. */
  size: number;
}

/** Files of one stream in a folder at most, one for each attempt of the sync. More indicate a mistake. */
const MAX_ATTEMPTS = 10_000;

/**
 * Store of JSON lines files in `{directory}/{run}/`, one for each stream and attempt (`users.jsonl`, `users.2.jsonl`, …),
 * readable only by the connector's user. Each attempt creates its own files, never through a link, and never changes files of
 * another attempt. Records are on the disk (fsync) and their file is still at its path when `keep` resolves; a partly written
 * line is removed again. A file that was deleted, moved or shortened meanwhile is replaced by a new one for the further records.
 */
export function localStore(directory: string, options: RejectStoreOptions): RejectStore {
  const folder = join(directory, runFolderName(options.runName));
  const files = new Map<string, Promise<OpenFile>>();
  let queue: Promise<void> = Promise.resolve();
  let isClosed = false;

  const fileOf = (name: string): Promise<OpenFile> => {
    let file = files.get(name);
    if (!file) {
      file = createFile(directory, folder, name);
      files.set(name, file);
    }
    return file;
  };

  /** Replaces a file that is not at its path any more. */
  const newFileOf = async (name: string): Promise<OpenFile> => {
    await (await fileOf(name)).handle.close();
    files.delete(name);
    return fileOf(name);
  };

  const write = async (rejections: readonly Rejection[]): Promise<void> => {
    // A sync that has ended may still have running deliveries; no state is emitted for their rows.
    if (isClosed) throw Object.assign(new Error('the sync has ended'), { code: 'ECANCELED' });
    for (const [name, list] of byFile(rejections)) {
      const bytes = Buffer.from(list.map((each) => rejectionLine(each, options)).join(''));
      if (!(await append(await fileOf(name), bytes)) && !(await append(await newFileOf(name), bytes)))
        throw Object.assign(new Error('a new file was deleted at once'), { code: 'ENOENT' });
    }
  };

  return {
    keeps: true,
    location: folder,
    keep(rejections) {
      const written = queue
        .then(() => write(rejections))
        .catch((cause) => {
          const error = unwritable(directory, cause);
          throw error.with({ message: `${error.message} ${SYNC_STOPS}` });
        });
      queue = written.catch(() => undefined);
      return written;
    },
    async check() {
      if (!isAbsolute(directory))
        throw configError(
          `Rejected Records > Directory (object_storage_config.directory) must be an absolute path, and ${directory} is not.`,
          {
            code: 'ERR_REJECT_DIRECTORY',
          },
        );
      try {
        // Permissions do not show a read-only file system; creating a folder does.
        await rmdir(await mkdtemp(join(await nearestExisting(directory), '.airbyte-check-')));
      } catch (cause) {
        throw unwritable(directory, cause);
      }
    },
    async close() {
      await queue;
      isClosed = true;
      for (const file of await Promise.allSettled(files.values()))
        if (file.status === 'fulfilled') await file.value.handle.close();
    },
  };
}

/** Creates the file of this attempt, with the first number that no other attempt uses. */
async function createFile(directory: string, folder: string, name: string): Promise<OpenFile> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await makeFolder(folder);
  const file = await openNew(folder, name);
  // The directory entry of the file has to be durable too.
  const parent = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  await parent.sync().finally(() => parent.close());
  return file;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!(await lstat(folder)).isDirectory())
      throw Object.assign(new Error('the folder is a link or a file'), { code: 'ENOTDIR' });
  }
}

/** Opens with O_EXCL, which rejects an existing file and any link. */
async function openNew(folder: string, name: string): Promise<OpenFile> {
  for (let attempt = 1; ; attempt++) {
    const path = join(folder, `${name}${attempt === 1 ? '' : `.${attempt}`}.jsonl`);
    try {
      return { path, handle: await open(path, 'wx', 0o600), size: 0 };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/**
 * Writes bytes to the end of a file and on the disk. Returns false, without bytes in the file, if the file is not at its path:
 * a handle also writes to a deleted file.
 */
async function append(file: OpenFile, bytes: Buffer): Promise<boolean> {
  if (!(await isInPlace(file, file.size))) return false;
  const size = file.size + bytes.length;
  let isWritten = false;
  try {
    await writeAll(file.handle, bytes, file.size);
    await file.handle.datasync();
    isWritten = await isInPlace(file, size);
  } finally {
    if (!isWritten) await file.handle.truncate(file.size).catch(() => undefined);
  }
  if (isWritten) file.size = size;
  return isWritten;
}

/** Whether the open file is the one at its path and has this size. */
async function isInPlace({ path, handle }: OpenFile, size: number): Promise<boolean> {
  try {
    const [own, found] = [await handle.stat({ bigint: true }), await lstat(path, { bigint: true })];
    return own.dev === found.dev && own.ino === found.ino && own.size === BigInt(size);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}

/**
 * Returns the directory itself or, if it does not exist, its nearest existing parent. Throws for a link to a missing directory:
 * no directory can be created there.
 */
async function nearestExisting(directory: string): Promise<string> {
  try {
    await access(directory);
    return directory;
  } catch (error) {
    if (!isMissing(error) || dirname(directory) === directory || (await isLink(directory))) throw error;
    return nearestExisting(dirname(directory));
  }
}

const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

function unwritable(directory: string, cause: unknown): ConnectorError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  const remedy = isFull
    ? 'Free some space there'
    : isMissing(cause)
      ? MISSING
      : 'Make it writable for the connector';
  return new ConnectorError(
    isFull ? 'transient' : 'config',
    `Rejected records cannot be written to ${directory} (${code}). ${remedy} ` +
      'or choose another Rejected Records > Directory (object_storage_config.directory).',
    { code: 'ERR_REJECTS_NOT_KEPT', cause },
  );
}
