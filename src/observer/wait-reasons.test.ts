import { describe, expect, it } from 'vitest';
import { ConnectorError, transientError } from '../errors.ts';
import { paceReason, pauseReason, rateLimitReason, retryReason } from './wait-reasons.ts';

const UNTIL = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('the reason of a wait', () => {
  it('names the time until which the provider asked to wait, or until which failures pause the sync', () => {
    const [limited, paused] = [rateLimitReason(UNTIL), pauseReason(UNTIL)];
    expect(limited).toMatchObject({
      purpose: 'for the rate limit',
      now: expect.stringContaining('03:04:05'),
    });
    expect(paused).toMatchObject({
      purpose: 'for the provider to recover',
      now: expect.stringContaining('03:04:05'),
    });
  });

  it.each([
    [1, 'paced to 1 request a second'],
    [2, 'paced to 2 requests a second'],
  ])('names a pace of %i', (pace, now) => {
    expect(paceReason(pace).now).toBe(now);
  });

  it('before a repetition is the rate limit only if the provider reported one or a time', () => {
    const limited = new ConnectorError('rate_limit', 'Too many requests.');
    const timed = transientError('Busy.').with({ retryAfterMs: 1000 });
    expect(retryReason(limited, UNTIL).purpose).toBe('for the rate limit');
    expect(retryReason(timed, UNTIL).purpose).toBe('for the rate limit');
    expect(retryReason(transientError('Busy.'), UNTIL).purpose).toBe('before repetitions');
  });
});
