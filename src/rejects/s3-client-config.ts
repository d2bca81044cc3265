import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { Environment } from '../environment.ts';
import type { S3Storage } from './s3-storage.ts';
import { StorageAgent } from './storage-agent.ts';

/** Limits of one attempt. A storage may take 20 s for an object. */
const CONNECT_MS = 10_000;
export const RESPONSE_MS = 60_000;

export async function clientConfig(storage: S3Storage, environment: Environment): Promise<S3ClientConfig> {
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
