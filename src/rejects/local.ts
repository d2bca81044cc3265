import { access, type FileHandle, mkdir, mkdtemp, open, rmdir } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { ConnectorError, configError, type StreamDescriptor } from '../errors.ts';
import { streamFileName } from './file-name.ts';
import { type Rejection, type RejectStore, rejectionLine } from './store.ts';

interface OpenFile {
  readonly handle: FileHandle;
  /** Bytes of whole lines. */
  size: number;
}

/**
 * Files of JSON lines below `{directory}/{run}/`, one per stream, readable by the connector's user only. Records are
 * on the disk (fsync) when `keep` resolves. A line that could not be written whole is cut off again.
 */
export function localStore(directory: string, run: string, now: () => number): RejectStore {
  const files = new Map<string, Promise<OpenFile>>();
  let queue: Promise<void> = Promise.resolve();
  let isClosed = false;

  const fileOf = (stream: StreamDescriptor): Promise<OpenFile> => {
    const name = `${streamFileName(stream)}.jsonl`;
    let file = files.get(name);
    if (!file) {
      file = create(join(directory, run, name));
      files.set(name, file);
    }
    return file;
  };

  const write = async (rejections: readonly Rejection[]): Promise<void> => {
    // A sync that was ended may have rows under way; no state is said for them any more.
    if (isClosed) throw Object.assign(new Error('the sync has ended'), { code: 'ECANCELED' });
    for (const stream of new Set(rejections.map((each) => each.stream))) {
      const list = rejections.filter((each) => each.stream === stream);
      const file = await fileOf(stream);
      const bytes = Buffer.from(list.map((each) => rejectionLine(each, now())).join(''));
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

/** The file's entry in its directory has to be durable as well. */
async function create(path: string): Promise<OpenFile> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const handle = await open(path, 'a+', 0o600);
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
  return { handle, size: (await handle.stat()).size };
}

/** Files opened for appending ignore the position, so what is written always follows what was there. */
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
