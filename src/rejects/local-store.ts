import { constants } from 'node:fs';
import { access, type FileHandle, lstat, mkdir, mkdtemp, open, rmdir } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { ConnectorError, configError } from '../errors.ts';
import { byFile } from './by-file.ts';
import { runFolderName } from './file-name.ts';
import { type Rejection, type RejectStore, type RejectStoreOptions, rejectionLine } from './rejection.ts';

interface OpenFile {
  readonly handle: FileHandle;
  /** Bytes of complete lines. */
  size: number;
}

/** Files of one stream in a folder at most, one for each attempt of the sync. More indicate a mistake. */
const MAX_ATTEMPTS = 10_000;

/**
 * Store of JSON lines files in `{directory}/{run}/`, one for each stream and attempt (`users.jsonl`, `users.2.jsonl`, …),
 * readable only by the connector's user. Each attempt creates its own files, never through a link, and never changes files of
 * another attempt. Records are on the disk (fsync) when `keep` resolves; a partly written line is removed again.
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

  const write = async (rejections: readonly Rejection[]): Promise<void> => {
    // A sync that has ended may still have running deliveries; no state is emitted for their rows.
    if (isClosed) throw Object.assign(new Error('the sync has ended'), { code: 'ECANCELED' });
    for (const [name, list] of byFile(rejections)) {
      const file = await fileOf(name);
      const bytes = Buffer.from(list.map((each) => rejectionLine(each, options)).join(''));
      try {
        await writeAll(file.handle, bytes, file.size);
        await file.handle.datasync();
      } catch (cause) {
        await file.handle.truncate(file.size).catch(() => undefined);
        throw cause;
      }
      file.size += bytes.length;
    }
  };

  return {
    keeps: true,
    location: folder,
    keep(rejections) {
      const written = queue
        .then(() => write(rejections))
        .catch((cause) => {
          throw unwritable(directory, cause);
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
  const handle = await openNew(folder, name);
  // The directory entry of the file has to be durable too.
  const parent = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  await parent.sync().finally(() => parent.close());
  return { handle, size: 0 };
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
async function openNew(folder: string, name: string): Promise<FileHandle> {
  for (let attempt = 1; ; attempt++) {
    const path = join(folder, `${name}${attempt === 1 ? '' : `.${attempt}`}.jsonl`);
    try {
      return await open(path, 'wx', 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}

/** Returns the directory itself or, if it does not exist, its nearest existing parent. */
async function nearestExisting(directory: string): Promise<string> {
  try {
    await access(directory);
    return directory;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(directory) === directory) throw error;
    return nearestExisting(dirname(directory));
  }
}

function unwritable(directory: string, cause: unknown): ConnectorError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new ConnectorError(
    full ? 'transient' : 'config',
    `Rejected records cannot be written to ${directory} (${code}). ${full ? 'Free some space there' : 'Make it writable for the connector'} ` +
      'or choose another Rejected Records > Directory (object_storage_config.directory). The sync stops here so that none of them is lost.',
    { code: 'ERR_REJECTS_NOT_KEPT', cause },
  );
}
