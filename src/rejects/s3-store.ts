import { setMaxListeners } from 'node:events';
import {
  DeleteObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import type { Environment } from '../environment.ts';
import { ConnectorError } from '../errors.ts';
import { SetupPatience } from '../http/errors/setup-patience.ts';
import { parseBaseUrl } from '../http/request/base-url.ts';
import { withRetry } from '../retry/retry.ts';
import { RETRY_BUDGET_MS } from '../retry/time-limit.ts';
import { byFile } from './by-file.ts';
import { runFolderName } from './file-name.ts';
import {
  type Rejection,
  type RejectStore,
  type RejectStoreOptions,
  rejectionLine,
  SYNC_STOPS,
} from './rejection.ts';
import { noEtagError, s3Error } from './s3-error.ts';
import { ENDPOINT, type S3Storage } from './s3-storage.ts';
import { StorageAgent } from './storage-agent.ts';

/** Bytes of an object at most; further records go into the next one. */
const OBJECT_BYTES = 8 * 1024 * 1024;
/** Limits of one attempt. A storage may take 20 s for an object; in a check a user waits. */
const CONNECT_MS = 10_000;
const RESPONSE_MS = 60_000;
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
  const client = new S3Client(await clientConfig(storage, options.environment));
  const Bucket = storage.s3_bucket_name;
  const prefix = storage.bucket_path.replace(/^\/+|\/+$/g, '');
  const folder = [prefix, runFolderName(options.runName)].filter((part) => part !== '').join('/');
  const { clock, random, log, retryBudgetMs: budgetMs = RETRY_BUDGET_MS } = options;
  const closing = new AbortController();
  const signal = AbortSignal.any([options.signal, closing.signal]);
  // Each concurrent write adds a listener; Node 20 would warn of a leak from eleven on.
  setMaxListeners(0, signal);
  const patience = new SetupPatience(clock, budgetMs / 2);
  const waiting = new Map<string, Waiting>();
  const writing = new Set<string>();
  let part = 0;

  /** Writes an object. Repeats the request for the time of the options. */
  const put = (object: Pick<PutObjectCommandInput, 'Key' | 'Body' | 'ContentType'>, timeoutMs: number) =>
    withRetry(
      async () => {
        try {
          const limits = { abortSignal: signal, requestTimeout: timeoutMs };
          const { ETag } = await client.send(new PutObjectCommand({ Bucket, ...object }), limits);
          if (!ETag) throw noEtagError();
          patience.noteResponse();
        } catch (thrown) {
          throw s3Error(thrown, { storage, timeoutMs, patience });
        }
      },
      {
        ...{ clock, random, signal, budgetMs },
        onRetry: (error, waitMs) => {
          log.info(`${error.message} Trying again in ${Math.ceil(waitMs / 1000)} s.`);
          return undefined;
        },
      },
    );

  const write = async (name: string): Promise<void> => {
    const batch = waiting.get(name);
    if (!batch || writing.has(name)) return;
    waiting.delete(name);
    writing.add(name);
    const time = new Date(clock.wall()).toISOString().replace(/[-:.]/g, '');
    const Key = `${folder}/${name}/${time}_${String(++part).padStart(6, '0')}.jsonl`;
    const Body = Buffer.from(batch.lines.join(''));
    try {
      await put({ Key, Body, ContentType: 'application/x-ndjson' }, RESPONSE_MS);
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
    location: `s3://${Bucket}/${folder}`,
    async keep(rejections) {
      for (const slice of slices(rejections))
        await Promise.all(Array.from(byFile(slice), ([name, list]) => keepOf(name, list)));
    },
    async check() {
      // Always the same key: credentials without the right to delete leave one small object, not one for each check.
      const Key = `${folder}/.airbyte-check`;
      const Body = Buffer.from('Written and removed by a connection check.\n');
      await put({ Key, Body }, CHECK_RESPONSE_MS);
      const limits = { abortSignal: signal, requestTimeout: CHECK_RESPONSE_MS };
      await client.send(new DeleteObjectCommand({ Bucket, Key }), limits).catch(() => undefined);
    },
    async close() {
      closing.abort(new Error('the store is closed'));
      client.destroy();
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

async function clientConfig(storage: S3Storage, environment: Environment): Promise<S3ClientConfig> {
  const { s3_endpoint, s3_bucket_region, access_key_id, secret_access_key, role_arn } = storage;
  const keys =
    access_key_id && secret_access_key
      ? { accessKeyId: access_key_id, secretAccessKey: secret_access_key }
      : undefined;
  const region = s3_bucket_region || 'us-east-1';
  const own = keys && { credentials: keys };
  const requestHandler = {
    connectionTimeout: CONNECT_MS,
    requestTimeout: RESPONSE_MS,
    throwOnRequestTimeout: true,
    httpsAgent: new StorageAgent(environment),
  };
  return {
    region,
    // Repetitions are those of the store: the client's own last a second and do not end with the command.
    maxAttempts: 1,
    requestHandler,
    // Other servers than Amazon's support neither buckets in host names nor the newer checksums.
    ...(s3_endpoint && { endpoint: s3_endpoint, forcePathStyle: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...own,
    ...(role_arn && { credentials: await roleCredentials(role_arn, { region, requestHandler }, keys) }),
  };
}

async function roleCredentials(
  RoleArn: string,
  clientConfig: Pick<S3ClientConfig, 'region' | 'requestHandler'>,
  keys: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined,
): Promise<NonNullable<S3ClientConfig['credentials']>> {
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  return fromTemporaryCredentials({
    params: { RoleArn, RoleSessionName: 'airbyte-rejected-records' },
    clientConfig,
    ...(keys && { masterCredentials: keys }),
  });
}
