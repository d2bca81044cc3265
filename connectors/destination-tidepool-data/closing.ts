import { ConnectorError, type Context, isAmbiguous } from '#cdk';
import type { DataApi } from './api.ts';

/** A reader's answer with more rows is larger than what is worth reading. */
const MOST_COUNTED = 8_000;
const LOOKS_MS = [0, 1_000, 3_000];
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
 * rows visible and may have stopped in between: then only the rows prove it.
 */
export async function close(api: DataApi, { id, user, rows }: Closing, context: Context): Promise<Closed> {
  let isClosed = false;
  for (const pause of CLOSE_AGAIN_MS) {
    if (pause > 0) await context.clock.sleep(pause, context.signal);
    try {
      const answer = await api.close(id);
      if (answer === 'done') return 'visible';
      if (answer === 'unknown') return 'unknown';
      isClosed = true;
      break;
    } catch (error) {
      if (!(error instanceof ConnectorError) || !isAmbiguous(error)) throw error;
    }
  }
  const expected = rows();
  const seen = expected > MOST_COUNTED ? undefined : await count(api, { id, user, expected }, context);
  if (seen !== undefined && seen >= expected) return 'visible';
  return isClosed && seen === 0 ? 'hidden' : 'unknown';
}

/** A reader may be given a short list while something fails behind it, so a list that is too short is asked for again. */
async function count(
  api: DataApi,
  { id, user, expected }: { readonly id: string; readonly user: string; readonly expected: number },
  { clock, signal }: Context,
): Promise<number | undefined> {
  let most: number | undefined;
  for (const pause of LOOKS_MS) {
    if (pause > 0) await clock.sleep(pause, signal);
    const seen = await api.visibleRows(user, id);
    if (seen === undefined) return undefined;
    if (seen >= expected) return seen;
    most = Math.max(most ?? 0, seen);
  }
  return most;
}
