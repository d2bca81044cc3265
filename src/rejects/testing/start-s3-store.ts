import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, vi } from 'vitest';
import { systemClock } from '../../clock.ts';
import type { RejectStoreOptions } from '../rejection.ts';
import type { S3Storage } from '../s3-storage.ts';
import { s3Store } from '../s3-store.ts';

const STORAGE: S3Storage = {
  s3_bucket_name: 'rejected',
  s3_bucket_region: 'eu-west-3',
  bucket_path: '/airbyte/dlq/',
};

/**
 * A store whose requests get the responses of `respond`, until the mocks are restored. Without a response of its own, a
 * request succeeds as at Amazon.
 */
export async function startS3Store(
  more: Partial<S3Storage> = {},
  respond: (key: string) => Promise<unknown> = async () => undefined,
  options: Partial<RejectStoreOptions> = {},
) {
  const requests: { method: string; key: string; body: string; type: unknown; options: unknown }[] = [];
  const clients: S3Client[] = [];
  const warnings: string[] = [];
  vi.spyOn(S3Client.prototype, 'send').mockImplementation(async function (
    this: S3Client,
    command: unknown,
    options,
  ) {
    clients.push(this);
    const isPut = command instanceof PutObjectCommand;
    if (!isPut && !(command instanceof DeleteObjectCommand)) throw new Error('an unexpected command');
    const { input } = command;
    expect(input.Bucket).toBe(more.s3_bucket_name ?? 'rejected');
    const body = isPut ? String((command as PutObjectCommand).input.Body) : '';
    requests.push({
      method: isPut ? 'PUT' : 'DELETE',
      key: input.Key!,
      body,
      type: (input as { ContentType?: string }).ContentType,
      options,
    });
    return (
      (await respond(input.Key!)) ?? { ...(isPut && { ETag: '"0"' }), $metadata: { httpStatusCode: 200 } }
    );
  } as typeof S3Client.prototype.send);
  const store = await s3Store(
    { ...STORAGE, ...more },
    {
      runName: '812',
      clock: { ...systemClock, wall: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) },
      signal: new AbortController().signal,
      redact: (text) => text,
      environment: {},
      random: () => 0,
      log: { info: () => undefined, warn: (text) => void warnings.push(text) },
      ...options,
    },
  );
  return { store, requests, clients, warnings };
}
