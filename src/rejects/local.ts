import { constants } from 'node:fs';
import { access, type FileHandle, lstat, mkdir, mkdtemp, open, rmdir } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { ConnectorError, configError } from '../errors.ts';
import { byFile } from './by-file.ts';
import { runFolderName } from './file-name.ts';
import { type Rejection, type RejectStore, type RejectStoreOptions, rejectionLine } from './rejection.ts';

interface OpenFile {
  readonly handle: FileHandle;
  /** Bytes of whole lines. */
  size: number;
}

/** More attempts of one sync than this have files of one stream in a folder only by mistake. */
const MAX_ATTEMPTS = 10_000;

/**
 * Files of JSON lines below `{directory}/{run}/`, one for each stream and attempt (`users.jsonl`, `users.2.jsonl`, …),
 * readable by the connector's user only. A file is made by the attempt that writes it, never opened through a link and
 * never changed by another one. Records are on the disk (fsync) when `keep` resolves; a line that could not be written
 * whole is cut off again.
 */
export function localStore(directory: string, options: RejectStoreOptions): RejectStore {
  const folder = join(directory, runFolderName(options.run));
  const files = new Map<string, Promise<OpenFile>>();
  let queue: Promise<void> = Promise.resolve();
  let isClosed = false;

  const fileOf = (name: string): Promise<OpenFile> => {
    let file = files.get(name);
    if (!file) {
      file = create(directory, folder, name);
      files.set(name, file);
    }
    return file;
  };

  const write = async (rejections: readonly Rejection[]): Promise<void> => {
    // A sync that was ended may have rows under way; no state is said for them any more.
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
        throw configError(`The directory for rejected records, ${directory}, must be an absolute path.`, {
          code: 'ERR_REJECT_DIRECTORY',
        });
      try {
        // Permissions do not tell of file systems that take nothing; making something does.
        await rmdir(await mkdtemp(join(await nearest(directory), '.airbyte-check-')));
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

/** A file of this attempt's own: of the first number that no other attempt has taken. */
async function create(directory: string, folder: string, name: string): Promise<OpenFile> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await makeFolder(folder);
  const handle = await openNew(folder, name);
  // The file's entry in its directory has to be durable as well.
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
      throw Object.assign(new Error('a link or a file is in the place of the folder'), { code: 'ENOTDIR' });
  }
}

/** O_EXCL takes neither a file that is there nor a link, wherever it leads. */
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

/** The directory itself or, where it does not exist yet, what it would be made in. */
async function nearest(directory: string): Promise<string> {
  try {
    await access(directory);
    return directory;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(directory) === directory) throw error;
    return nearest(dirname(directory));
  }
}

function unwritable(directory: string, cause: unknown): ConnectorError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new ConnectorError(
    full ? 'transient' : 'config',
    `Rejected records can't be written to ${directory} (${code}). ${full ? 'Free some space there' : 'Make it writable for the connector'} ` +
      'or choose another directory; the sync stops here so that none of them is lost.',
    { code: 'ERR_REJECTS_NOT_KEPT', cause },
  );
}
