import { type Batch, type Context, type Settlement, skipped, staged } from '@airbyte-ts/cdk';
import type { DataApi } from '../api/api.ts';
import { Identities, settleRepeats, withoutRepeats } from '../rows/identities.ts';
import { embeddedRows, idsIn } from '../rows/prepare.ts';
import { RecordHashes } from '../rows/record-hashes.ts';
import type { Target } from '../rows/target.ts';
import { Additions } from './additions.ts';
import { close } from './closing.ts';
import { InDoubtRequests } from './in-doubt.ts';
import { OtherAttempts, TRUNCATE } from './other-attempts.ts';
import { DataSetGone, type Outcomes, post } from './posting.ts';
import { closeUnfinished, dataSetGone, deviceOvertaken, replacedMeanwhile } from './replacement-errors.ts';

const LIST_AGAIN_MS = [0, 500, 2_000];

/** The data set that replaces the existing data of one user and device. */
interface Successor {
  readonly target: Target;
  /** The platform's id of this job; undefined if the platform does not provide it. */
  readonly job: number | undefined;
  /** Another attempt of the job has replaced the data; undefined until that is known. */
  isReplaced: boolean | undefined;
  id: string | undefined;
  /** Data sets that were visible before, which it may erase. */
  erasable: ReadonlySet<string | undefined> | undefined;
  /** Number of rows, including embedded data, as a reader counts them. */
  rows: number;
  readonly inDoubt: InDoubtRequests;
  /** A request failed, so that the set may contain some rows of the batch. */
  isPartial: boolean;
  /** After `begun`, the set may have replaced the existing data and is never removed. */
  closing: 'not begun' | 'begun' | 'done';
}

/**
 * Replaces all data of a user and device with the rows of this sync: one data set per user and device is filled during
 * the sync and closed at its end, when the service erases the others. Until then no visible data changes. If an attempt
 * was killed after that, its states may have been saved: the next attempt gets only the records after them, and adds them.
 */
export class Replacement {
  private readonly api: DataApi;
  private readonly context: Context;
  private readonly others: OtherAttempts;
  private readonly additions: Additions;
  private readonly successors = new Map<string, Successor>();
  /** Shared by all successors, which bounds the memory for many users and devices. */
  private readonly identities = new Identities();

  constructor(api: DataApi, context: Context) {
    this.api = api;
    this.context = context;
    this.others = new OtherAttempts(api);
    this.additions = new Additions(api, context);
  }

  async deliver(batch: Batch, target: Target): Promise<Settlement> {
    const successor = this.successorOf(target, batch.stream.syncId);
    successor.isReplaced ??= await this.isReplaced(successor);
    return successor.isReplaced
      ? this.additions.deliver(batch, target)
      : this.replace(batch, target, successor);
  }

  private async replace(batch: Batch, target: Target, successor: Successor): Promise<Settlement> {
    const { user, device } = target;
    successor.erasable ??= new Set(await this.visible(target));
    successor.id ??= await this.api.create(user, {
      type: 'normal',
      deduplicator: TRUNCATE,
      device,
      job: successor.job,
    });
    const { inDoubt, id } = successor;
    const outcomes: Outcomes = new Map();
    const hashes = new RecordHashes(batch, target.key);
    const distinct = withoutRepeats(batch, hashes);
    const rows = distinct.rows.filter((index) => {
      if (this.identities.stateOf(hashes, batch.row(index)) !== 'delivered') return true;
      outcomes.set(index, skipped);
      return false;
    });
    const posting = { api: this.api, id, batch, outcomes };
    try {
      await this.removeDoubtful(id, batch, rows, successor);
      for (const index of await inDoubt.track(() => post(posting, rows))) {
        const row = batch.row(index);
        hashes.addContent(row);
        this.identities.add(hashes, index);
        successor.rows += 1 + embeddedRows(row.text);
      }
    } catch (error) {
      successor.isPartial = true;
      throw error instanceof DataSetGone ? dataSetGone() : error;
    }
    settleRepeats(distinct.repeats, outcomes);
    return batch.each(({ index }) => outcomes.get(index) ?? staged);
  }

  /**
   * Replaces the existing data with the staged rows of all streams, before any of them counts as delivered. Streams may share
   * devices: if one of them were repeated alone, it would erase the rows of the others.
   */
  async finish(): Promise<void> {
    this.others.forget();
    for (const successor of this.successors.values()) {
      const { id, closing, rows, target } = successor;
      if (closing === 'done' || id === undefined) continue;
      if (rows === 0) {
        this.context.log.warn('None of the records of a device was accepted, so its data was not replaced.');
        continue;
      }
      await this.verifyUnreplaced(successor);
      successor.closing = 'begun';
      const verify = (): Promise<void> => {
        this.others.forget();
        return this.verifyUnreplaced(successor);
      };
      const closed = await close(this.api, { id, user: target.user, rows: () => rows, verify }, this.context);
      if (closed.is !== 'visible' || !(await this.isListed(id, target)))
        throw closeUnfinished(closed.failure);
      successor.closing = 'done';
      this.context.log.info(`Replaced the data of a device with ${rows} rows.`);
    }
  }

  /** Throws if another attempt has replaced the data, or another program has added data, which a close would erase. */
  private async verifyUnreplaced(successor: Successor): Promise<void> {
    const { id, target, erasable } = successor;
    if (await this.isReplaced(successor)) throw replacedMeanwhile();
    // If only the response to an earlier close was lost, the set itself is visible.
    const others = (await this.visible(target)).filter((each) => each !== id && !erasable?.has(each));
    if (others.length > 0) throw deviceOvertaken();
  }

  /** Removes data sets that were not closed. They are not visible, but would remain at the provider. */
  async abandon(): Promise<void> {
    for (const { id, closing } of this.successors.values())
      if (id !== undefined && closing === 'not begun') await this.api.remove(id);
  }

  /**
   * Whether the closed set still exists. Another attempt that closes its own set at the same moment erases it, although it found
   * nothing to replace before. An incomplete list is read again.
   */
  private async isListed(id: string, target: Target): Promise<boolean> {
    const { clock, signal } = this.context;
    for (const pause of LIST_AGAIN_MS) {
      if (pause > 0) await clock.sleep(pause, signal);
      if ((await this.visible(target)).includes(id)) return true;
    }
    return false;
  }

  private async visible({ user, device }: Target): Promise<readonly (string | undefined)[]> {
    return (await this.api.listDevice(user, device)).map(({ uploadId, id }) => uploadId ?? id);
  }

  /**
   * Whether another attempt of this job has replaced the data. False without a job id: then the sync has to contain all records.
   */
  private async isReplaced({ job, target, id }: Successor): Promise<boolean> {
    return job !== undefined && (await this.others.haveReplaced(target, job, id));
  }

  /**
   * Removes rows that the set may already contain after a failed request, or after half of a split request, to avoid duplicates.
   */
  private async removeDoubtful(
    id: string,
    batch: Batch,
    rows: readonly number[],
    successor: Successor,
  ): Promise<void> {
    const { inDoubt } = successor;
    if (!successor.isPartial || rows.length === 0) return;
    await inDoubt.end();
    const ids = rows.flatMap((index) => idsIn(batch.row(index).text));
    const selectors = ids.map((each) => ({ id: each }));
    const response = await inDoubt.track(() => this.api.deleteRows(id, selectors));
    if (response !== 'done') throw new DataSetGone(response);
    inDoubt.clear();
    successor.isPartial = false;
  }

  private successorOf(target: Target, job: number | undefined): Successor {
    const successor = this.successors.get(target.key) ?? {
      target,
      job,
      isReplaced: undefined,
      id: undefined,
      erasable: undefined,
      rows: 0,
      inDoubt: new InDoubtRequests(this.context),
      isPartial: false,
      closing: 'not begun',
    };
    this.successors.set(target.key, successor);
    return successor;
  }
}
