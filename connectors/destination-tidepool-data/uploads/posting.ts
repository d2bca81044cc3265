import { type Batch, ConnectorError, type RowOutcome, transientError } from '@airbyte-ts/cdk';
import type { DataApi } from '../api/api.ts';

/** Maximum rows and bytes of a request, as in the service's documentation and its own clients. */
export const CHUNK_ROWS = 1000;
export const CHUNK_BYTES = 1_000_000;

/** Outcomes by the row's index; a row without an outcome still has to be delivered. */
export type Outcomes = Map<number, RowOutcome>;

/** The data set can't accept rows any more, because it was closed or removed elsewhere. */
export class DataSetGone extends Error {
  readonly why: 'closed' | 'unknown';

  constructor(why: 'closed' | 'unknown') {
    super(`the data set is ${why}`);
    this.why = why;
  }
}

/** Splits rows into requests, in order. */
export function* chunks(batch: Batch, indexes: readonly number[]): Iterable<readonly number[]> {
  let chunk: number[] = [];
  let bytes = 0;
  for (const index of indexes) {
    const size = batch.row(index).bytes + 1;
    if (chunk.length > 0 && (chunk.length >= CHUNK_ROWS || bytes + size > CHUNK_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(index);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

export interface Posting {
  readonly api: Pick<DataApi, 'post'>;
  /** The data set. */
  readonly id: string;
  readonly batch: Batch;
  /** Receives the outcomes of rejected rows. */
  readonly outcomes: Outcomes;
}

/**
 * Posts rows to a data set. Rejected rows get their outcome, and the others are posted again without them, because the service
 * rejects the request as a whole. Its response lists problems of one kind only, so this may take several rounds. Returns the
 * accepted rows. Throws DataSetGone, and the errors of the request.
 */
export async function post(posting: Posting, indexes: readonly number[]): Promise<readonly number[]> {
  const { api, id, batch, outcomes } = posting;
  let left = indexes;
  while (left.length > 0) {
    const part = batch.part(left);
    const posted = await api.post(id, part.body()).catch((error: unknown) => {
      if (error instanceof ConnectorError && error.code === 'ERR_TOO_LARGE') return 'too large' as const;
      throw error;
    });
    if (posted === 'too large') return halves(posting, left);
    part.release();
    if (posted.is === 'accepted') return left;
    if (posted.is !== 'rejected') throw new DataSetGone(posted.is);
    const rejected = new Set<number>();
    for (const { index, reason, providerMessage } of posted.rows) {
      const row = left[index];
      if (row === undefined) continue;
      rejected.add(row);
      outcomes.set(row, {
        status: 'rejected',
        reason,
        ...(providerMessage !== undefined && { providerMessage }),
      });
    }
    if (rejected.size === 0) throw rejectedWithoutReason();
    left = left.filter((index) => !rejected.has(index));
  }
  return left;
}

async function halves(posting: Posting, indexes: readonly number[]): Promise<readonly number[]> {
  if (indexes.length === 1) {
    posting.outcomes.set(indexes[0]!, {
      status: 'rejected',
      reason: 'the record is larger than Tidepool accepts',
    });
    return [];
  }
  const middle = indexes.length >> 1;
  const first = await post(posting, indexes.slice(0, middle));
  return [...first, ...(await post(posting, indexes.slice(middle)))];
}

/** The error for a rejection without rows. It is probably from a proxy, because the service names the rows. */
function rejectedWithoutReason(): ConnectorError {
  return transientError(
    'Tidepool rejected a request without naming the invalid record. If this happens again, check proxies between the connector and Tidepool, and report it.',
    { code: 'ERR_REJECTED_WITHOUT_REASON', status: 400 },
  );
}
