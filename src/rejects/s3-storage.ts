/** The setting with the address of the storage, as messages name it. */
export const ENDPOINT = 'Endpoint (object_storage_config.s3_endpoint)';

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

/** Returns the host, and the port if it is named, that receives the requests. */
export function hostOf({ s3_endpoint, s3_bucket_name, s3_bucket_region }: S3Storage): string {
  return s3_endpoint
    ? new URL(s3_endpoint).host
    : `${s3_bucket_name}.s3.${s3_bucket_region || 'us-east-1'}.amazonaws.com`;
}
