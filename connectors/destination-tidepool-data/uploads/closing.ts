import { ConnectorError, type Context, isOutcomeUnknown } from '#cdk';
import type { DataApi } from '../api/api.ts';
import { InDoubtRequests } from './in-doubt.ts';

/** A reader's answer with more rows is larger than what is worth reading. */
const MOST_COUNTED = 8_000;
/** A reader may be given a short list while something fails behind it, so one that is too short is asked for again. */
const LOOKS = 3;
const CLOSE_AGAIN_MS = [0, 500, 2_000, 8_000];

export interface Closing {
  readonly id: string;
  readonly user: string;
  /** How many rows a reader has to see; asked for when it is needed. */
  readonly rows: () => number;
}

/**
 * `visible`: every row can be read. `hidden`: the set is closed and none can. `unknown`: neither is certain, or the set is not there.
 */
export type Closed = 'visible' | 'hidden' | 'unknown';

/**
 * Closes a data set. An answer of success is proof; that the set "is closed" is not, because the service says so before it makes the
 * rows visible and may have stopped in between: then only the rows prove it. When they don't, the service has come to rest: what
 * was under way can't come into force any more after what takes its place.
 */
export async function close(api: DataApi, closing: Closing, context: Context): Promise<Closed> {
  const doubt = new InDoubtRequests(context);
  let isClosed = false;
  for (const pause of CLOSE_AGAIN_MS) {
    if (pause > 0) await context.clock.sleep(pause, context.signal);
    try {
      const answer = await doubt.about(() => api.close(closing.id));
      if (answer === 'done') return 'visible';
      if (answer === 'unknown') return 'unknown';
      isClosed = true;
      break;
    } catch (error) {
      if (!(error instanceof ConnectorError) || !isOutcomeUnknown(error)) throw error;
    }
  }
  const expected = closing.rows();
  const seen = expected > MOST_COUNTED ? undefined : await count(api, closing, expected, doubt, context);
  if (seen !== undefined && seen >= expected) return 'visible';
  await doubt.end();
  return isClosed && seen === 0 ? 'hidden' : 'unknown';
}

/** The most rows that a reader saw; undefined when none could be read. */
async function count(
  api: DataApi,
  { id, user }: Closing,
  expected: number,
  doubt: InDoubtRequests,
  { clock, signal }: Context,
): Promise<number | undefined> {
  let most: number | undefined;
  for (let looks = 1, pause = 1_000; ; looks++, pause *= 2) {
    const isAtRest = doubt.left === 0;
    const seen = await look(api, user, id);
    if (seen === 'forbidden') return undefined;
    if (seen !== undefined) most = Math.max(most ?? 0, seen);
    if ((most ?? 0) >= expected || (looks >= LOOKS && isAtRest)) return most;
    await clock.sleep(pause, signal);
  }
}

/** One look; undefined when it failed. */
async function look(api: DataApi, user: string, id: string): Promise<number | 'forbidden' | undefined> {
  try {
    return (await api.visibleRows(user, id)) ?? 'forbidden';
  } catch (error) {
    if (error instanceof ConnectorError) return undefined;
    throw error;
  }
}
