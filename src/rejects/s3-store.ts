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

/** Time limit of one attempt in a check, in which a user waits. */
const CHECK_RESPONSE_MS = 8_000;

/**
 * Store of JSON lines objects below `{bucket_path}/{run}/`, where the platform looks for the rejected records of a sync. A
 * call writes one object for each stream. While the storage fails, a write is repeated like a request to the provider. Throws a
 * `config` error for an unusable endpoint.
 */
export async function s3Store(storage: S3Storage, options: RejectStoreOptions): Promise<RejectStore> {
  if (storage.s3_endpoint) parseBaseUrl(storage.s3_endpoint, { baseUrl: ENDPOINT });
  const bucket = await S3Bucket.open(storage, options);
  const prefix = storage.bucket_path.replace(/^\/+|\/+$/g, '');
  const folder = [prefix, runFolderName(options.runName)].filter((part) => part !== '').join('/');
  let part = 0;

  const write = async (name: string, rejections: readonly Rejection[]): Promise<void> => {
    const time = new Date(options.clock.wall()).toISOString().replace(/[-:.]/g, '');
    const Key = `${folder}/${name}/${time}_${String(++part).padStart(6, '0')}.jsonl`;
    const Body = Buffer.from(rejections.map((each) => rejectionLine(each, options)).join(''));
    try {
      await bucket.put({ Key, Body, ContentType: 'application/x-ndjson' });
    } catch (thrown) {
      throw thrown instanceof ConnectorError
        ? thrown.with({ message: `${thrown.message} ${SYNC_STOPS}` })
        : thrown;
    }
  };

  return {
    keeps: true,
    location: `s3://${storage.s3_bucket_name}/${folder}`,
    async keep(rejections) {
      await Promise.all(Array.from(byFile(rejections), ([name, list]) => write(name, list)));
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
