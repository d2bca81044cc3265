import { describe, expect, it } from 'vitest';
import { client, serve, settleInTime, until } from '../http/testing/loopback.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { timeLimit, withGateLimit, withTimeLimit } from './time-limit.ts';

const post = { method: 'POST', path: '/track', body: '{}' } as const;
const error = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe('a request with a time limit', () => {
  it('fails at once without being sent if Retry-After is longer than its limit', async () => {
    const { url, seen } = await serve((_, response) =>
      response.writeHead(429, { 'retry-after': '36000' }).end(),
    );
    const { http, clock } = client(url);
    await error(http.request(post));
    const thrown = await error(
      withTimeLimit(clock, 30_000, () => http.request({ ...post, idempotent: true })),
    );
    expect(thrown).toMatchObject({ code: 'ERR_RATE_LIMITED', exhausted: true, kind: 'rate_limit' });
    expect((thrown as Error).message).toContain('10 hours');
    expect(seen).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('fails at its limit, including repetitions and a provider that does not respond', async () => {
    const { url } = await serve((_, response, n) => (n === 0 ? response.writeHead(500).end() : undefined));
    const { http, clock } = client(url);
    const thrown = await settleInTime(
      clock,
      error(withTimeLimit(clock, 5_000, () => http.request({ ...post, idempotent: true }))),
    );
    expect(thrown).toMatchObject({ code: 'ERR_NO_RESPONSE', exhausted: true });
    expect(clock.monotonic()).toBeLessThan(6_000);
  });

  it('is not sent after its limit', async () => {
    const { url, seen } = await serve((_, response) => response.end());
    const { http, clock } = client(url);
    const late = withTimeLimit(clock, 1_000, async () => {
      await clock.sleep(1_000);
      return http.request(post);
    });
    void clock.advance(1_000);
    expect(await error(late)).toMatchObject({ code: 'ERR_NO_TURN', exhausted: true });
    expect(seen).toHaveLength(0);
  });
});

describe('a request without a time limit', () => {
  it('fails at once if the Retry-After of another request is longer than the retry time', async () => {
    const { url, seen } = await serve((_, response) =>
      response.writeHead(429, { 'retry-after': '901' }).end(),
    );
    const { http } = client(url);
    await error(http.request(post));
    expect(await error(http.request(post))).toMatchObject({ kind: 'rate_limit', exhausted: true });
    expect(seen).toHaveLength(1);
  });

  it('waits for a Retry-After within the retry time', async () => {
    const { url, seen } = await serve((_, response, n) =>
      n === 0 ? response.writeHead(429, { 'retry-after': '899' }).end() : response.end(),
    );
    const { http, clock } = client(url);
    await error(http.request(post));
    const next = http.request(post);
    await until(() => clock.pending > 0);
    await clock.advance(899_000);
    await next;
    expect(seen).toHaveLength(2);
  });
});

it('an enclosing time limit applies inside an inner one', () => {
  const clock = fakeClock();
  withTimeLimit(clock, 5_000, () => {
    withTimeLimit(clock, 60_000, () => expect(timeLimit(clock).totalMs).toBe(5_000));
    withGateLimit({ closedMs: 9_000, waitMs: 2_000 }, () =>
      withGateLimit({ closedMs: 1_000, waitMs: 8_000 }, () =>
        expect(timeLimit(clock)).toEqual({ closedMs: 1_000, waitMs: 2_000, totalMs: 5_000 }),
      ),
    );
  });
  expect(timeLimit(clock).totalMs).toBe(Number.POSITIVE_INFINITY);
});

it('an enclosing wait at the gate is shortened by an inner one, also if only one of its limits is shorter', () => {
  const clock = fakeClock();
  withGateLimit({ closedMs: 1_000, waitMs: 8_000 }, () =>
    withGateLimit({ closedMs: 9_000, waitMs: 2_000 }, () =>
      expect(timeLimit(clock)).toMatchObject({ closedMs: 1_000, waitMs: 2_000 }),
    ),
  );
});
