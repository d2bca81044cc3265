import { ConnectorError } from '@airbyte-ts/cdk';
import { describe, expect, it } from 'vitest';
import type { JobOutcome } from '../emulator/job.ts';
import { batchFor, connected, countOf, outcomeOf } from '../testing/connected.ts';
import { poll } from './wait-for-job.ts';

const format = { type: 'USER_ACTIVITY', mimeType: 'APPLICATION_X_NDJSON' } as const;

/** Delivers one document whose job has the outcome. */
async function delivered(outcome: JobOutcome, setup: Parameters<typeof connected>[0] = {}) {
  const sync = connected({ ...setup, emulator: { outcomes: [outcome], ...setup.emulator } });
  const batch = batchFor('a', 'b');
  const end = await outcomeOf(sync.documents.deliver(batch, format), batch, sync);
  const polls = sync.requests.filter(({ path }) => /executions\/\d+$/.test(path)).map(({ at }) => at / 1_000);
  return { ...sync, end, polls };
}

describe('a job', () => {
  const isPoll = ({ method, path }: { method: string; path: string }) =>
    method === 'GET' && /executions\/\d+$/.test(path);
  it('is polled at growing intervals, up to 30 s', async () => {
    const { end, polls } = await delivered('succeeds', { emulator: { pendingMs: 120_000 } });
    expect(end).toEqual(['delivered', 'delivered']);
    const waits = polls.map((at, n) => at - (polls[n - 1] ?? 0));
    expect(waits).toEqual([5, 7.5, 11.25, 16.875, 25.3125, 30, 30]);
  });

  it('is polled at intervals of at most ten times the configured one', async () => {
    const setup = { config: { poll_interval_seconds: 0.1 }, emulator: { pendingMs: 5_000 } };
    const { polls } = await delivered('succeeds', setup);
    expect(Math.max(...polls.map((at, n) => at - (polls[n - 1] ?? 0)))).toBeCloseTo(1, 6);
  });

  it.each(['succeeds_in_old_words', 'waits_in_old_words', 'says_unknown_word', 'ends_pending'] as const)(
    'with the behaviour %s is waited for until it succeeds',
    async (outcome) => {
      expect((await delivered(outcome)).end).toEqual(['delivered', 'delivered']);
    },
  );

  it('with the status PENDING and a result counts as ended after three more polls, with a warning', async () => {
    const { polls, log } = await delivered('ends_pending');
    expect(polls).toHaveLength(4);
    expect(log.lines.join()).toMatch(
      /execution 990001 .* has ended with a result, but still has the status PENDING/,
    );
  });

  it('with an unknown status is logged once', async () => {
    const { log } = await delivered('says_unknown_word', { emulator: { runningMs: 60_000 } });
    expect(log.lines.filter((line) => line.includes('CALIBRATING'))).toHaveLength(1);
  });

  it.each([
    ['fails', 'transient', 'ERR_EXECUTION_FAILED', /execution 990001 of the document import 20001 .*FAILED/],
    ['fails_halfway', 'transient', 'ERR_EXECUTION_FAILED', /FAILED/],
    ['lost', 'transient', 'ERR_EXECUTION_FAILED', /LOST/],
    ['canceled', 'config', 'ERR_EXECUTION_CANCELED', /cancelled in mediarithmics/],
    ['vanishes', 'transient', 'ERR_EXECUTION_VANISHED', /no longer finds it/],
    [
      'stays_running',
      'transient',
      'ERR_EXECUTION_TIMEOUT',
      /not finished after 60 minutes.*could not be cancelled/,
    ],
    ['not_responding', 'transient', 'ERR_EXECUTION_TIMEOUT', /may still end/],
    ['stays_pending', 'transient', 'ERR_EXECUTION_TIMEOUT', /had not started and was cancelled/],
  ] as const)(
    'with the behaviour %s ends the sync, and its document is not sent again',
    async (outcome, errorKind, code, says) => {
      const { end, requests } = await delivered(outcome);
      expect(end).toMatchObject({ kind: errorKind, code, message: expect.stringMatching(says) });
      expect((end as ConnectorError).retryable).toBe(false);
      expect(countOf(requests, 'POST', '/executions')).toBe(1);
    },
  );

  it('keeps its error text, which may contain personal data, out of errors and logs', async () => {
    const { end, log } = await delivered('fails');
    expect(`${(end as Error).message} ${(end as ConnectorError).detail} ${log.lines.join()}`).not.toContain(
      'could not be read',
    );
  });

  it.each([
    ['{"message":"Quota exceeded","error_id":"6f1d2c3b-1111-4222-8333-444455556666"}', 'Quota exceeded'],
    ['"Quota exceeded"', 'Quota exceeded'],
    ['{"message":{"of":"Ada"},"error_id":"Ada"}', undefined],
  ])('that fails with the error %s gives the engine its text, and shows its id', async (error, text) => {
    const { end } = await delivered('fails', {
      trouble: (request) =>
        isPoll(request)
          ? {
              response: {
                status: 200,
                headers: {},
                text: `{"status":"ok","data":{"id":"1","status":"FAILED","error":${error}}}`,
              },
            }
          : undefined,
    });
    expect(end).toMatchObject({ code: 'ERR_EXECUTION_FAILED', quotesProvider: text !== undefined });
    expect((end as ConnectorError).providerMessage).toBe(text);
    expect((end as ConnectorError).detail).toBe(
      `status FAILED${error.includes('6f1d') ? ', error_id 6f1d2c3b-1111-4222-8333-444455556666' : ''}`,
    );
  });

  it('is cancelled after the timeout only while it is pending', async () => {
    const pending = await delivered('stays_pending');
    expect([
      pending.provider.jobs[0]?.canceledAt !== undefined,
      countOf(pending.requests, 'POST', '/action'),
    ]).toEqual([true, 1]);
    const scheduled = await delivered('waits_in_old_words', { emulator: { pendingMs: 10_000_000 } });
    expect(countOf(scheduled.requests, 'POST', '/action')).toBe(0);
    expect(countOf((await delivered('stays_running')).requests, 'POST', '/action')).toBe(0);
  });

  it('counts as cancelled if the response to the cancellation was lost', async () => {
    let asked = 0;
    const { end, requests } = await delivered('stays_pending', {
      trouble: ({ path }) => (path.endsWith('/action') && ++asked === 1 ? 'response lost' : undefined),
    });
    expect(end).toMatchObject({ message: expect.stringContaining('had not started and was cancelled') });
    expect(countOf(requests, 'POST', '/action')).toBe(2);
  });

  it('counts as succeeded if it ends at the timeout', async () => {
    const config = { execution_timeout_minutes: 1, poll_interval_seconds: 70 };
    const { end } = await delivered('succeeds', {
      config,
      emulator: { pendingMs: 30_000, runningMs: 29_000 },
    });
    expect(end).toEqual(['delivered', 'delivered']);
  });

  it('is waited for if it is not found at first', async () => {
    const { end } = await delivered('succeeds', { emulator: { foundAfterMs: 50_000 } });
    expect(end).toEqual(['delivered', 'delivered']);
  });

  const unavailable = { response: { status: 503, headers: {}, text: 'down' } };

  it('whose polls fail until the timeout is cancelled, and ends the sync on time with the last error', async () => {
    const { end, clock, provider } = await delivered('stays_pending', {
      trouble: (request) => (isPoll(request) ? unavailable : undefined),
    });
    expect(end).toMatchObject({
      ...{ kind: 'transient', code: 'ERR_EXECUTION_TIMEOUT', exhausted: true },
      message: expect.stringMatching(
        /^The execution 990001 .* not finished after 60 minutes.*was cancelled.*\(execution_timeout_minutes\)\..* responded with 503/,
      ),
      detail: expect.stringContaining('status 503'),
    });
    expect(provider.jobs[0]?.canceledAt).toBeDefined();
    expect(clock.monotonic()).toBe(60 * 60_000);
  });

  it('ends the sync with the same error if its cancellation fails too', async () => {
    const { end, requests } = await delivered('stays_pending', {
      trouble: (request) => (isPoll(request) || request.path.endsWith('/action') ? unavailable : undefined),
    });
    expect(countOf(requests, 'POST', '/action')).toBeGreaterThan(0);
    expect(end).toMatchObject({
      code: 'ERR_EXECUTION_TIMEOUT',
      message: expect.stringMatching(/could not be cancelled and may still end.* responded with 503/),
    });
  });

  it('is waited for although polls fail for longer than requests are repeated', async () => {
    let polls = 0;
    const { end } = await delivered('succeeds', {
      trouble: (request) => (isPoll(request) && ++polls < 50 ? unavailable : undefined),
    });
    expect(end).toEqual(['delivered', 'delivered']);
  });

  it('whose polls are rejected with a Retry-After beyond the timeout ends the sync at once', async () => {
    const headers = { 'retry-after': '7200' };
    const { end, clock } = await delivered('stays_running', {
      trouble: (request) => (isPoll(request) ? { response: { status: 503, headers, text: '' } } : undefined),
    });
    expect(end).toMatchObject({
      code: 'ERR_EXECUTION_TIMEOUT',
      message: expect.stringMatching(/execution 990001 .* not known to be finished within 60 minutes/),
    });
    expect(clock.monotonic()).toBeLessThan(60_000);
  });

  it('whose polls reject the token ends the sync at once', async () => {
    const { end, clock } = await delivered('stays_pending', {
      trouble: (request) =>
        isPoll(request) ? { response: { status: 401, headers: {}, text: '' } } : undefined,
    });
    expect(end).toMatchObject({ code: 'ERR_TOKEN_REJECTED' });
    expect(clock.monotonic()).toBeLessThan(60_000);
  });
});

it('a poll finds no execution if the API responds with 404, and fails if a web page comes with it', async () => {
  const pollWith = (code: `ERR_${string}`) => {
    const error = new ConnectorError('config', 'It is not there.', { code, status: 404 });
    const api = { findExecution: () => Promise.reject(error) } as unknown as ReturnType<
      typeof connected
    >['api'];
    return poll({ api, importId: '1', id: '2' });
  };
  expect(await pollWith('ERR_NOT_FOUND')).toBeUndefined();
  await expect(pollWith('ERR_WEB_PAGE')).rejects.toMatchObject({ code: 'ERR_WEB_PAGE' });
});
