import { describe, expect, it } from 'vitest';
import { fakeContext } from '../../../src/engine/testing/fixtures.ts';
import { ConnectorError } from '../../../src/errors.ts';
import { fakeClock } from '../../../src/testing/fake-clock.ts';
import { InDoubtRequests } from './in-doubt.ts';

const lost = new ConnectorError('transient', 'lost', { code: 'ERR_NO_ANSWER' });
const refused = new ConnectorError('rate_limit', 'refused', { code: 'ERR_RATE_LIMITED' });

/** A doubt after a request that took so long and then failed. */
async function failed(ms: number, error: Error) {
  const clock = fakeClock();
  const doubt = new InDoubtRequests(fakeContext(clock).context);
  const send = async (): Promise<never> => {
    await clock.sleep(ms);
    throw error;
  };
  const sent = doubt.about(send).catch((thrown: unknown) => thrown);
  await clock.advance(ms);
  expect(await sent).toBe(error);
  return { clock, doubt };
}

describe('a request of unknown fate', () => {
  it.each([
    [0, 5_000],
    [3_000, 5_000],
    [20_000, 20_000],
    [60_000, 60_000],
    [90_000, 60_000],
  ])('that took %i ms may be at work for %i ms yet', async (took, late) => {
    const { clock, doubt } = await failed(took, lost);
    expect([doubt.any, doubt.left]).toEqual([true, late]);
    let isOver = false;
    doubt.end().then(() => {
      isOver = true;
    });
    await clock.advance(late - 1);
    expect(isOver).toBe(false);
    await clock.advance(1);
    expect([isOver, doubt.left, doubt.any]).toEqual([true, 0, true]);
  });

  it('is doubted until somebody has cleaned up after it', async () => {
    const { clock, doubt } = await failed(0, lost);
    await clock.advance(60_000);
    expect(doubt.any).toBe(true);
    doubt.clear();
    expect(doubt.any).toBe(false);
  });
});

it('a request that was refused, or succeeded, leaves no doubt', async () => {
  const { clock, doubt } = await failed(60_000, refused);
  expect([doubt.any, doubt.left]).toEqual([false, 0]);
  expect(await doubt.about(() => Promise.resolve('done'))).toBe('done');
  expect(doubt.any).toBe(false);
  await doubt.end();
  expect(clock.pending).toBe(0);
});
