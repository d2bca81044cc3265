import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../src/clock.ts';
import type { FaultPlanInput } from '../src/emulator/faults.ts';
import { type RunningEmulator, startEmulator } from '../src/emulator/server.ts';
import type { Rejection } from '../src/rejects/rejection.ts';
import { s3Store } from '../src/rejects/s3-store.ts';
import { AN_IDENTITY } from '../src/rejects/testing/identity.ts';
import { type S3Options, s3 } from './s3/s3.ts';

const running: RunningEmulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});

async function bucket(options: S3Options = {}, faults: FaultPlanInput = []) {
  const emulator = await startEmulator(s3(options), { faults });
  running.push(emulator);
  const config = {
    s3_bucket_name: 'rejected',
    s3_bucket_region: 'eu-west-3',
    bucket_path: '/airbyte/dlq/',
    s3_endpoint: emulator.url,
    access_key_id: 'emulator-id',
    secret_access_key: 'emulator-secret',
  };
  const { objects } = emulator.provider;
  const aborting = new AbortController();
  const open = (more: Partial<typeof config> = {}) =>
    s3Store(
      { ...config, ...more },
      {
        runName: '812',
        clock: { ...systemClock, wall: () => Date.UTC(2026, 0, 2) },
        signal: aborting.signal,
        redact: (text) => text,
        environment: {},
        random: Math.random,
        log: { info: () => undefined, warn: () => undefined },
        retryBudgetMs: 2_000,
      },
    );
  const lines = () => [...objects.values()].flatMap((text) => text.trimEnd().split('\n'));
  return { emulator, objects, open, lines, abort: (reason: Error) => aborting.abort(reason) };
}

const rejection = (n: number, stream = 'users'): Rejection => ({
  stream: { name: stream, namespace: 'public' },
  identity: AN_IDENTITY,
  record: `{"n":9007199254740993${n}}`,
  reason: 'n is too large',
  providerMessage: undefined,
});

describe('rejected records in a bucket', () => {
  it('are stored below the path and the sync, by stream, with all digits', async () => {
    const { open, objects } = await bucket();
    const store = await open();
    await store.keep([rejection(1), rejection(2, 'a/b'), rejection(3)]);
    expect([...objects.keys()].map((key) => key.replace(/\d{8}T\d{9}Z_\d{6}/, 'TIME'))).toEqual(
      expect.arrayContaining([
        'airbyte/dlq/812/public.users/TIME.jsonl',
        'airbyte/dlq/812/public.a%2Fb/TIME.jsonl',
      ]),
    );
    const users = [...objects].find(([key]) => key.includes('users'))?.[1] ?? '';
    expect(
      users
        .trimEnd()
        .split('\n')
        .map((line) => /"record":(.*)\}$/.exec(line)?.[1]),
    ).toEqual(['{"n":90071992547409931}', '{"n":90071992547409933}']);
  });

  it('are stored when `keep` resolves', async () => {
    const { open, lines } = await bucket();
    const store = await open();
    for (const n of [1, 2]) {
      await store.keep([rejection(n)]);
      expect(lines()).toHaveLength(n);
    }
  });

  it('are sent again after a temporary failure of the storage', async () => {
    const { open, lines } = await bucket({}, [{ nth: [1, 2], action: { type: 'status', status: 503 } }]);
    await (await open()).keep([rejection(1)]);
    expect(lines()).toHaveLength(1);
  });

  it('do not count as stored when a web page of a proxy is the success response to their write', async () => {
    const { open, lines } = await bucket({}, [
      { nth: [1, 1], action: { type: 'status', status: 200, body: { type: 'html' } } },
    ]);
    await (await open()).keep([rejection(1)]);
    expect(lines()).toHaveLength(1);
  });

  it('fail the sync if they cannot be stored, and none counts as stored', async () => {
    const { open, lines } = await bucket({}, [
      { action: { type: 'status', status: 403, body: { type: 'empty' } } },
    ]);
    const store = await open();
    await expect(store.keep([rejection(1)])).rejects.toMatchObject({ code: 'ERR_REJECTS_NOT_KEPT' });
    expect(lines()).toEqual([]);
  });
});

describe('a bucket that accepts a request and never responds', () => {
  const hanging = () => bucket({}, [{ action: { type: 'hang' } }]);

  it('does not delay an aborted command', async () => {
    const { open, abort } = await hanging();
    const kept = (await open()).keep([rejection(1)]).catch((error: unknown) => error);
    abort(new Error('terminated'));
    expect(await kept).toMatchObject({ code: 'ERR_REJECTS_NOT_KEPT' });
  });
});

describe('the check of a bucket', () => {
  it('leaves no object behind', async () => {
    const { open, objects, emulator } = await bucket();
    await (await open()).check();
    expect(emulator.requests.map(({ method, status }) => [method, status])).toEqual([
      ['PUT', 200],
      ['DELETE', 204],
    ]);
    expect(objects.size).toBe(0);
  });

  it('succeeds with a key that may write but not delete', async () => {
    const { open } = await bucket({ mayDelete: false });
    await (await open()).check();
  });

  it.each([
    ['a wrong secret', { secret_access_key: 'wrong' }, 'config', 'SignatureDoesNotMatch', 'check both'],
    ['an unknown key', { access_key_id: 'wrong' }, 'config', 'InvalidAccessKeyId', 'check it'],
    [
      'no such bucket',
      { s3_bucket_name: 'other' },
      'config',
      'NoSuchBucket',
      'check Bucket Name (object_storage_config.s3_bucket_name)',
    ],
    [
      'a refused connection',
      { s3_endpoint: 'http://127.0.0.1:1' },
      'transient',
      'ECONNREFUSED',
      'Check Endpoint (object_storage_config.s3_endpoint)',
    ],
  ] as const)('reports %s with a remedy, and without a key', async (_, more, kind, code, advice) => {
    const { open } = await bucket();
    const error = await (await open(more)).check().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind, code: 'ERR_REJECTS_NOT_KEPT' });
    expect(String(error)).toContain(code);
    expect(String(error)).toContain(advice);
    expect(String(error)).not.toMatch(/emulator-|wrong/);
  });
});
