import { ConnectorError, type Context, isOutcomeUnknown } from '@airbyte-ts/cdk';
import type { DataApi } from '../api/api.ts';
import { InDoubtRequests } from './in-doubt.ts';

/** Larger data sets are not counted, because the response would be too large. */
const MAX_COUNTED = 8_000;
/** Minimum number of reads of an incomplete list, which the service may return while a part of it fails. */
const MIN_READS = 3;
const CLOSE_AGAIN_MS = [0, 500, 2_000, 8_000];

export interface Closing {
  readonly id: string;
  readonly user: string;
  /** Returns the expected number of visible rows; called only if needed. */
  readonly rows: () => number;
  /**
   * For a set whose closing erases other data. Called before each repetition of the request; throws if the set must not be closed
   * any more. A request that the service rejects for a moment is not repeated: the error is thrown.
   */
  readonly verify?: () => Promise<void>;
}

/**
 * `visible`: every row can be read. `hidden`: the set is closed and no row can be read. `unknown`: neither is certain, or the set
 * does not exist.
 */
type Visibility = 'visible' | 'hidden' | 'unknown';

export interface Closed {
  readonly is: Visibility;
  /** The message of the last request to close it whose outcome is unknown. */
  readonly failure?: string | undefined;
}

/** Appends the failure of the request to close a data set to a message. */
export const withFailure = (message: string, failure: string | undefined): string =>
  failure === undefined ? message : `${message} ${failure}`;

/**
 * Closes a data set. A success response proves that its rows are visible. The state "closed" does not, because the service sets
 * it before it makes the rows visible and may have failed in between: then the visible rows are counted. If they are not
 * complete, waits until requests in doubt can no longer take effect, so that they do not affect the data set that follows.
 */
export async function close(api: DataApi, closing: Closing, context: Context): Promise<Closed> {
  const inDoubt = new InDoubtRequests(context);
  let isClosed = false;
  let failure: string | undefined;
  for (const pause of CLOSE_AGAIN_MS) {
    if (pause > 0) await context.clock.sleep(pause, context.signal);
    if (failure !== undefined) await closing.verify?.();
    try {
      const response = await inDoubt.track(() => api.close(closing.id, closing.verify === undefined));
      if (response === 'done') return { is: 'visible' };
      if (response === 'unknown') return { is: 'unknown' };
      isClosed = true;
      break;
    } catch (error) {
      if (!(error instanceof ConnectorError) || !isOutcomeUnknown(error)) throw error;
      failure = error.message;
    }
  }
  const expected = closing.rows();
  const seen = expected > MAX_COUNTED ? undefined : await count({ api, closing, expected, inDoubt, context });
  if (seen !== undefined && seen >= expected) return { is: 'visible' };
  await inDoubt.end();
  return { is: isClosed && seen === 0 ? 'hidden' : 'unknown', failure };
}

interface CountOptions {
  readonly api: DataApi;
  readonly closing: Closing;
  /** No further read is needed once so many rows are visible. */
  readonly expected: number;
  /** Requests that may still make rows visible. */
  readonly inDoubt: InDoubtRequests;
  readonly context: Context;
}

/** The largest number of visible rows in several reads; undefined if no read succeeded. */
async function count({
  api,
  closing: { id, user },
  expected,
  inDoubt,
  context: { clock, signal },
}: CountOptions): Promise<number | undefined> {
  let largest: number | undefined;
  for (let reads = 1, pause = 1_000; ; reads++, pause *= 2) {
    const isAtRest = inDoubt.left === 0;
    const seen = await countOnce(api, user, id);
    if (seen === 'forbidden') return undefined;
    if (seen !== undefined) largest = Math.max(largest ?? 0, seen);
    if ((largest ?? 0) >= expected || (reads >= MIN_READS && isAtRest)) return largest;
    await clock.sleep(pause, signal);
  }
}

/** Counts visible rows once; undefined if the read failed. */
async function countOnce(api: DataApi, user: string, id: string): Promise<number | 'forbidden' | undefined> {
  try {
    return (await api.visibleRows(user, id)) ?? 'forbidden';
  } catch (error) {
    if (error instanceof ConnectorError) return undefined;
    throw error;
  }
}
