import { describe, expect, it } from 'vitest';
import type { AnyDestination } from '../../define/destination.ts';
import { testContext } from '../../testing/test-context.ts';
import { anOperation, plansFor } from '../testing/fixtures.ts';
import { disconnect } from './disconnect.ts';

function start(parts: Partial<AnyDestination>) {
  const { context, log } = testContext();
  const { definition } = plansFor(anOperation(), ['a'], { parts });
  return { log, done: disconnect(definition, 'the api', context) };
}

describe('the end of a session', () => {
  it('calls disconnect with what connect returned', async () => {
    const calls: unknown[] = [];
    const { log, done } = start({ disconnect: async (api) => void calls.push(api) });
    await done;
    expect([calls, log.lines]).toEqual([['the api'], []]);
  });

  it('does nothing for a connector without disconnect', async () => {
    const { log, done } = start({});
    await done;
    expect(log.lines).toEqual([]);
  });

  it('does not fail the sync if disconnect fails, and names the error code at DEBUG', async () => {
    const { log, done } = start({ disconnect: () => Promise.reject(new TypeError('secret')) });
    await done;
    expect(log.lines).toEqual([expect.stringMatching(/^Ending the session failed: ERR_\w+\.$/)]);
  });
});
