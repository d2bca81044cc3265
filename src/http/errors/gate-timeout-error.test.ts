import { describe, expect, it } from 'vitest';
import { GateTimeout } from '../limits/gate-timeout.ts';
import { gateTimeoutError } from './gate-timeout-error.ts';

const where = { method: 'POST', route: '/track', host: 'api.example.com', timeoutMs: 60_000 };

describe('a request that was not sent because its time ended in the gate', () => {
  it.each([
    [0, ' before its turn'],
    [999, ' before its turn'],
    [1000, ' after it had waited 1 second for its turn'],
    [120_000, ' after it had waited 2 minutes for its turn'],
  ])('after %i ms states the wait to the user, and is not repeated', (waitedMs, waited) => {
    expect(gateTimeoutError(new GateTimeout(waitedMs, undefined), where, 0)).toMatchObject({
      ...{ kind: 'transient', code: 'ERR_NO_TURN', exhausted: true, retryable: false },
      detail: 'POST /track at api.example.com, not sent',
      message: `The request to api.example.com was not sent: its time ended${waited}, because the API responded to other requests slowly or not at all. Run the sync again.`,
    });
  });

  it('is a rate limit with the wait that the API asked for, if it asked', () => {
    const error = gateTimeoutError(new GateTimeout(0, 900_000), where, 0);
    expect(error).toMatchObject({ kind: 'rate_limit', code: 'ERR_RATE_LIMITED', retryAfterMs: 900_000 });
    expect(error.retryable).toBe(false);
    expect(error.message).toContain('the API asks to wait 15 minutes');
  });
});
