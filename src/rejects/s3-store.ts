import { DeleteObjectCommand, PutObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { Environment } from '../environment.ts';
import { ConnectorError, configError, transientError } from '../errors.ts';
import { byFile } from './by-file.ts';
import { runFolderName } from './file-name.ts';
import { type Rejection, type RejectStore, type RejectStoreOptions, rejectionLine } from './rejection.ts';
import { StorageAgent } from './storage-agent.ts';

/** Properties of `object_storage_config` for a bucket of Amazon S3 or a compatible storage. */
export interface S3Storage {
  readonly s3_bucket_name: string;
  readonly s3_bucket_region: string;
  /** A prefix of keys, without slashes at its ends. */
  readonly bucket_path: string;
  readonly s3_endpoint?: string;
  readonly access_key_id?: string;
  readonly secret_access_key?: string;
  readonly role_arn?: string;
}

/** Bytes of an object at most; further records go into the next one. */
const OBJECT_BYTES = 8 * 1024 * 1024;
const ATTEMPTS = 5;
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
 * their number low.
 */
export async function s3Store(storage: S3Storage, options: RejectStoreOptions): Promise<RejectStore> {
  const client = new S3Client(await clientConfig(storage, options.environment));
  const Bucket = storage.s3_bucket_name;
  const prefix = storage.bucket_path.replace(/^\/+|\/+$/g, '');
  const folder = [prefix, runFolderName(options.runName)].filter((part) => part !== '').join('/');
  const { clock, signal: abortSignal } = options;
  const waiting = new Map<string, Waiting>();
  const writing = new Set<string>();
  let part = 0;

  const write = async (name: string): Promise<void> => {
    const batch = waiting.get(name);
    if (!batch || writing.has(name)) return;
    waiting.delete(name);
    writing.add(name);
    const time = new Date(clock.wall()).toISOString().replace(/[-:.]/g, '');
    const Key = `${folder}/${name}/${time}_${String(++part).padStart(6, '0')}.jsonl`;
    const Body = Buffer.from(batch.lines.join(''));
    try {
      const put = new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/x-ndjson' });
      await client.send(put, { abortSignal });
      for (const { resolve } of batch.done) resolve();
    } catch (thrown) {
      const error = writeError(thrown, storage);
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
      const limits = { abortSignal, requestTimeout: CHECK_RESPONSE_MS };
      try {
        await client.send(
          new PutObjectCommand({
            Bucket,
            Key,
            Body: Buffer.from('Written and removed by a connection check.\n'),
          }),
          limits,
        );
      } catch (thrown) {
        throw writeError(thrown, storage);
      }
      await client.send(new DeleteObjectCommand({ Bucket, Key }), limits).catch(() => undefined);
    },
    close: () => Promise.resolve(client.destroy()),
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
    maxAttempts: ATTEMPTS,
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

const BUCKET = 'Bucket Name (object_storage_config.s3_bucket_name)';
const REGION = 'Bucket Region (object_storage_config.s3_bucket_region)';
const ACCESS_KEY = 'Access Key ID (object_storage_config.access_key_id)';
const SECRET_KEY = 'Secret Access Key (object_storage_config.secret_access_key)';

/** Error codes of S3 that require a change of the settings, with the advice. */
const ADVICE: Readonly<Record<string, string>> = {
  NoSuchBucket: `The bucket does not exist: check ${BUCKET}, ${REGION} and Endpoint (object_storage_config.s3_endpoint)`,
  AccessDenied: 'The credentials may not write there: allow s3:PutObject, and s3:DeleteObject for the check',
  InvalidAccessKeyId: `${ACCESS_KEY} does not exist: check it`,
  SignatureDoesNotMatch: `${SECRET_KEY} does not belong to ${ACCESS_KEY}: check both`,
  PermanentRedirect: `The bucket is in another region: check ${REGION}`,
  AuthorizationHeaderMalformed: `The bucket is in another region: check ${REGION}`,
  CredentialsProviderError: `There are no credentials: enter ${ACCESS_KEY} and ${SECRET_KEY}, or provide them in the environment of the connector`,
};

const STOPS = 'The sync stops here so that none of them is lost.';

/** Creates the error of a failed write. Texts of SDK errors may repeat keys and hosts, so only their codes are shown. */
function writeError(thrown: unknown, { s3_bucket_name, s3_endpoint }: S3Storage): ConnectorError {
  const { name = 'unknown error', code } = (thrown ?? {}) as { name?: string; code?: string };
  const where = `the bucket ${s3_bucket_name}${s3_endpoint ? ` at ${new URL(s3_endpoint).host}` : ''}`;
  if (thrown instanceof ConnectorError) {
    const message = `Rejected records cannot be written to ${where}. ${thrown.message} ${STOPS}`;
    return thrown.with({ message, code: 'ERR_REJECTS_NOT_KEPT' });
  }
  const advice = ADVICE[name];
  const sentence = `Rejected records cannot be written to ${where} (${code ?? name}). ${
    advice ?? 'The storage or the network failed; try again later'
  }. ${STOPS}`;
  const make = advice === undefined ? transientError : configError;
  return make(sentence, { code: 'ERR_REJECTS_NOT_KEPT', cause: thrown });
}
