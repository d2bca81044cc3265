import { ConnectorError } from '@airbyte-ts/cdk';
import { fakeClock, testContext } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import { InDoubtRequests } from './in-doubt.ts';

const lost = new ConnectorError('transient', 'lost', { code: 'ERR_NO_RESPONSE' });
const rejected = new ConnectorError('rate_limit', 'rejected', { code: 'ERR_RATE_LIMITED' });

/** A request that took this long and then failed. */
async function failed(ms: number, error: Error) {
  const clock = fakeClock();
  const inDoubt = new InDoubtRequests(testContext(clock).context);
  const send = async (): Promise<never> => {
    await clock.sleep(ms);
    throw error;
  };
  const sent = inDoubt.track(send).catch((thrown: unknown) => thrown);
  await clock.advance(ms);
  expect(await sent).toBe(error);
  return { clock, inDoubt };
}

describe('a request with an unknown outcome', () => {
  it.each([
    [0, 5_000],
    [3_000, 5_000],
    [20_000, 20_000],
    [60_000, 60_000],
    [90_000, 60_000],
  ])('that took %i ms stays in doubt for %i ms', async (took, late) => {
    const { clock, inDoubt } = await failed(took, lost);
    expect([inDoubt.any, inDoubt.left]).toEqual([true, late]);
    let isOver = false;
    inDoubt.end().then(() => {
      isOver = true;
    });
    await clock.advance(late - 1);
    expect(isOver).toBe(false);
    await clock.advance(1);
    expect([isOver, inDoubt.left, inDoubt.any]).toEqual([true, 0, true]);
  });

  it('counts as in doubt until clear()', async () => {
    const { clock, inDoubt } = await failed(0, lost);
    await clock.advance(60_000);
    expect(inDoubt.any).toBe(true);
    inDoubt.clear();
    expect(inDoubt.any).toBe(false);
  });
});

it('a request that was rejected or succeeded is not in doubt', async () => {
  const { clock, inDoubt } = await failed(60_000, rejected);
  expect([inDoubt.any, inDoubt.left]).toEqual([false, 0]);
  expect(await inDoubt.track(() => Promise.resolve('done'))).toBe('done');
  expect(inDoubt.any).toBe(false);
  await inDoubt.end();
  expect(clock.pending).toBe(0);
});
