import {
  type Batch,
  type BatchRow,
  type ConnectorError,
  type Context,
  configError,
  delivered,
  type Settlement,
  transientError,
} from '@airbyte-ts/cdk';
import type { DataApi } from '../api/api.ts';
import type { ListedDataSet } from '../api/responses.ts';
import { EMBEDDED_PATHS, originId } from '../rows/prepare.ts';
import { InDoubtRequests } from './in-doubt.ts';
import { DataSetGone, type Outcomes, post } from './posting.ts';

const DELETE_ORIGIN = 'org.tidepool.deduplicator.dataset.delete.origin';
/** The deduplicator with its former name. */
const DELETE_ORIGIN_NAMES: ReadonlySet<string | undefined> = new Set([
  DELETE_ORIGIN,
  'org.tidepool.continuous.origin',
]);

/**
 * Uploads in one continuous session per user: each row is visible immediately, and replaces a row with the same origin id.
 * Requests are idempotent, but must not be repeated while the service may still process the first one, which could leave both
 * rows, or the older of two versions.
 */
export class ContinuousSession {
  private readonly api: DataApi;
  private readonly context: Context;
  private readonly sets = new Map<string, Promise<string>>();
  private readonly inDoubt = new Map<string, InDoubtRequests>();

  constructor(api: DataApi, context: Context) {
    this.api = api;
    this.context = context;
  }

  /**
   * Delivers rows of one user, at most one of each origin id, and deletes what the source deleted. If it throws, `outcomes` has
   * the rows that are rejected, or delivered nevertheless.
   */
  async deliver(batch: Batch, user: string, outcomes: Outcomes): Promise<Settlement> {
    const inDoubt = this.inDoubtOf(user);
    await inDoubt.end();
    try {
      await inDoubt.track(() => this.write(batch, user, outcomes));
    } catch (error) {
      if (!(error instanceof DataSetGone)) throw error;
      throw (await this.isThere(error, user)) ? notFound() : gone(error, user);
    }
    return batch.except(outcomes);
  }

  /** Whether a data set that was not found is listed. Then the 404 is probably from a gateway. */
  private async isThere({ why }: DataSetGone, user: string): Promise<boolean> {
    if (why !== 'unknown') return false;
    const id = await this.sets.get(user);
    return (await this.listed(user)).some((set) => idOf(set) === id);
  }

  private async write(batch: Batch, user: string, outcomes: Outcomes): Promise<void> {
    const id = await this.dataSet(user);
    const upserts = Array.from(batch).flatMap(({ deleted, index }) => (deleted ? [] : [index]));
    const accepted = await post({ api: this.api, id, batch, outcomes }, upserts);
    try {
      await this.remove(id, leftBehind(batch, accepted));
    } catch (error) {
      for (const index of accepted)
        if (embeddedBefore(batch.row(index)).length === 0) outcomes.set(index, delivered);
      throw error;
    }
  }

  private inDoubtOf(user: string): InDoubtRequests {
    const inDoubt = this.inDoubt.get(user) ?? new InDoubtRequests(this.context);
    this.inDoubt.set(user, inDoubt);
    return inDoubt;
  }

  private async remove(id: string, origins: readonly string[]): Promise<void> {
    for (let from = 0; from < origins.length; from += 1000) {
      const selectors = origins.slice(from, from + 1000).map((origin) => ({ origin: { id: origin } }));
      const response = await this.api.deleteRows(id, selectors);
      if (response !== 'done') throw new DataSetGone(response);
    }
  }

  private dataSet(user: string): Promise<string> {
    let id = this.sets.get(user);
    if (!id) {
      id = this.find(user).catch((error: unknown) => {
        // The next attempt finds the set by its client name, if it was created.
        this.sets.delete(user);
        throw error;
      });
      this.sets.set(user, id);
    }
    return id;
  }

  /**
   * Finds the oldest data set of this client name, or creates one. If there are several, every sync uses the same. Lists again
   * after the creation, because an earlier attempt of this sync may still run and create one concurrently.
   */
  private async find(user: string): Promise<string> {
    const oldest = async () => idOf((await this.listed(user))[0]);
    const found = await oldest();
    if (found !== undefined) return found;
    const made = await this.api.create(user, { type: 'continuous', deduplicator: DELETE_ORIGIN });
    return (await oldest()) ?? made;
  }

  /** Lists the continuous data sets, the oldest first. */
  private async listed(user: string): Promise<readonly ListedDataSet[]> {
    const mine = await this.api.list(user, isContinuous);
    return mine.toSorted((a, b) => ageOf(a).localeCompare(ageOf(b)));
  }
}

/** A sort key. The id decides between data sets with the same time. */
const ageOf = (set: ListedDataSet): string => `${set.createdTime ?? ''} ${idOf(set)}`;

const idOf = (set: ListedDataSet | undefined): string | undefined => set?.uploadId ?? set?.id;

const isContinuous = ({ dataSetType, deduplicator, deletedTime }: ListedDataSet): boolean =>
  dataSetType === 'continuous' && DELETE_ORIGIN_NAMES.has(deduplicator?.name) && !deletedTime;

/**
 * The origins to delete: those of deleted records and of data that may have been embedded in them, and those of embedded data
 * that an earlier version of a record may have had and the new one lacks.
 */
function leftBehind(batch: Batch, upserted: readonly number[]): readonly string[] {
  const deleted = Array.from(batch).flatMap(({ deleted, dedupKey }) =>
    deleted ? [dedupKey!, ...EMBEDDED_PATHS.map((path) => originId(dedupKey!, path))] : [],
  );
  return [...deleted, ...upserted.flatMap((index) => embeddedBefore(batch.row(index)))];
}

/** The origin of embedded data that an earlier version of a row may have had and this one lacks. */
function embeddedBefore({ dedupKey, text }: BatchRow): readonly string[] {
  const path = MAY_EMBED.find(([type]) => text.includes(type))?.[1];
  return path !== undefined && !text.includes(originId(dedupKey!, path)) ? [originId(dedupKey!, path)] : [];
}

/** Embedded paths by a part of the row's text, which is written without spaces. */
const MAY_EMBED = [
  ['"type":"wizard"', 'bolus'],
  ['"subType":"alarm"', 'status'],
  ['"subType":"reservoirChange"', 'status'],
] as const;

function gone({ why }: DataSetGone, user: string): ConnectorError {
  return configError(
    `Tidepool ${why === 'closed' ? 'has closed' : 'no longer has'} the continuous data set of the user ${user}, so existing rows can't be replaced any more. ` +
      'Enter another Client Name (client_name) to begin a new data set, and refresh the streams; ask Tidepool to remove the old one.',
    { code: 'ERR_CONTINUOUS_DATA_SET_GONE' },
  );
}

function notFound(): ConnectorError {
  return transientError(
    'Tidepool lists a data set and does not find it, so a gateway in front of its data service may be at fault. Run the sync again; if this happens again, check Environment (environment) or Base URL (base_url), and report it to Tidepool.',
    { code: 'ERR_DATA_SET_NOT_FOUND', status: 404 },
  );
}
