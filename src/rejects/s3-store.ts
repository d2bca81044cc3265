import { ConnectorError } from '../errors.ts';
import { parseBaseUrl } from '../http/request/base-url.ts';
import { byFile } from './by-file.ts';
import { runFolderName } from './file-name.ts';
import {
  type Rejection,
  type RejectStore,
  type RejectStoreOptions,
  rejectionLine,
  SYNC_STOPS,
} from './rejection.ts';
import { S3Bucket } from './s3-bucket.ts';
import { ENDPOINT, type S3Storage } from './s3-storage.ts';

/** Bytes of an object at most; further records go into the next one. */
const OBJECT_BYTES = 8 * 1024 * 1024;
/** Time limit of one attempt in a check, in which a user waits. */
const CHECK_RESPONSE_MS = 8_000;

interface Waiting {
  readonly lines: string[];
  readonly done: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[];
}

/**
 * Store of JSON lines objects below `{bucket_path}/{run}/`, where the platform looks for the rejected records of a sync. A
 * record is durable when its object is written; records that are rejected meanwhile go into the next object, which keeps
 * their number low. While the storage fails, a write is repeated like a request to the provider. Throws a `config` error for an
 * unusable endpoint.
 */
export async function s3Store(storage: S3Storage, options: RejectStoreOptions): Promise<RejectStore> {
  if (storage.s3_endpoint) parseBaseUrl(storage.s3_endpoint, { baseUrl: ENDPOINT });
  const bucket = await S3Bucket.open(storage, options);
  const prefix = storage.bucket_path.replace(/^\/+|\/+$/g, '');
  const folder = [prefix, runFolderName(options.runName)].filter((part) => part !== '').join('/');
  const waiting = new Map<string, Waiting>();
  const writing = new Set<string>();
  let part = 0;

  const write = async (name: string): Promise<void> => {
    const batch = waiting.get(name);
    if (!batch || writing.has(name)) return;
    waiting.delete(name);
    writing.add(name);
    const time = new Date(options.clock.wall()).toISOString().replace(/[-:.]/g, '');
    const Key = `${folder}/${name}/${time}_${String(++part).padStart(6, '0')}.jsonl`;
    const Body = Buffer.from(batch.lines.join(''));
    try {
      await bucket.put({ Key, Body, ContentType: 'application/x-ndjson' });
      for (const { resolve } of batch.done) resolve();
    } catch (thrown) {
      const error =
        thrown instanceof ConnectorError
          ? thrown.with({ message: `${thrown.message} ${SYNC_STOPS}` })
          : thrown;
      for (const { reject } of batch.done) reject(error);
    } finally {
      writing.delete(name);
      void write(name);
    }
  };

  const keepOf = (name: string, rejections: readonly Rejection[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const batch: Waiting = waiting.get(name) ?? { lines: [], done: [] };
      waiting.set(name, batch);
      for (const each of rejections) batch.lines.push(rejectionLine(each, options));
      batch.done.push({ resolve, reject });
      void write(name);
    });

  return {
    keeps: true,
    location: `s3://${storage.s3_bucket_name}/${folder}`,
    async keep(rejections) {
      for (const slice of slices(rejections))
        await Promise.all(Array.from(byFile(slice), ([name, list]) => keepOf(name, list)));
    },
    async check() {
      // Always the same key: credentials without the right to delete leave one small object, not one for each check.
      const Key = `${folder}/.airbyte-check`;
      const Body = Buffer.from('Written and removed by a connection check.\n');
      await bucket.put({ Key, Body }, CHECK_RESPONSE_MS);
      if (!(await bucket.remove(Key, CHECK_RESPONSE_MS)))
        options.log.warn(
          `The check wrote ${Key} to the bucket and could not delete it. The object may stay, or grant s3:DeleteObject for it.`,
        );
    },
    async close() {
      bucket.close();
    },
  };
}

/** Splits rejections into portions that fit an object. */
function* slices(rejections: readonly Rejection[]): Iterable<readonly Rejection[]> {
  let slice: Rejection[] = [];
  let bytes = 0;
  for (const rejection of rejections) {
    if (bytes > 0 && bytes + rejection.record.length > OBJECT_BYTES) {
      yield slice;
      slice = [];
      bytes = 0;
    }
    slice.push(rejection);
    bytes += rejection.record.length;
  }
  if (slice.length > 0) yield slice;
}
