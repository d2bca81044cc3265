import { createHash, createHmac } from 'node:crypto';
import type { EmulatedRequest } from '../../src/emulator/provider.ts';

/** A key of the emulated storage and the secret that signs with it. */
export interface S3Key {
  readonly id: string;
  readonly secret: string;
}

/** The error code of S3 for an invalid signature. */
export type SignatureFault =
  | 'AccessDenied'
  | 'InvalidAccessKeyId'
  | 'SignatureDoesNotMatch'
  | 'XAmzContentSHA256Mismatch';

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/**
 * Checks a request's signature, version 4, as
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html describes it. Undefined if it is valid.
 */
export function signatureFault(request: EmulatedRequest, keys: readonly S3Key[]): SignatureFault | undefined {
  const [, id, day, region, signed, signature] =
    AUTHORIZATION.exec(request.headers.authorization ?? '') ?? [];
  if (id === undefined || day === undefined || region === undefined || signed === undefined)
    return 'AccessDenied';
  const key = keys.find((each) => each.id === id);
  if (!key) return 'InvalidAccessKeyId';
  const payload = one(request.headers['x-amz-content-sha256']);
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== sha256(request.body)) return 'XAmzContentSHA256Mismatch';
  const canonical = [
    request.method,
    request.path,
    canonicalQuery(request.query),
    ...signed.split(';').map((name) => `${name}:${one(request.headers[name]).trim().replace(/ +/g, ' ')}`),
    '',
    signed,
    payload,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', one(request.headers['x-amz-date']), scope, sha256(canonical)].join('\n');
  const signing = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${key.secret}`);
  return hmac(signing, text).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch';
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
}

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);

const one = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? value.join(',') : (value ?? '');

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
