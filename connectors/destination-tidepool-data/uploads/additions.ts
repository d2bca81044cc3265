import {
  type Batch,
  type ConnectorError,
  type Context,
  delivered,
  parseExact,
  type Settlement,
  stringifyExact,
  transientError,
} from '#cdk';
import type { DataApi } from '../api/api.ts';
import { embeddedOf, hiddenParts } from '../rows/embedded.ts';
import { withoutRepeats } from '../rows/identities.ts';
import { type Datum, embeddedRows } from '../rows/prepare.ts';
import type { Target } from '../rows/target.ts';
import { close } from './closing.ts';
import { DataSetGone, type Outcomes, post } from './posting.ts';
import { type Sought, seen } from './visible-rows.ts';

/** Compares nothing. The service could not: what a data set that replaces holds is not known to it by a hash. */
const NONE = 'org.tidepool.deduplicator.none';

/** What of a batch is not there: whole rows, and texts of what is missing of others. */
interface Missing {
  readonly rows: readonly number[];
  readonly parts: readonly string[];
}

/**
 * Adds to a device whose data another attempt of this job has replaced what is not there yet. A record has an id that is the same in
 * all attempts, and which of them are there is read from the service before anything is sent. What is added becomes visible when
 * its data set is closed; one that fails before that is left behind, and what is not there then is sent again.
 */
export class Additions {
  private readonly api: DataApi;
  private readonly context: Context;

  constructor(api: DataApi, context: Context) {
    this.api = api;
    this.context = context;
  }

  async deliver(batch: Batch, target: Target): Promise<Settlement> {
    const outcomes: Outcomes = new Map();
    const missing = await this.missing(batch, target, outcomes);
    if (missing.rows.length + missing.parts.length > 0) await this.add(batch, target, missing, outcomes);
    return batch.each(({ index }) => outcomes.get(index) ?? delivered);
  }

  private async missing(batch: Batch, target: Target, outcomes: Outcomes): Promise<Missing> {
    const data = new Map<number, Datum>();
    for (const index of withoutRepeats(batch, outcomes))
      data.set(index, parseExact(batch.row(index).text) as Datum);
    const there = await seen(this.api, target, [...data.values()].flatMap(soughtOf));
    const rows: number[] = [];
    const texts: string[] = [];
    for (const [index, datum] of data) {
      const parts = hiddenParts(datum, there);
      if (!parts) rows.push(index);
      else if (parts.length === 0) outcomes.set(index, { status: 'skipped' });
      else for (const part of parts) texts.push(stringifyExact(part));
    }
    return { rows, parts: texts };
  }

  private async add(
    batch: Batch,
    { user, device }: Target,
    { rows, parts }: Missing,
    outcomes: Outcomes,
  ): Promise<void> {
    const id = await this.api.create(user, { type: 'normal', deduplicator: NONE, device });
    let taken: readonly number[];
    try {
      taken = await post(this.api, id, batch, rows, outcomes);
      if (parts.length > 0) await this.postParts(id, parts);
    } catch (error) {
      await this.abandon(id);
      throw error instanceof DataSetGone ? unfinished() : error;
    }
    const texts = [...taken.map((index) => batch.row(index).text), ...parts];
    if (texts.length === 0) return this.abandon(id);
    const count = (): number => texts.reduce((sum, text) => sum + 1 + embeddedRows(text), 0);
    const closed = await close(this.api, { id, user, rows: count }, this.context);
    if (closed === 'hidden') await this.abandon(id);
    if (closed !== 'visible') throw unfinished();
  }

  /** The service has taken them before, within their rows. */
  private async postParts(id: string, parts: readonly string[]): Promise<void> {
    const { is } = await this.api.post(id, [Buffer.from(`[${parts.join(',')}]`)]);
    if (is !== 'taken') throw unfinished();
  }

  /** None of it is visible, so nobody misses it. What can't be removed lies there unseen. */
  private async abandon(id: string): Promise<void> {
    try {
      await this.api.remove(id);
    } catch (error) {
      if (this.context.signal.aborted) throw error;
    }
  }
}

/** The ids of a datum and of what is embedded in it, which has times of its own at most. */
const soughtOf = (datum: Datum): readonly Sought[] =>
  [datum, ...embeddedOf(datum)].map(({ id, time }) => ({ id: String(id), at: Date.parse(String(time)) }));

function unfinished(): ConnectorError {
  return transientError(
    'Tidepool did not take what was added to data that this sync has replaced, so it is uploaded again.',
    { code: 'ERR_CLOSE_UNFINISHED' },
  );
}
