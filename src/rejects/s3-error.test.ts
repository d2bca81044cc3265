import { describe, expect, it } from 'vitest';
import { configError } from '../errors.ts';
import { SetupPatience } from '../http/errors/setup-patience.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { s3Error } from './s3-error.ts';
import type { S3Storage } from './s3-storage.ts';

const ENDPOINT = 'Endpoint (object_storage_config.s3_endpoint)';
const REGION = 'Bucket Region (object_storage_config.s3_bucket_region)';
const AMAZON: S3Storage = { s3_bucket_name: 'rejected', s3_bucket_region: 'eu-west-3', bucket_path: 'dlq' };
const OTHER: S3Storage = { ...AMAZON, s3_endpoint: 'https://storage.example.com:9000/deep' };
const clock = fakeClock();
const errorOf = (thrown: unknown, storage = OTHER, patience = new SetupPatience(clock, 30_000)) =>
  s3Error(thrown, { storage, timeoutMs: 8000, patience });
const failure = (more: object) => Object.assign(new Error('canary'), more);
const response = (httpStatusCode: number, name = 'Unknown', more = {}) =>
  failure({ name, $metadata: { httpStatusCode }, ...more });

describe('the error of a failed write to a bucket', () => {
  it.each([
    ['NoSuchBucket', 's3_bucket_name'],
    ['AccessDenied', 's3:PutObject'],
    ['InvalidAccessKeyId', 'access_key_id'],
    ['SignatureDoesNotMatch', 'secret_access_key'],
    ['PermanentRedirect', 's3_bucket_region'],
    ['AuthorizationHeaderMalformed', 's3_bucket_region'],
    ['CredentialsProviderError', 'access_key_id'],
  ])('%s is of the settings, and names what to change (%s)', (name, remedy) => {
    const error = errorOf(failure({ name }), AMAZON);
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_REJECTS_NOT_KEPT' });
    expect(error.message).toMatch(`the bucket rejected (${name}). `);
    expect(error.message).toContain(remedy);
    expect(error.message).not.toContain('canary');
  });

  it.each([
    [{ code: 'ECONNREFUSED' }, `refused the connection. Check ${ENDPOINT}`],
    [{ code: 'ENOTFOUND' }, `does not exist in the DNS. Check ${ENDPOINT}`],
    [{ code: 'ETIMEDOUT', syscall: 'connect', name: 'TimeoutError' }, `scheme and port in ${ENDPOINT}`],
    [{ name: 'TimeoutError' }, `scheme and port in ${ENDPOINT}`],
    [{ code: 'ETIMEDOUT', name: 'TimeoutError' }, `did not respond within 8 seconds. Check ${ENDPOINT}`],
    [{ code: 'ECONNRESET', name: 'TimeoutError' }, `check the scheme and port in ${ENDPOINT}`],
    [{ code: 'EPROTO' }, `Check the scheme and port in ${ENDPOINT}`],
    [{ code: 'HPE_INVALID_CONSTANT' }, `not HTTP or is malformed. Check the scheme and port in ${ENDPOINT}`],
  ])('of the network (%o) is repeated, and names the setting with the address', (more, expected) => {
    const error = errorOf(failure(more));
    expect(error).toMatchObject({ kind: 'transient', code: 'ERR_REJECTS_NOT_KEPT', retryable: true });
    const label = 'code' in more ? more.code : 'TimeoutError';
    expect(error.message).toMatch(`the bucket rejected at storage.example.com:9000 (${label}). `);
    expect(error.message).toContain(expected);
    expect(error.message).not.toContain('canary');
  });

  it('of a certificate is of the settings', () => {
    const error = errorOf(failure({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }));
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_REJECTS_NOT_KEPT' });
    expect(error.message).toContain(`is not trusted. Check ${ENDPOINT}`);
  });

  it.each([
    ['eu-west-3', 'rejected.s3.eu-west-3.amazonaws.com'],
    ['', 'rejected.s3.us-east-1.amazonaws.com'],
  ])('of an unknown host of Amazon names it and the region (%j)', (s3_bucket_region, host) => {
    const error = errorOf(failure({ code: 'ENOTFOUND' }), { ...AMAZON, s3_bucket_region });
    expect(error.message).toContain(`The host ${host} does not exist in the DNS. Check ${REGION}`);
  });

  it('of an unknown host is of the settings if it lasts and the storage never responded', async () => {
    const unknown = failure({ code: 'ENOTFOUND' });
    const [silent, known] = [new SetupPatience(clock, 30_000), new SetupPatience(clock, 30_000)];
    errorOf(response(500), OTHER, known);
    const kinds = () => [silent, known].map((patience) => errorOf(unknown, OTHER, patience).kind);
    expect(kinds()).toEqual(['transient', 'transient']);
    await clock.advance(30_000);
    expect(kinds()).toEqual(['config', 'transient']);
  });

  it.each([
    [response(500), 'status 500'],
    [response(502, 'Error'), 'status 502'],
    [response(503, 'SlowDown', { Code: 'SlowDown' }), 'SlowDown'],
    [response(400, 'RequestTimeout', { Code: 'RequestTimeout' }), 'RequestTimeout'],
    [response(429), 'status 429'],
  ])('of a storage that fails for a moment is repeated (%o)', (thrown, label) => {
    const error = errorOf(thrown);
    expect(error).toMatchObject({ kind: 'transient', retryable: true });
    expect(error.message).toContain(`(${label}). The storage failed: try again later, and ask its operator`);
  });

  it.each([
    [response(404, 'Error'), 'status 404'],
    [response(403), 'status 403'],
    [response(405, 'MethodNotAllowed', { Code: 'MethodNotAllowed' }), 'MethodNotAllowed'],
  ])('of any other response is not repeated, and names the settings (%o)', (thrown, label) => {
    const error = errorOf(thrown);
    expect(error).toMatchObject({ kind: 'transient', retryable: false });
    expect(error.message).toContain(`(${label}). The storage rejected the request: check ${ENDPOINT}`);
  });

  it.each([
    [undefined, 'unknown error'],
    [{}, 'unknown error'],
    [failure({}), 'Error'],
    [Object.assign(new TypeError('canary'), { code: 'ERR_INVALID_CHAR' }), 'ERR_INVALID_CHAR'],
  ])('of another kind is not repeated (%o)', (thrown, label) => {
    const error = errorOf(thrown);
    expect(error).toMatchObject({ kind: 'transient', retryable: false });
    expect(error.message).toContain(`(${label}). The storage or the network failed: try again later.`);
    expect(error.message).not.toContain('canary');
  });

  it('of a proxy keeps its kind and its remedy', () => {
    const error = errorOf(configError('The proxy needs a password.'), AMAZON);
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_REJECTS_NOT_KEPT' });
    expect(error.message).toMatch(/bucket rejected\. The proxy needs a password\.$/);
  });
});
