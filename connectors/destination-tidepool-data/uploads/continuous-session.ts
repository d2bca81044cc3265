import {
  type Batch,
  type ConnectorError,
  type Context,
  configError,
  delivered,
  type Settlement,
  transientError,
} from '#cdk';
import type { DataApi } from '../api/api.ts';
import type { ListedDataSet } from '../api/replies.ts';
import { EMBEDDED_PATHS, originId } from '../rows/prepare.ts';
import { InDoubtRequests } from './in-doubt.ts';
import { DataSetGone, type Outcomes, post } from './posting.ts';

const DELETE_ORIGIN = 'org.tidepool.deduplicator.dataset.delete.origin';
/** What the service called it before. */
const DELETE_ORIGIN_NAMES: ReadonlySet<string | undefined> = new Set([
  DELETE_ORIGIN,
  'org.tidepool.continuous.origin',
]);

/**
 * Uploads in one continuous session a user: each row is visible at once, and a row with the origin id of another takes its
 * place. So a request may be repeated; but not while the first one may still be under way, which would leave both rows, or
 * the older of two versions.
 */
export class ContinuousSession {
  private readonly api: DataApi;
  private readonly context: Context;
  private readonly sets = new Map<string, Promise<string>>();
  private readonly doubts = new Map<string, InDoubtRequests>();

  constructor(api: DataApi, context: Context) {
    this.api = api;
    this.context = context;
  }

  /** Delivers rows of one user, at most one of each origin id, and deletes what the source deleted. */
  async deliver(batch: Batch, user: string): Promise<Settlement> {
    const outcomes: Outcomes = new Map();
    const doubt = this.doubtOf(user);
    await doubt.end();
    try {
      await doubt.about(() => this.write(batch, user, outcomes));
    } catch (error) {
      if (!(error instanceof DataSetGone)) throw error;
      throw (await this.isThere(error, user)) ? notFound() : gone(error, user);
    }
    return batch.each(({ index }) => outcomes.get(index) ?? delivered);
  }

  /** Whether a data set that was not found is listed all the same: then something before the service did not find its way. */
  private async isThere({ why }: DataSetGone, user: string): Promise<boolean> {
    if (why !== 'unknown') return false;
    const id = await this.sets.get(user);
    return (await this.listed(user)).some((set) => idOf(set) === id);
  }

  private async write(batch: Batch, user: string, outcomes: Outcomes): Promise<void> {
    const id = await this.dataSet(user);
    const upserts = Array.from(batch).flatMap(({ deleted, index }) => (deleted ? [] : [index]));
    const taken = await post(this.api, id, batch, upserts, outcomes);
    await this.remove(id, leftBehind(batch, taken));
  }

  private doubtOf(user: string): InDoubtRequests {
    const doubt = this.doubts.get(user) ?? new InDoubtRequests(this.context);
    this.doubts.set(user, doubt);
    return doubt;
  }

  private async remove(id: string, origins: readonly string[]): Promise<void> {
    for (let from = 0; from < origins.length; from += 1000) {
      const selectors = origins.slice(from, from + 1000).map((origin) => ({ origin: { id: origin } }));
      const answer = await this.api.deleteRows(id, selectors);
      if (answer !== 'done') throw new DataSetGone(answer);
    }
  }

  private dataSet(user: string): Promise<string> {
    let id = this.sets.get(user);
    if (!id) {
      id = this.find(user).catch((error: unknown) => {
        // Whether the set was made or not, the next attempt finds it by its name.
        this.sets.delete(user);
        throw error;
      });
      this.sets.set(user, id);
    }
    return id;
  }

  /**
   * The oldest one of this name: should two have been made at some time, every sync comes to the same. After one was made, too: an
   * earlier attempt of this sync may still be running, and make its own at the same moment.
   */
  private async find(user: string): Promise<string> {
    const oldest = async () => idOf((await this.listed(user))[0]);
    const found = await oldest();
    if (found !== undefined) return found;
    const made = await this.api.create(user, { type: 'continuous', deduplicator: DELETE_ORIGIN });
    return (await oldest()) ?? made;
  }

  /** The oldest comes first. */
  private async listed(user: string): Promise<readonly ListedDataSet[]> {
    const mine = await this.api.list(user, isContinuous);
    return mine.toSorted((a, b) => ageOf(a).localeCompare(ageOf(b)));
  }
}

/** Of the same moment, all come to the same one by its id. */
const ageOf = (set: ListedDataSet): string => `${set.createdTime ?? ''} ${idOf(set)}`;

const idOf = (set: ListedDataSet | undefined): string | undefined => set?.uploadId ?? set?.id;

const isContinuous = ({ dataSetType, deduplicator, deletedTime }: ListedDataSet): boolean =>
  dataSetType === 'continuous' && DELETE_ORIGIN_NAMES.has(deduplicator?.name) && !deletedTime;

/**
 * The origins that have to go: those of deleted records, with all that may have been embedded in them, and those of objects that
 * a record may have had embedded in an earlier version and has no more.
 */
function leftBehind(batch: Batch, upserted: readonly number[]): readonly string[] {
  const deleted = Array.from(batch).flatMap(({ deleted, dedupKey }) =>
    deleted ? [dedupKey!, ...EMBEDDED_PATHS.map((path) => originId(dedupKey!, path))] : [],
  );
  const emptied = upserted.flatMap((index) => {
    const { dedupKey, text } = batch.row(index);
    const path = MAY_EMBED.find(([type]) => text.includes(type))?.[1];
    return path !== undefined && !text.includes(originId(dedupKey!, path)) ? [originId(dedupKey!, path)] : [];
  });
  return [...deleted, ...emptied];
}

/** By the text of a row, which the engine or a source wrote without spaces. */
const MAY_EMBED = [
  ['"type":"wizard"', 'bolus'],
  ['"subType":"alarm"', 'status'],
  ['"subType":"reservoirChange"', 'status'],
] as const;

function gone({ why }: DataSetGone, user: string): ConnectorError {
  return configError(
    `Tidepool ${why === 'closed' ? 'has closed' : 'no longer has'} the continuous data set of the user ${user}, so its rows cannot be replaced any more. ` +
      'Enter another Client Name (client_name) to begin a new data set, and refresh the streams; ask Tidepool to remove the old one.',
    { code: 'ERR_CONTINUOUS_DATA_SET_GONE' },
  );
}

function notFound(): ConnectorError {
  return transientError(
    'Tidepool lists a data set and does not find it, so a gateway before its data service may be at fault. Run the sync again; if this goes on, check Environment (environment) or Base URL (base_url), and report it to Tidepool.',
    { code: 'ERR_DATA_SET_NOT_FOUND', status: 404 },
  );
}
