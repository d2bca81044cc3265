import type { Dispatcher } from 'undici';
import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../testing/fake-clock.ts';
import { exchange } from './exchange.ts';

/** A dispatcher without a connection: it keeps the handler, as a pool keeps a queued request. */
function setUp() {
  const clock = fakeClock();
  const stop = new AbortController();
  let handler: Dispatcher.DispatchHandler | undefined;
  const dispatcher = {
    dispatch: (_: unknown, given: Dispatcher.DispatchHandler) => {
      handler = given;
      return true;
    },
  } as unknown as Dispatcher;
  const result = exchange(
    { origin: 'http://localhost', path: '/', method: 'POST', headers: {}, body: undefined },
    {
      dispatcher,
      clock,
      signal: stop.signal,
      timeoutMs: 1000,
      isSuccess: () => true,
      maxBytes: { success: 1e6, rejection: 1e6 },
    },
  );
  /** Opens the connection; returns true if the request was cancelled instead of written. */
  const connect = (): boolean => {
    let aborted = false;
    const abort = (): void => {
      aborted = true;
    };
    handler?.onRequestStart?.({ abort } as never, {});
    return aborted;
  };
  return { clock, stop, result, connect };
}

describe('an exchange that ended before there was a connection', () => {
  it('by its deadline was not sent, and is not sent later', async () => {
    const { clock, result, connect } = setUp();
    await clock.advance(1000);
    expect(await result).toEqual({ is: 'late', sent: false, status: undefined });
    expect(connect()).toBe(true);
  });

  it('by the stop of the sync throws its reason, and is not sent later', async () => {
    const { clock, stop, result, connect } = setUp();
    stop.abort('stopped');
    await expect(result).rejects.toBe('stopped');
    expect(connect()).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('is written if the connection opens in time', () => {
    expect(setUp().connect()).toBe(false);
  });
});
