import { expect, it } from 'vitest';
import { baseUrlSpec } from '../config/testing/base-url-spec.ts';
import { destination } from '../define/destination.ts';
import type { Http } from '../define/http.ts';
import { createTestDestination } from '../testing/test-destination.ts';

const spec = baseUrlSpec();

it('a check that exceeds its deadline ends the session first, and says what did not respond', async () => {
  const definition = destination<{ base_url: string }, Http>({
    name: 'destination-slow',
    displayName: 'Slow',
    spec,
    connect: ({ base_url }, context) => context.http({ baseUrl: base_url }),
    async check(http) {
      await http.request({ method: 'POST', path: '/login' });
      for (;;) await http.request({ method: 'GET', path: '/me', idempotent: true });
    },
    operations: () => [],
    async disconnect(http) {
      await http.request({ method: 'POST', path: '/logout' });
    },
  });
  const slow = await createTestDestination(definition, {
    config: (base_url) => ({ base_url }),
    provider: () => 200,
    faults: [{ match: { path: '/me' }, action: { type: 'hang', when: 'before' } }],
  });
  try {
    const ended = await slow.check();
    expect(ended).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('Slow did not respond within 50 seconds'),
    });
    expect(ended.requests.map(({ path }) => path)).toContain('/logout');
    expect(ended.elapsedMs).toBeLessThanOrEqual(56_000);
  } finally {
    await slow.close();
  }
});

it('a check that exceeds its deadline ends although the end of the session waits for it', async () => {
  let work: Promise<void> | undefined;
  const definition = destination<{ base_url: string }, object>({
    ...{ name: 'destination-slow', displayName: 'Slow', spec, operations: () => [] },
    connect: () => ({}),
    check: (_api, _config, { clock, signal }) => {
      const poll = async (): Promise<void> => {
        for (;;) await clock.sleep(1_000, signal);
      };
      work = poll();
      return work;
    },
    disconnect: async () => {
      await work?.catch(() => undefined);
    },
  });
  const slow = await createTestDestination(definition, {
    config: (base_url) => ({ base_url }),
    provider: () => 200,
  });
  try {
    expect(await slow.check()).toMatchObject({ status: 'FAILED' });
  } finally {
    await slow.close();
  }
});
