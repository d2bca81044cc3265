import { expect, it } from 'vitest';
import type { AnyDestination } from '../define/destination.ts';
import { transientError } from '../errors.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { testContext } from '../testing/test-context.ts';
import { inSession } from './in-session.ts';

/** A session whose work ends only when requests are aborted, with the steps in which it ends. */
function session() {
  const clock = fakeClock();
  const { context } = testContext(clock);
  const steps: string[] = [];
  let reject = (_: unknown): void => undefined;
  const aborted = new Promise<never>((_, rejected) => {
    reject = rejected;
  });
  const definition = {
    connect: () => 'client',
    disconnect: async () => void steps.push('disconnected'),
  } as unknown as AnyDestination;
  const runtime = {
    context,
    renewalsEnded: async () => void steps.push('renewed'),
    abort(reason: unknown) {
      steps.push('aborted');
      reject(reason);
    },
  };
  return { clock, steps, definition, runtime, endless: () => aborted };
}

it('a session ends before its result is returned', async () => {
  const { clock, definition, runtime, steps } = session();
  const result = await inSession(definition, {}, runtime, { clock }, async (api) => `result of ${api}`);
  expect([result, steps]).toEqual(['result of client', ['disconnected', 'renewed']]);
});

it('a signal ends the session and waits for renewed credentials before it aborts requests', async () => {
  const { clock, definition, runtime, steps, endless } = session();
  const stopping = new AbortController();
  const work = inSession(definition, {}, runtime, { clock, terminate: stopping.signal }, endless);
  stopping.abort(new Error('stopped by SIGTERM'));
  await expect(work).rejects.toThrow('stopped by SIGTERM');
  expect(steps).toEqual(['disconnected', 'renewed', 'aborted']);
});

it('a session that begins after a signal ends at once', async () => {
  const { clock, definition, runtime, steps, endless } = session();
  const terminate = AbortSignal.abort(new Error('stopped by SIGTERM'));
  await expect(inSession(definition, {}, runtime, { clock, terminate }, endless)).rejects.toThrow('SIGTERM');
  expect(steps).toEqual(['disconnected', 'renewed', 'aborted']);
});

it('a deadline ends the session before it aborts requests with its error', async () => {
  const { clock, definition, runtime, steps, endless } = session();
  const deadline = { ms: 1_000, error: () => transientError('too late', { code: 'ERR_CHECK_DEADLINE' }) };
  const work = inSession(definition, {}, runtime, { clock, deadline }, endless);
  const late = expect(work).rejects.toThrow('too late');
  await clock.advance(1_000);
  await late;
  expect(steps).toEqual(['disconnected', 'renewed', 'aborted']);
});

it('requests are aborted 5 seconds after a signal, also if the session has not ended', async () => {
  const { clock, definition, runtime, endless } = session();
  const hanging = { ...definition, disconnect: () => endless().catch(() => undefined) };
  const terminate = AbortSignal.abort(new Error('stopped by SIGTERM'));
  const work = inSession(hanging, {}, runtime, { clock, terminate }, endless);
  const stopped = expect(work).rejects.toThrow('SIGTERM');
  await clock.advance(5_000);
  await stopped;
  expect(clock.monotonic()).toBe(5_000);
});
