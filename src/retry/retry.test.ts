import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectorError, configError, transientError } from '../errors.ts';
import { type FakeClock, fakeClock } from '../testing/fake-clock.ts';
import { backoffMs, type RetryOptions, withRetry } from './retry.ts';
import { timeLimit, withTimeLimit } from './time-limit.ts';

const MINUTE = 60_000;
const limited = (retryAfterMs?: number) =>
  new ConnectorError('rate_limit', 'Too many.', retryAfterMs === undefined ? {} : { retryAfterMs });

function start(
  attempt: (n: number, clock: FakeClock) => Promise<string>,
  options: Partial<RetryOptions> = {},
) {
  const clock = fakeClock();
  const stop = new AbortController();
  const outcome = withRetry((n) => attempt(n, clock), {
    clock,
    random: () => 0.5,
    signal: stop.signal,
    ...options,
  }).then(
    (value) => ({ value, error: undefined, at: clock.monotonic() }),
    (error) => ({ value: undefined, error, at: clock.monotonic() }),
  );
  return { clock, stop, outcome };
}

describe('backoff', () => {
  it('has full jitter over a range that doubles from 500 ms to 30 s', () => {
    const most = [0, 1, 2, 6, 20, 2000].map((n) => backoffMs(n, () => 1));
    expect(most).toEqual([500, 1000, 2000, 30_000, 30_000, 30_000]);
    expect(backoffMs(3, () => 0)).toBe(0);
  });

  it('is never shorter than Retry-After', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(1e9), (n, random, asked) => {
        expect(backoffMs(n, () => random, asked)).toBeGreaterThanOrEqual(asked);
      }),
    );
  });
});

describe('withRetry', () => {
  it('repeats after transient errors until it succeeds, without a limit of attempts', async () => {
    const seen: number[] = [];
    const run = start(
      async (n) => {
        seen.push(n);
        if (n < 20) throw transientError('Down.');
        return 'done';
      },
      { random: () => 0.1 },
    );
    await run.clock.drain();
    expect(await run.outcome).toMatchObject({ value: 'done' });
    expect(seen).toHaveLength(21);
  });

  it('throws an error of a kind that is not retryable at once', async () => {
    const error = configError('Wrong.');
    const run = start(async () => Promise.reject(error));
    expect(await run.outcome).toMatchObject({ error, at: 0 });
    const foreign = new TypeError('x');
    expect(await start(async () => Promise.reject(foreign)).outcome).toMatchObject({ error: foreign });
  });

  it('throws an exhausted error with the tried time when its budget is used up', async () => {
    const run = start(async () => Promise.reject(transientError('Down.', { code: 'ERR_SERVER' })));
    await run.clock.drain();
    const { error, at } = await run.outcome;
    expect(at).toBe(15 * MINUTE);
    expect(error.message).toBe('Down. It was tried again for 15 minutes, without success.');
    expect(error).toMatchObject({ code: 'ERR_SERVER', exhausted: true, retryable: false });
  });

  it('counts its budget from the first failure, not from the start', async () => {
    const run = start(
      async (n, clock) => {
        await clock.sleep(10 * MINUTE);
        if (n < 2) throw transientError('Down.');
        return 'done';
      },
      { random: () => 0 },
    );
    await run.clock.drain();
    expect(await run.outcome).toMatchObject({ value: 'done', at: 30 * MINUTE });
  });

  it('does not repeat before Retry-After has passed', async () => {
    const at: number[] = [];
    const run = start(async (n, clock) => {
      at.push(clock.monotonic());
      if (n === 0) throw limited(40_000);
      return 'done';
    });
    await run.clock.drain();
    expect(at[1]).toBeGreaterThanOrEqual(40_000);
    expect(at[1]).toBeLessThan(40_500);
  });

  it('waits at least 1 s after a rate limit without Retry-After', async () => {
    const run = start(async (n) => (n === 0 ? Promise.reject(limited()) : 'done'), { random: () => 0 });
    await run.clock.drain();
    expect(await run.outcome).toMatchObject({ value: 'done', at: 1000 });
  });

  it('waits at least a second after a rate limit without a requested wait', async () => {
    const run = start(async (n) => (n === 0 ? Promise.reject(limited(0)) : 'done'), { random: () => 0 });
    await run.clock.drain();
    expect(await run.outcome).toMatchObject({ value: 'done', at: 1000 });
  });

  it('waits exactly the requested time, to the millisecond', async () => {
    for (const options of [{ budgetMs: MINUTE }, { maxWaitMs: MINUTE }]) {
      const run = start(async (n) => (n === 0 ? Promise.reject(limited(MINUTE)) : 'done'), {
        ...options,
        random: () => 0,
      });
      await run.clock.drain();
      expect(await run.outcome).toMatchObject({ value: 'done', at: MINUTE });
    }
  });

  it('reports that it did not repeat for lack of time', async () => {
    for (const error of [transientError('Down.'), limited()]) {
      const budgetMs = error.kind === 'rate_limit' ? 999 : 0;
      const attempts: number[] = [];
      const run = start(
        async (n) => {
          attempts.push(n);
          throw error;
        },
        { budgetMs },
      );
      expect((await run.outcome).error.message).toBe(`${error.message} It was not tried again.`);
      expect(attempts).toEqual([0]);
    }
  });

  it('does not repeat what its caller excludes', async () => {
    const error = transientError('Down.');
    const asked: unknown[] = [];
    const mayRepeat = (about: unknown): boolean => {
      asked.push(about);
      return false;
    };
    expect(await start(async () => Promise.reject(error), { mayRepeat }).outcome).toMatchObject({
      error,
      at: 0,
    });
    expect(asked).toEqual([error]);
  });

  it('throws the reason when it is aborted during an attempt that fails', async () => {
    const run = start(async (_, clock) => {
      await clock.sleep(1000);
      throw transientError('Down.');
    });
    run.stop.abort('enough');
    await run.clock.drain();
    expect(await run.outcome).toMatchObject({ error: 'enough', at: 1000 });
  });

  it('throws the reason, not an exhausted error, when it is aborted during the last attempt', async () => {
    const run = start(
      async (_, clock) => {
        await clock.sleep(1000);
        throw transientError('Down.');
      },
      { budgetMs: 0 },
    );
    run.stop.abort('enough');
    await run.clock.drain();
    expect(await run.outcome).toMatchObject({ error: 'enough', at: 1000 });
  });

  it('counts the time that a request may wait at the gate from the first failure', async () => {
    const limits: number[] = [];
    const run = start(
      async (n, clock) => {
        limits.push(timeLimit(clock).closedMs);
        await clock.sleep(10_000);
        if (n < 2) throw transientError('Down.');
        return 'done';
      },
      { budgetMs: MINUTE, random: () => 0 },
    );
    await run.clock.drain();
    expect(limits).toEqual([60_000, 60_000, 50_000]);
  });

  it('lets a request wait at the gate for the time that is left, for its turn at least half a minute', async () => {
    const limits: unknown[] = [];
    const run = start(
      async (n, clock) => {
        limits.push(timeLimit(clock));
        if (n < 3) throw transientError('Down.');
        return 'done';
      },
      { budgetMs: 31_000, random: () => 1, onRetry: () => undefined },
    );
    await run.clock.drain();
    const totalMs = Number.POSITIVE_INFINITY;
    expect(limits).toEqual([
      { closedMs: 31_000, waitMs: Number.POSITIVE_INFINITY, totalMs },
      { closedMs: 30_500, waitMs: 30_500, totalMs },
      { closedMs: 29_500, waitMs: 30_000, totalMs },
      { closedMs: 27_500, waitMs: 30_000, totalMs },
    ]);
  });

  it('throws an exhausted error at once if Retry-After is longer than it may wait', async () => {
    for (const options of [{ budgetMs: MINUTE }, { maxWaitMs: MINUTE }]) {
      const { error, at } = await start(async () => Promise.reject(limited(2 * 60 * MINUTE)), options)
        .outcome;
      expect(at).toBe(0);
      expect(error.exhausted).toBe(true);
      expect(error.message).toMatch(
        /^Too many\. The provider asks to wait 2 hours, and the retry time ends before that\. Try again after that time\.$/,
      );
    }
  });

  it('calls onRetry before each wait and its result after the wait', async () => {
    const waits: number[] = [];
    let over = 0;
    const run = start(async (n) => (n < 3 ? Promise.reject(transientError('Down.')) : 'done'), {
      onRetry: (_, ms) => {
        waits.push(ms);
        return () => {
          over += 1;
        };
      },
    });
    await run.clock.drain();
    expect(waits).toEqual([250, 500, 1000]);
    expect(over).toBe(3);
  });

  it('ends a wait at once with the reason when the signal aborts', async () => {
    const run = start(async () => Promise.reject(limited(MINUTE)));
    await run.clock.advance(1000);
    run.stop.abort('enough');
    expect(await run.outcome).toMatchObject({ error: 'enough', at: 1000 });
    expect(run.clock.pending).toBe(0);
  });

  it('makes no attempt if the signal is already aborted', async () => {
    const signal = AbortSignal.abort('before');
    expect(await start(async () => 'sent', { signal }).outcome).toMatchObject({ error: 'before' });
  });

  it('keeps the last error when a time limit ends, and makes no attempt in its last second', async () => {
    const clock = fakeClock();
    const at: number[] = [];
    const attempt = async () => {
      at.push(clock.monotonic());
      throw transientError('Down.');
    };
    const signal = new AbortController().signal;
    const outcome = withTimeLimit(clock, 20_000, () =>
      withRetry(attempt, { clock, random: () => 0.5, signal }),
    ).catch((error: unknown) => error);
    await clock.drain();
    const message = 'Down. It was tried again for 19 seconds, without success.';
    expect(await outcome).toMatchObject({ message, exhausted: true });
    expect(at.at(-1)).toBe(19_000);
  });

  it('keeps the last error when a repetition is not sent for lack of time', async () => {
    const noTurn = new ConnectorError('transient', 'Not sent.', { code: 'ERR_NO_TURN', exhausted: true });
    const run = start(async (n) => Promise.reject(n === 0 ? transientError('Down.') : noTurn));
    await run.clock.drain();
    expect((await run.outcome).error.message).toMatch(/^Down\. It was tried again for/);
    expect((await start(async () => Promise.reject(noTurn)).outcome).error).toBe(noTurn);
  });
});
