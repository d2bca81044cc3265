import { afterEach, describe, expect, it, vi } from 'vitest';
import { gate } from '../engine/testing/fixtures.ts';
import type { Rejection } from './rejection.ts';
import { AN_IDENTITY } from './testing/identity.ts';
import { startS3Store as start } from './testing/start-s3-store.ts';

afterEach(() => void vi.restoreAllMocks());

const rejection = (record: string, name = 'users'): Rejection => ({
  stream: { name },
  identity: AN_IDENTITY,
  record,
  reason: 'n is too large',
  providerMessage: undefined,
});
const recordsIn = (body: string): string[] =>
  body
    .trimEnd()
    .split('\n')
    .map((line) => {
      expect(JSON.parse(line)).toMatchObject({ stream: expect.any(String) });
      return /"record":(.*)\}$/.exec(line)![1]!;
    });

describe('an object of rejected records', () => {
  it('is below the path, the sync and the stream, and its key has the time and a number', async () => {
    const { store, requests } = await start();
    await store.keep([rejection('1'), rejection('2', 'a/b'), rejection('3')]);
    await store.keep([rejection('4')]);
    expect([store.keeps, store.location]).toEqual([true, 's3://rejected/airbyte/dlq/812']);
    expect(requests.map(({ key, body }) => [key, recordsIn(body)])).toEqual([
      ['airbyte/dlq/812/users/20260102T030405006Z_000001.jsonl', ['1', '3']],
      ['airbyte/dlq/812/a%2Fb/20260102T030405006Z_000002.jsonl', ['2']],
      ['airbyte/dlq/812/users/20260102T030405006Z_000003.jsonl', ['4']],
    ]);
  });

  it.each([
    ['', '812/users/'],
    ['/', '812/users/'],
    ['//a/b//', 'a/b/812/users/'],
  ])('is below the path %j without slashes at its ends', async (bucket_path, expected) => {
    const { store, requests } = await start({ bucket_path });
    await store.keep([rejection('1')]);
    expect(requests[0]!.key.slice(0, expected.length)).toBe(expected);
  });

  it('is written as JSON lines, until the command is aborted', async () => {
    const aborting = new AbortController();
    const { store, requests } = await start({}, undefined, { signal: aborting.signal });
    await store.keep([rejection('1')]);
    expect(requests[0]).toMatchObject({ type: 'application/x-ndjson', options: { requestTimeout: 60_000 } });
    const { abortSignal } = requests[0]!.options as { abortSignal: AbortSignal };
    expect(abortSignal.aborted).toBe(false);
    aborting.abort();
    expect(abortSignal.aborted).toBe(true);
  });

  it('of one stream does not wait for that of another in the same call', async () => {
    const first = gate();
    const { store, requests } = await start({}, (key) =>
      key.includes('000001') ? first.passed : Promise.resolve(),
    );
    const kept = store.keep([rejection('1'), rejection('9', 'other')]);
    expect(requests.map(({ body }) => recordsIn(body))).toEqual([['1'], ['9']]);
    first.open();
    await kept;
  });

  it('that cannot be written fails its call, and no later one', async () => {
    const { store, requests } = await start({}, (key) =>
      key.includes('000001') ? Promise.reject(new Error('x')) : Promise.resolve(),
    );
    await expect(store.keep([rejection('1'), rejection('9', 'other')])).rejects.toMatchObject({
      code: 'ERR_REJECTS_NOT_KEPT',
    });
    await store.keep([rejection('4')]);
    expect(requests).toHaveLength(3);
  });
});

describe('the check of a bucket', () => {
  it('writes and removes one object with the same key each time, within 8 seconds a request', async () => {
    const { store, requests } = await start();
    await store.check();
    const limits = { abortSignal: expect.any(AbortSignal), requestTimeout: 8_000 };
    expect(requests.map(({ method, key, options }) => [method, key, options])).toEqual([
      ['PUT', 'airbyte/dlq/812/.airbyte-check', limits],
      ['DELETE', 'airbyte/dlq/812/.airbyte-check', limits],
    ]);
  });

  it('succeeds with a warning where the object may not be removed, and fails where it cannot be written', async () => {
    let writes = 0;
    const { store, warnings } = await start({}, () =>
      ++writes === 2 ? Promise.reject(new Error('denied')) : Promise.resolve(),
    );
    await store.check();
    expect(warnings).toEqual([expect.stringContaining('could not delete it')]);
    const broken = await start({}, () => Promise.reject(new Error('denied')));
    await expect(broken.store.check()).rejects.toMatchObject({ code: 'ERR_REJECTS_NOT_KEPT' });
    expect(broken.requests).toHaveLength(1);
  });
});
