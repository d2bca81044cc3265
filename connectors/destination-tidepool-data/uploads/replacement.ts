import { type Batch, type ConnectorError, type Context, type Settlement, staged, transientError } from '#cdk';
import type { DataApi } from '../api/api.ts';
import { Identities, withoutRepeats } from '../rows/identities.ts';
import { embeddedRows, idsIn } from '../rows/prepare.ts';
import type { Target } from '../rows/target.ts';
import { Additions } from './additions.ts';
import { close } from './closing.ts';
import { InDoubtRequests } from './in-doubt.ts';
import { OtherAttempts, TRUNCATE } from './other-attempts.ts';
import { DataSetGone, type Outcomes, post } from './posting.ts';

/** The new data of one user and device, until they take the place of the old. */
interface Successor {
  readonly target: Target;
  /** The platform's number of this job; undefined where nobody says it. */
  readonly job: number | undefined;
  /** Another attempt of the job has replaced the data; undefined until that is known. */
  isReplaced: boolean | undefined;
  id: string | undefined;
  /** The data sets that could be seen before: those which it may erase. */
  erasable: ReadonlySet<string | undefined> | undefined;
  /** As a reader will count them, embedded ones too. */
  rows: number;
  readonly doubt: InDoubtRequests;
  /** A request for it failed, after which some rows of a batch may be in the set that was not answered. */
  isPartial: boolean;
  /** From when it was asked for on, the set may have replaced the old data and is never removed. */
  closing: 'not begun' | 'begun' | 'done';
}

/**
 * Replaces all that the service holds for a user and a device by what the streams of this sync bring: one data set each, filled during
 * the sync and closed at its end, when the service erases the others. Until then nothing has changed for anybody. An attempt that
 * died after that may have had its states saved: the next one is given only what follows them, and adds it.
 */
export class Replacement {
  private readonly api: DataApi;
  private readonly context: Context;
  private readonly others: OtherAttempts;
  private readonly additions: Additions;
  private readonly successors = new Map<string, Successor>();
  /** Of all of them together, so that many patients and devices take no more memory than one. */
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
    const { doubt, id } = successor;
    const outcomes: Outcomes = new Map();
    const rows = withoutRepeats(batch, outcomes).filter((index) => {
      const row = batch.row(index);
      if (!this.identities.has(`${target.key} ${row.dedupKey}`, row)) return true;
      outcomes.set(index, { status: 'skipped' });
      return false;
    });
    try {
      await this.removeDoubtful(id, batch, rows, successor);
      for (const index of await doubt.about(() => post(this.api, id, batch, rows, outcomes))) {
        const row = batch.row(index);
        this.identities.add(`${target.key} ${row.dedupKey}`, row);
        successor.rows += 1 + embeddedRows(row.text);
      }
    } catch (error) {
      successor.isPartial = true;
      throw error instanceof DataSetGone ? gone() : error;
    }
    return batch.each(({ index }) => outcomes.get(index) ?? staged);
  }

  /**
   * Puts the new data in the place of the old: those of all streams, before any of them counts as delivered. Streams share devices,
   * and were one of them to be repeated alone, it would erase what the others have brought.
   */
  async finish(): Promise<void> {
    this.others.forget();
    for (const successor of this.successors.values()) {
      const { id, closing, rows, target, erasable } = successor;
      if (closing === 'done' || id === undefined) continue;
      if (rows === 0) {
        this.context.log.warn('None of the records of a device was taken, so its data were not replaced.');
        continue;
      }
      if (await this.isReplaced(successor)) throw replacedMeanwhile();
      // Once closed it would be seen itself, if only its answer was lost.
      const others = (await this.visible(target)).filter((each) => each !== id && !erasable?.has(each));
      if (others.length > 0) throw overtaken();
      successor.closing = 'begun';
      const closed = await close(this.api, { id, user: target.user, rows: () => rows }, this.context);
      if (closed !== 'visible') throw unfinished();
      successor.closing = 'done';
      this.context.log.info(`Replaced the data of a device: ${rows} rows take the place of the old.`);
    }
  }

  /** Removes what was not to be after all. Nobody sees it, but it would lie there for ever. */
  async abandon(): Promise<void> {
    for (const { id, closing } of this.successors.values())
      if (id !== undefined && closing === 'not begun') await this.api.remove(id);
  }

  private async visible({ user, device }: Target): Promise<readonly (string | undefined)[]> {
    return (await this.api.listDevice(user, device)).map(({ uploadId, id }) => uploadId ?? id);
  }

  /** Without a number nobody can tell this job from another one: then the sync has to bring all records. */
  private async isReplaced({ job, target, id }: Successor): Promise<boolean> {
    return job !== undefined && (await this.others.haveReplaced(target, job, id));
  }

  /** Rows whose request was cut off may be in the set already, and would be there twice; so may the first half of what was too large. */
  private async removeDoubtful(
    id: string,
    batch: Batch,
    rows: readonly number[],
    successor: Successor,
  ): Promise<void> {
    const { doubt } = successor;
    if (!successor.isPartial || rows.length === 0) return;
    await doubt.end();
    const ids = rows.flatMap((index) => idsIn(batch.row(index).text));
    const selectors = ids.map((each) => ({ id: each }));
    const answer = await doubt.about(() => this.api.deleteRows(id, selectors));
    if (answer !== 'done') throw new DataSetGone(answer);
    doubt.clear();
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
      doubt: new InDoubtRequests(this.context),
      isPartial: false,
      closing: 'not begun',
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

/** Mostly an earlier attempt of this sync that still ran: what it has put there counts as delivered, and to erase it would lose it. */
function overtaken(): ConnectorError {
  return transientError(
    'Somebody else has uploaded data of a device while this sync was collecting what is to replace them: another program, or an earlier attempt of the same sync. The data of this device were not replaced; run the sync again.',
    { code: 'ERR_DEVICE_OVERTAKEN', exhausted: true },
  );
}

/** What the service erased for the other one may have been rows of this one. */
function replacedMeanwhile(): ConnectorError {
  return transientError(
    'Another attempt of this sync replaced the data of a device in the meantime, so this one leaves them as they are. The next one adds what is missing.',
    { code: 'ERR_REPLACED_MEANWHILE', exhausted: true },
  );
}

function unfinished(): ConnectorError {
  return transientError(
    'Tidepool did not confirm that it has replaced the old data of a device, and may have begun to. Run the sync again at once: it uploads all of the new data anew.',
    { code: 'ERR_CLOSE_UNFINISHED', exhausted: true },
  );
}
