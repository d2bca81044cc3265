import { type Batch, ConnectorError, type RowOutcome, transientError } from '#cdk';
import type { DataApi } from '../api/api.ts';

/** The service's documentation and its own clients keep to this many rows and about this many bytes a request. */
export const CHUNK_ROWS = 1000;
export const CHUNK_BYTES = 1_000_000;

/** Outcomes by row; a row without one is still to be delivered. */
export type Outcomes = Map<number, RowOutcome>;

/** The data set can't take rows any more: somebody closed or removed it. */
export class DataSetGone extends Error {
  readonly why: 'closed' | 'unknown';

  constructor(why: 'closed' | 'unknown') {
    super(`the data set is ${why}`);
    this.why = why;
  }
}

/** Cuts rows into requests' worth, in their order. */
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

/**
 * Posts rows to a data set. Rows that the service refuses get their outcome, and the others are posted without them: a refusal is
 * about the request as a whole. Problems of one kind hide those of another there, so this may take several rounds. Returns the
 * rows that were taken. Throws DataSetGone, and what the request throws.
 */
export async function post(
  api: Pick<DataApi, 'post'>,
  id: string,
  batch: Batch,
  indexes: readonly number[],
  outcomes: Outcomes,
): Promise<readonly number[]> {
  let left = indexes;
  while (left.length > 0) {
    const part = batch.part(left);
    const posted = await api.post(id, part.body()).catch((error: unknown) => {
      if (error instanceof ConnectorError && error.code === 'ERR_TOO_LARGE') return 'too large' as const;
      throw error;
    });
    if (posted === 'too large') return halves(api, id, batch, left, outcomes);
    part.release();
    if (posted.is === 'taken') return left;
    if (posted.is !== 'refused') throw new DataSetGone(posted.is);
    const refused = new Set<number>();
    for (const { index, reason, providerMessage } of posted.rows) {
      const row = left[index];
      if (row === undefined) continue;
      refused.add(row);
      outcomes.set(row, {
        status: 'rejected',
        reason,
        ...(providerMessage !== undefined && { providerMessage }),
      });
    }
    if (refused.size === 0) throw refusedWithoutReason();
    left = left.filter((index) => !refused.has(index));
  }
  return left;
}

async function halves(
  api: Pick<DataApi, 'post'>,
  id: string,
  batch: Batch,
  indexes: readonly number[],
  outcomes: Outcomes,
): Promise<readonly number[]> {
  if (indexes.length === 1) {
    outcomes.set(indexes[0]!, { status: 'rejected', reason: 'the record is larger than Tidepool takes' });
    return [];
  }
  const middle = indexes.length >> 1;
  const first = await post(api, id, batch, indexes.slice(0, middle), outcomes);
  return [...first, ...(await post(api, id, batch, indexes.slice(middle), outcomes))];
}

/** A proxy on the way, most likely: the service itself names what it refuses. */
function refusedWithoutReason(): ConnectorError {
  return transientError(
    'Tidepool refused a request without saying which record is at fault. If this goes on, check what stands between the connector and Tidepool, and report it.',
    { code: 'ERR_REFUSED_WITHOUT_REASON', status: 400 },
  );
}
