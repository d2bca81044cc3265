import {
  type Batch,
  ConnectorError,
  type Context,
  delivered,
  type RowOutcome,
  type Settlement,
  transientError,
} from '#cdk';
import type { DataApi } from '../api/api.ts';
import { Identities, parts, withoutRepeats } from '../rows/identities.ts';
import { embeddedRows } from '../rows/prepare.ts';
import type { Target } from '../rows/target.ts';
import { close } from './closing.ts';
import { CHUNK_ROWS, chunks, DataSetGone, type Outcomes, post } from './posting.ts';

const HASH = 'org.tidepool.deduplicator.device.deactivate.hash';

const COLLISION: RowOutcome = {
  status: 'rejected',
  reason:
    'Tidepool would take it for another version of a record with the same device, type and time that this sync has delivered, and hide that one; sort the stream by time, or sync it as append + deduped',
};

interface History {
  /** Rows of the next data sets: fewer after each one that failed, more after each one that was closed. */
  size: number;
  /** Data sets that were closed halfway, none of whose rows is visible. They go when their rows are visible elsewhere. */
  stuck: string[];
}

/**
 * Uploads in normal sessions: a data set is made, filled, closed, and then all of it is visible at once. Before that nothing is,
 * so whatever fails on the way is left behind and its rows are uploaded again into a new one: repeating a request whose fate is
 * unknown could leave rows twice within a set, for ever. Rows that are visible already are hidden by the newer set when that is
 * closed (its deduplicator compares them by a hash over user, device, time and type), so no crash leaves any of them twice.
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

  /** Delivers rows of one user and device. Where only some got through, the others are asked for again. */
  async deliver(batch: Batch, target: Target): Promise<Settlement> {
    const history = this.historyOf(target);
    const outcomes: Outcomes = new Map();
    const rows = this.wanted(batch, target, outcomes);
    let isProgress = false;
    for (const part of parts(batch, rows, history.size)) {
      try {
        await this.upload(batch, part, target, outcomes, history);
        isProgress = true;
        history.size *= 2;
      } catch (error) {
        history.size = Math.max(CHUNK_ROWS, Math.min(history.size, part.length) >> 1);
        // What is visible counts, whatever becomes of the rest: the next attempt has no progress and throws.
        if (!(error instanceof ConnectorError && !error.exhausted && isProgress)) throw error;
        const reason = error.message.replace(/\.$/, '');
        return batch.each(({ index }) => outcomes.get(index) ?? { status: 'retry', reason });
      }
    }
    await this.removeStuck(history);
    return batch.each(({ index }) => outcomes.get(index)!);
  }

  private historyOf({ key }: Target): History {
    const history = this.histories.get(key) ?? { size: Number.POSITIVE_INFINITY, stuck: [] };
    this.histories.set(key, history);
    return history;
  }

  /**
   * The rows that have to be sent. What this sync has delivered word for word is there already, and in another data set it would hide
   * the others of its identity; what is another version of it would hide that, although it counts as delivered.
   */
  private wanted(batch: Batch, { key }: Target, outcomes: Outcomes): readonly number[] {
    return withoutRepeats(batch, outcomes).filter((index) => {
      const row = batch.row(index);
      const event = `${key} ${row.dedupKey}`;
      if (this.identities.has(event, row)) outcomes.set(index, { status: 'skipped' });
      else if (this.identities.collides(event, row)) outcomes.set(index, COLLISION);
      else return true;
      return false;
    });
  }

  private async upload(
    batch: Batch,
    rows: readonly number[],
    target: Target,
    outcomes: Outcomes,
    history: History,
  ): Promise<void> {
    const { user, device } = target;
    const id = await this.api.create(user, { type: 'normal', deduplicator: HASH, device });
    const taken: number[] = [];
    try {
      for (const chunk of chunks(batch, rows))
        for (const index of await post(this.api, id, batch, chunk, outcomes)) taken.push(index);
    } catch (error) {
      await this.abandon(id);
      throw error instanceof DataSetGone ? goneAway() : error;
    }
    if (taken.length === 0) return this.abandon(id);
    const count = (): number =>
      taken.reduce((sum, index) => sum + 1 + embeddedRows(batch.row(index).text), 0);
    const closed = await close(this.api, { id, user, rows: count }, this.context);
    if (closed === 'hidden') history.stuck.push(id);
    if (closed !== 'visible') throw unfinished();
    for (const index of taken) {
      const row = batch.row(index);
      this.identities.add(`${target.key} ${row.dedupKey}`, row);
      outcomes.set(index, delivered);
    }
  }

  /** Nothing of it was ever visible, so nobody misses it. What can't be removed lies there unseen. */
  private async abandon(id: string): Promise<void> {
    try {
      await this.api.remove(id);
    } catch (error) {
      if (this.context.signal.aborted) throw error;
    }
  }

  /** Only now: while its rows were not visible elsewhere, removing it could have hidden older copies of them for good. */
  private async removeStuck(history: History): Promise<void> {
    for (const id of history.stuck.splice(0)) await this.abandon(id);
  }
}

function goneAway(): ConnectorError {
  return transientError(
    'Somebody closed or removed the data set that was being filled, so its records are uploaded again.',
    {
      code: 'ERR_DATA_SET_GONE',
    },
  );
}

function unfinished(): ConnectorError {
  return transientError('Tidepool did not finish closing a data set, so its records are uploaded again.', {
    code: 'ERR_CLOSE_UNFINISHED',
  });
}
