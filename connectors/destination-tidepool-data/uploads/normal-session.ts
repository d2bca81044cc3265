import {
  type Batch,
  ConnectorError,
  type Context,
  type RowOutcome,
  type Settlement,
  skipped,
  transientError,
} from '@airbyte-ts/cdk';
import type { DataApi } from '../api/api.ts';
import { type DistinctRows, Identities, parts, settleRepeats, withoutRepeats } from '../rows/identities.ts';
import { embeddedRows } from '../rows/prepare.ts';
import { RecordHashes } from '../rows/record-hashes.ts';
import type { Target } from '../rows/target.ts';
import { abandon } from './abandon.ts';
import { close, withFailure } from './closing.ts';
import { CHUNK_ROWS, chunks, DataSetGone, type Outcomes, post } from './posting.ts';

const HASH = 'org.tidepool.deduplicator.device.deactivate.hash';

const COLLISION: RowOutcome = {
  status: 'rejected',
  reason:
    'Tidepool would treat it as another version of a delivered record with the same device, type and time, and hide that record; sort the stream by time, or sync it as append + deduped',
};

interface History {
  /** Number of rows of the next data set: halved after a failure, doubled after a success. */
  size: number;
  /** Data sets that are closed without visible rows. They are removed when their rows are visible in another data set. */
  stuck: string[];
}

/** A batch in flight, and what is known of its user and device. */
interface Delivery {
  readonly batch: Batch;
  readonly target: Target;
  readonly hashes: RecordHashes;
  /** Outcomes of rows that are not delivered. */
  readonly outcomes: Outcomes;
  readonly history: History;
}

/**
 * Uploads in normal sessions: a data set is created, filled and closed, and then all of its rows become visible. After an error
 * the data set is abandoned, and its rows are uploaded to a new one: repeating a request whose outcome is unknown could store
 * rows twice within a set. When a set is closed, the service hides older copies of its rows (its deduplicator compares a hash of
 * user, device, time and type), so a crash leaves no duplicates.
 */
export class NormalSessions {
  private readonly api: DataApi;
  private readonly context: Context;
  private readonly histories = new Map<string, History>();
  private readonly identities = new Identities();

  constructor(api: DataApi, context: Context) {
    this.api = api;
    this.context = context;
  }

  /** Delivers rows of one user and device. If only some are delivered, the others get the outcome `retry`. */
  async deliver(batch: Batch, target: Target): Promise<Settlement> {
    const history = this.historyOf(target);
    const outcomes: Outcomes = new Map();
    const hashes = new RecordHashes(batch, target.key);
    const { rows, repeats } = this.wanted(batch, hashes, outcomes);
    const sets = parts(batch, rows, history.size);
    for (const [at, part] of sets.entries()) {
      try {
        await this.upload({ batch, target, hashes, outcomes, history }, part);
        history.size *= 2;
      } catch (error) {
        history.size = Math.max(CHUNK_ROWS, Math.min(history.size, part.length) >> 1);
        // Visible rows count as delivered. If the retry of the others makes no progress, it throws.
        if (!(error instanceof ConnectorError && !error.exhausted && at > 0)) throw error;
        const reason = error.message.replace(/\.$/, '');
        for (const index of sets.slice(at).flat())
          if (!outcomes.has(index)) outcomes.set(index, { status: 'retry', reason });
        settleRepeats(repeats, outcomes);
        return batch.except(outcomes);
      }
    }
    await this.removeStuck(history);
    settleRepeats(repeats, outcomes);
    return batch.except(outcomes);
  }

  private historyOf({ key }: Target): History {
    const history = this.histories.get(key) ?? { size: Number.POSITIVE_INFINITY, stuck: [] };
    this.histories.set(key, history);
    return history;
  }

  /**
   * The rows to send. A row that this sync has already delivered is skipped, because in another data set it would hide the other
   * rows of its identity. A different row with a delivered identity is rejected, because it would hide the delivered one.
   */
  private wanted(batch: Batch, hashes: RecordHashes, outcomes: Outcomes): DistinctRows {
    const { rows, repeats } = withoutRepeats(batch, hashes);
    const isNew = (index: number): boolean => {
      const state = this.identities.stateOf(hashes, batch.row(index));
      if (state !== 'new') outcomes.set(index, state === 'delivered' ? skipped : COLLISION);
      return state === 'new';
    };
    return { rows: rows.filter(isNew), repeats };
  }

  private async upload(delivery: Delivery, rows: readonly number[]): Promise<void> {
    const { batch, target, hashes, outcomes, history } = delivery;
    const { user, device } = target;
    const id = await this.api.create(user, { type: 'normal', deduplicator: HASH, device });
    const accepted: number[] = [];
    const posting = { api: this.api, id, batch, outcomes };
    try {
      for (const chunk of chunks(batch, rows)) {
        const posted = post(posting, chunk);
        // While the service works: after the data set is closed, the next one would wait for it.
        for (const index of chunk) hashes.addContent(batch.row(index));
        for (const index of await posted) accepted.push(index);
      }
    } catch (error) {
      await abandon(this.api, id, this.context);
      throw error instanceof DataSetGone ? goneAway() : error;
    }
    if (accepted.length === 0) return abandon(this.api, id, this.context);
    const count = (): number =>
      accepted.reduce((sum, index) => sum + 1 + embeddedRows(batch.row(index).text), 0);
    const closed = await close(this.api, { id, user, rows: count }, this.context);
    if (closed.is === 'hidden') history.stuck.push(id);
    if (closed.is !== 'visible') throw unfinished(closed.failure);
    for (const index of accepted) this.identities.add(hashes, index);
  }

  /**
   * Removes stuck sets after their rows are visible elsewhere. Before that, a removal could permanently hide older copies of the
   * rows.
   */
  private async removeStuck(history: History): Promise<void> {
    for (const id of history.stuck.splice(0)) await abandon(this.api, id, this.context);
  }
}

function goneAway(): ConnectorError {
  return transientError(
    'The data set was closed or removed elsewhere while it was being filled, so its records are uploaded again.',
    {
      code: 'ERR_DATA_SET_GONE',
    },
  );
}

function unfinished(failure: string | undefined): ConnectorError {
  const message = 'Tidepool did not finish closing a data set, so its records are uploaded again.';
  return transientError(withFailure(message, failure), { code: 'ERR_CLOSE_UNFINISHED' });
}
