import {
  type Batch,
  ConnectorError,
  type Context,
  isAmbiguous,
  type Settlement,
  type StreamRun,
  staged,
  transientError,
} from '#cdk';
import type { DataApi } from './api.ts';
import { close } from './closing.ts';
import { Identities, withoutRepeats } from './identities.ts';
import { DataSetGone, type Outcomes, post } from './posting.ts';
import { embeddedRows, idsIn } from './prepare.ts';
import type { Target } from './target.ts';

const TRUNCATE = 'org.tidepool.deduplicator.device.truncate.dataset';
/** A request that was cut off may be carried out for some moments yet. */
const LATE_MS = 5_000;

/** The new data of one user and device, until they take the place of the old. */
interface Successor {
  readonly target: Target;
  /** The streams that it holds rows of. */
  readonly streams: Set<string>;
  readonly identities: Identities;
  id: string | undefined;
  /** As a reader will count them, embedded ones too. */
  rows: number;
  /** When it is certain that a request of unknown fate has done what it does; undefined when there is none. */
  settledAt: number | undefined;
  isClosed: boolean;
}

/**
 * Replaces all that the service holds for a user and a device by what the streams of this sync bring: one data set each, filled during
 * the sync and closed at its end, when the service erases the others. Until then nothing has changed for anybody.
 */
export class Replacement {
  private readonly api: DataApi;
  private readonly context: Context;
  private readonly successors = new Map<string, Successor>();

  constructor(api: DataApi, context: Context) {
    this.api = api;
    this.context = context;
  }

  async deliver(batch: Batch, target: Target): Promise<Settlement> {
    const successor = this.successorOf(target);
    successor.streams.add(batch.stream.key);
    successor.id ??= await this.api.create(target.user, 'normal', TRUNCATE, target.device);
    const { id, identities } = successor;
    const outcomes: Outcomes = new Map();
    const rows = withoutRepeats(batch, outcomes).filter((index) => {
      const row = batch.row(index);
      if (!identities.has(row.identity!, row)) return true;
      outcomes.set(index, { status: 'skipped' });
      return false;
    });
    try {
      await this.removeDoubtful(id, batch, rows, successor);
      for (const index of await post(this.api, id, batch, rows, outcomes)) {
        const row = batch.row(index);
        identities.add(row.identity!, row);
        successor.rows += 1 + embeddedRows(row.text);
      }
    } catch (error) {
      if (error instanceof DataSetGone) throw gone();
      if (error instanceof ConnectorError && isAmbiguous(error))
        successor.settledAt = this.context.clock.monotonic() + LATE_MS;
      throw error;
    }
    return batch.each(({ index }) => outcomes.get(index) ?? staged);
  }

  /** Puts the new data that a stream belongs to in the place of the old. */
  async finish({ key }: StreamRun): Promise<void> {
    for (const successor of this.successors.values()) {
      const { id, isClosed, rows, streams, target } = successor;
      if (!streams.has(key) || isClosed || id === undefined) continue;
      const closed = await close(this.api, { id, user: target.user, rows: () => rows }, this.context);
      if (closed !== 'visible') throw unfinished();
      successor.isClosed = true;
      this.context.log.info(
        `Replaced the data of the device ${target.device}: ${rows} rows take the place of the old.`,
      );
    }
  }

  /** Rows whose request was cut off may be in the set already, and would be there twice. */
  private async removeDoubtful(
    id: string,
    batch: Batch,
    rows: readonly number[],
    successor: Successor,
  ): Promise<void> {
    if (successor.settledAt === undefined) return;
    const left = successor.settledAt - this.context.clock.monotonic();
    if (left > 0) await this.context.clock.sleep(left, this.context.signal);
    const ids = rows.flatMap((index) => idsIn(batch.row(index).text));
    const answer = await this.api.deleteRows(
      id,
      ids.map((each) => ({ id: each })),
    );
    if (answer !== 'done') throw new DataSetGone(answer);
    successor.settledAt = undefined;
  }

  private successorOf(target: Target): Successor {
    const successor = this.successors.get(target.key) ?? {
      target,
      streams: new Set<string>(),
      identities: new Identities(),
      id: undefined,
      rows: 0,
      settledAt: undefined,
      isClosed: false,
    };
    this.successors.set(target.key, successor);
    return successor;
  }
}

/** What it held can't be read back, so all of it has to come again. */
function gone(): ConnectorError {
  return transientError(
    'Somebody closed or removed the data set that was to replace the old data. Nothing was replaced; run the sync again.',
    { code: 'ERR_DATA_SET_GONE', exhausted: true },
  );
}

function unfinished(): ConnectorError {
  return transientError(
    'Tidepool began to replace the old data and did not finish. Run the sync again at once: it uploads all of the new data anew.',
    { code: 'ERR_CLOSE_UNFINISHED', exhausted: true },
  );
}
