import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import type { RejectStore, RejectStoreOptions } from './rejection.ts';
import { aRejection } from './testing/reject-folder.ts';
import { startS3Store as start } from './testing/start-s3-store.ts';

afterEach(() => void vi.restoreAllMocks());

describe('a bucket that fails', () => {
  const broken = Object.assign(new Error('canary'), { $metadata: { httpStatusCode: 500 } });
  const failing = async (times: number, options: Partial<RejectStoreOptions> = {}) => {
    const clock = fakeClock();
    const lines: string[] = [];
    let calls = 0;
    const respond = () => (++calls > times ? Promise.resolve() : Promise.reject(broken));
    const log = { info: (line: string) => void lines.push(line), warn: () => undefined };
    const { store, requests } = await start({}, respond, { clock, log, random: () => 0.5, ...options });
    return { store, requests, clock, lines };
  };

  it('repeats the write of one object until it succeeds, and logs each repetition', async () => {
    const { store, requests, clock, lines } = await failing(10);
    const kept = store.keep([aRejection('1')]);
    await clock.drain();
    await kept;
    expect(requests).toHaveLength(11);
    expect(new Set(requests.map(({ key }) => key)).size).toBe(1);
    expect(lines).toHaveLength(10);
    expect(lines[0]).toMatch(/the bucket rejected \(status 500\)\. .* Trying again in 1 s\.$/);
    expect(clock.monotonic()).toBeGreaterThan(60_000);
  });

  it.each([
    ['no ETag', {}],
    ['an empty ETag', { ETag: '' }],
  ])(
    'repeats a write whose success response has %s, because it is not of the storage',
    async (_, response) => {
      const clock = fakeClock();
      const lines: string[] = [];
      const log = { info: (line: string) => void lines.push(line), warn: () => undefined };
      const responses: unknown[] = [response, response];
      const { store, requests } = await start({}, async () => responses.shift(), { clock, log });
      const kept = store.keep([aRejection('"canary"')]);
      await clock.drain();
      await kept;
      expect(requests).toHaveLength(3);
      expect(lines).toHaveLength(2);
      expect(lines[0]).toMatch(
        /the bucket rejected\. The response to the write has no ETag.* Trying again in/,
      );
      expect(lines.join()).not.toContain('canary');
    },
  );

  it('fails a sync whose writes only get success responses without ETag, and names what to check', async () => {
    const clock = fakeClock();
    const { store } = await start({}, async () => ({}), { clock, random: () => 0.5 });
    const kept = store.keep([aRejection('1')]).catch((error: unknown) => error as Error);
    await clock.drain();
    const error = await kept;
    expect(error).toMatchObject({ kind: 'transient', code: 'ERR_REJECTS_NOT_KEPT', exhausted: true });
    expect((error as Error).message).toContain(
      'Check Endpoint (object_storage_config.s3_endpoint), and proxies between the connector and the storage.',
    );
  });

  it('fails the sync after 15 minutes', async () => {
    const { store, clock } = await failing(Number.POSITIVE_INFINITY);
    const kept = store.keep([aRejection('"canary"')]).catch((error: unknown) => error as Error);
    await clock.drain();
    const error = await kept;
    expect(error).toMatchObject({ kind: 'transient', code: 'ERR_REJECTS_NOT_KEPT', exhausted: true });
    expect((error as Error).message).toMatch(
      /tried again for 15 minutes, without success\. The sync stops here so that none of them is lost\.$/,
    );
    expect((error as Error).message).not.toContain('canary');
  });

  it('fails a check after the time of its options, and the message stops no sync', async () => {
    const { store, clock } = await failing(Number.POSITIVE_INFINITY, { retryBudgetMs: 12_000 });
    const checked = store.check().catch((error: unknown) => error as Error);
    await clock.drain();
    expect(((await checked) as Error).message).toMatch(/tried again for 12 seconds, without success\.$/);
    expect(clock.monotonic()).toBe(12_000);
  });

  it('delays neither an aborted command nor the end of one', async () => {
    const ends = [
      (_: RejectStore, aborting: AbortController) => aborting.abort(new Error('terminated')),
      (store: RejectStore) => store.close(),
    ];
    for (const end of ends) {
      const aborting = new AbortController();
      const { store, clock } = await failing(Number.POSITIVE_INFINITY, { signal: aborting.signal });
      const kept = store.keep([aRejection('1')]).catch((error: unknown) => error);
      await clock.advance(10);
      expect(clock.pending).toBe(1);
      await end(store, aborting);
      expect(await kept).toBeInstanceOf(Error);
      expect(clock.pending).toBe(0);
    }
  });
});
