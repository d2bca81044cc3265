import { describe, expect, it } from 'vitest';
import { Rounds } from '../testing/rounds.ts';
import { createConcurrencyLimit } from './concurrency.ts';
import type { EndedRequest } from './request-outcome.ts';

interface End extends Partial<Pick<EndedRequest, 'outcome' | 'limitWhenSent' | 'timeoutMs'>> {
  readonly from: number;
  readonly at: number;
}

/** A limit of `max` that has just been reached, with a latency of 100 ms, and many running requests. Times begin then. */
function grown(max: number) {
  const controller = createConcurrencyLimit({ max });
  const rounds = new Rounds(controller);
  while (controller.limit < max) rounds.send({ takes: 100 });
  const begin = rounds.now;
  for (let i = 0; i < 200; i++) controller.onStart(begin - 1);
  const end = ({ from, at, ...more }: End): void =>
    controller.onEnd(begin + at, { startedAt: begin + from, outcome: 'ok', limitWhenSent: max, ...more });
  const sendFor = (ms: number) => rounds.sendUntil(rounds.now + ms, () => ({ takes: 100 }));
  return { controller, end, sendFor };
}

describe('a rate limit', () => {
  const outcome = 'throttled';

  it('lowers the limit by a fifth if that was set within ten round trips, else by one', () => {
    const rejectedAfter = (at: number) => {
      const { controller, sendFor, end } = grown(16);
      sendFor(900);
      end({ from: 950, at, outcome });
      return controller.limit;
    };
    expect([rejectedAfter(999), rejectedAfter(1000)]).toEqual([12, 15]);
  });

  it('has no effect if its request was sent before the limit was lowered', () => {
    const { controller, end } = grown(16);
    end({ from: 0, at: 10, outcome });
    end({ from: 9, at: 400, outcome });
    expect(controller.limit).toBe(12);
    end({ from: 10, at: 400, outcome });
    expect(controller.limit).toBe(6);
  });

  it('has no effect within one round trip after the limit was lowered', () => {
    const { controller, end } = grown(16);
    end({ from: 0, at: 10, outcome });
    end({ from: 20, at: 109, outcome });
    expect(controller.limit).toBe(12);
    end({ from: 20, at: 110, outcome });
    expect(controller.limit).toBe(6);
  });

  it('lowers the limit by a fifth again if a request that was sent since then has succeeded, else by half', () => {
    const second = (sentAt: number) => {
      const { controller, end } = grown(32);
      end({ from: 0, at: 50, outcome });
      end({ from: sentAt, at: sentAt + 100 });
      end({ from: 60, at: 200, outcome, limitWhenSent: 25 });
      return controller.limit;
    };
    expect([second(49), second(50)]).toEqual([12, 20]);
  });

  it('counts for the limit when its request was sent, if that has grown since then', () => {
    const { controller, end } = grown(16);
    end({ from: -90, at: 10, outcome, limitWhenSent: 8 });
    expect(controller.limit).toBe(6);
  });

  it('counts for the current limit, if that was lowered since then', () => {
    const { controller, end } = grown(16);
    end({ from: 0, at: 10, outcome, limitWhenSent: 32 });
    expect(controller.limit).toBe(12);
  });
});

describe('a time in which all requests are rejected', () => {
  const outcome = 'throttled';

  it('is undone by the first success if it was 5 s or longer', () => {
    const limitAfter = (durationMs: number) => {
      const { controller, end } = grown(16);
      end({ from: 0, at: 100, outcome });
      // The second rejection without a success begins this time, at a limit of 12.
      end({ from: 500, at: 1000, outcome });
      end({ from: 1500, at: 2000, outcome });
      expect(controller.limit).toBe(3);
      end({ from: 2500, at: 1000 + durationMs });
      return controller.limit;
    };
    expect([limitAfter(4999), limitAfter(5000)]).toEqual([3, 12]);
  });

  it('does not begin with the first rejection, also of the first request', () => {
    const controller = createConcurrencyLimit({ max: 2 });
    controller.onEnd(100, { startedAt: 0, limitWhenSent: 2, outcome });
    controller.onEnd(9000, { startedAt: 8000, limitWhenSent: 1, outcome: 'ok' });
    expect(controller.limit).toBe(1);
  });
});

describe('failures of other kinds', () => {
  const outcomes = (first: 'ok' | 'failed', ok: number, failed: number) => {
    const controller = createConcurrencyLimit({ max: 2 });
    let now = 0;
    const end = (outcome: 'ok' | 'failed') => {
      now += 10;
      controller.onEnd(now, { startedAt: now - 10, limitWhenSent: 2, outcome });
    };
    if (first === 'ok') for (let i = 0; i < ok; i++) end('ok');
    for (let i = 0; i < failed; i++) end('failed');
    if (first === 'failed') for (let i = 0; i < ok; i++) end('ok');
    return { controller, end };
  };

  it('lower the limit by a fifth if they are more than half of the last 50 requests', () => {
    const { controller, end } = outcomes('ok', 60, 25);
    expect(controller.limit).toBe(2);
    end('failed');
    expect(controller.limit).toBe(1);
  });

  it('have no effect before 50 requests have ended, nor with the end of a success', () => {
    const { controller, end } = outcomes('failed', 1, 49);
    expect(controller.limit).toBe(2);
    end('failed');
    expect(controller.limit).toBe(1);
  });

  it('lower the limit again only after 50 further requests', () => {
    const { controller, end } = grown(16);
    // 14 successes came before.
    for (let at = 0; at < 36; at++) end({ from: at, at, outcome: 'failed' });
    expect(controller.limit).toBe(12);
    for (let at = 1000; at < 1049; at++) end({ from: at, at, outcome: 'failed' });
    expect(controller.limit).toBe(12);
    end({ from: 1049, at: 1049, outcome: 'failed' });
    expect(controller.limit).toBe(9);
  });

  it('have no effect of requests that were sent before the limit was lowered', () => {
    const { controller, end } = grown(16);
    end({ from: 0, at: 100, outcome: 'throttled' });
    for (let at = 300; at < 400; at++) end({ from: 99, at, outcome: 'failed' });
    expect(controller.limit).toBe(12);
  });
});

describe('responses that take more than half of their time limit', () => {
  const timeoutMs = 1000;

  it('lower the limit by a tenth if that is so in the mean of about as many responses as the limit', () => {
    const { controller, end } = grown(16);
    for (let i = 0; i < 30; i++) end({ from: 5000, at: 5000, timeoutMs });
    for (let i = 0; i < 12; i++) end({ from: 5000, at: 5900, timeoutMs });
    expect(controller.limit).toBe(16);
    end({ from: 5000, at: 5900, timeoutMs });
    expect(controller.limit).toBe(14);
  });

  it('are compared with their time limit: half of it never lowers the limit', () => {
    const first = createConcurrencyLimit({ max: 2 });
    first.onEnd(500, { startedAt: 0, limitWhenSent: 2, outcome: 'ok', timeoutMs });
    expect(first.limit).toBe(2);
    const { controller, end } = grown(16);
    for (let i = 0; i < 100; i++) end({ from: 5000, at: 5500, timeoutMs });
    expect(controller.limit).toBe(16);
  });

  it('count after requests without a time limit, too', () => {
    const { controller, end } = grown(16);
    for (let i = 0; i < 16; i++) end({ from: 5000, at: 5900, timeoutMs });
    expect(controller.limit).toBe(14);
  });

  it('lower the limit once per round trip, and not for requests that were sent before', () => {
    const { controller, end } = grown(16);
    for (let i = 0; i < 13; i++) end({ from: 5000, at: 5900, timeoutMs });
    for (let i = 0; i < 13; i++) end({ from: 5899, at: 8000, timeoutMs });
    expect(controller.limit).toBe(14);
    end({ from: 5900, at: 8000, timeoutMs });
    expect(controller.limit).toBe(12);
  });
});
