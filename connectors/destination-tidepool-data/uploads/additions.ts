import {
  type Batch,
  type ConnectorError,
  type Context,
  parseExact,
  type Settlement,
  skipped,
  stringifyExact,
  transientError,
} from '@airbyte-ts/cdk';
import type { DataApi } from '../api/api.ts';
import { embeddedOf, missingParts } from '../rows/embedded.ts';
import { settleRepeats, withoutRepeats } from '../rows/identities.ts';
import { type Datum, embeddedRows } from '../rows/prepare.ts';
import { RecordHashes } from '../rows/record-hashes.ts';
import type { Target } from '../rows/target.ts';
import { abandon } from './abandon.ts';
import { close, withFailure } from './closing.ts';
import { DataSetGone, type Outcomes, post } from './posting.ts';
import { visibleRowIds, type WantedRow } from './visible-rows.ts';

/** No deduplication: the service stores no hashes for the rows of a replacing data set, so it could not compare them. */
const NONE = 'org.tidepool.deduplicator.none';

/** The missing data of a batch: whole rows by index, and the texts of missing parts of rows. */
interface Missing {
  readonly rows: readonly number[];
  readonly parts: readonly string[];
}

/**
 * Adds missing records to a device whose data another attempt of this job has replaced. A record has the same id in
 * all attempts, and the visible ids are read before rows are sent. Added rows become visible when
 * their data set is closed; after an error the set is abandoned, and the rows that are still missing are sent again.
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
    const { rows, repeats } = withoutRepeats(batch, new RecordHashes(batch, target.key));
    const missing = await this.missing(batch, rows, { target, outcomes });
    if (missing.rows.length + missing.parts.length > 0) await this.add(batch, target, missing, outcomes);
    settleRepeats(repeats, outcomes);
    return batch.except(outcomes);
  }

  private async missing(
    batch: Batch,
    indexes: readonly number[],
    { target, outcomes }: { readonly target: Target; readonly outcomes: Outcomes },
  ): Promise<Missing> {
    const data = new Map<number, Datum>();
    for (const index of indexes) data.set(index, parseExact(batch.row(index).text) as Datum);
    const there = await visibleRowIds(this.api, target, [...data.values()].flatMap(wantedRowsOf));
    const rows: number[] = [];
    const texts: string[] = [];
    for (const [index, datum] of data) {
      const parts = missingParts(datum, there);
      if (!parts) rows.push(index);
      else if (parts.length === 0) outcomes.set(index, skipped);
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
    let accepted: readonly number[];
    try {
      accepted = await post({ api: this.api, id, batch, outcomes }, rows);
      if (parts.length > 0) await this.postParts(id, parts);
    } catch (error) {
      await abandon(this.api, id, this.context);
      throw error instanceof DataSetGone ? unfinished() : error;
    }
    const texts = [...accepted.map((index) => batch.row(index).text), ...parts];
    if (texts.length === 0) return abandon(this.api, id, this.context);
    const count = (): number => texts.reduce((sum, text) => sum + 1 + embeddedRows(text), 0);
    const closed = await close(this.api, { id, user, rows: count }, this.context);
    if (closed.is === 'hidden') await abandon(this.api, id, this.context);
    if (closed.is !== 'visible') throw unfinished(closed.failure);
  }

  /** Posts parts of rows, which the service accepted before within their rows. */
  private async postParts(id: string, parts: readonly string[]): Promise<void> {
    const { is } = await this.api.post(id, [Buffer.from(`[${parts.join(',')}]`)]);
    if (is !== 'accepted') throw unfinished();
  }
}

/** The ids and times of a datum and of the data embedded in it. */
const wantedRowsOf = (datum: Datum): readonly WantedRow[] =>
  [datum, ...embeddedOf(datum)].map(({ id, time }) => ({ id: String(id), at: Date.parse(String(time)) }));

function unfinished(failure?: string): ConnectorError {
  const message =
    'Tidepool did not accept records that were added to replaced data, so they are uploaded again.';
  return transientError(withFailure(message, failure), { code: 'ERR_CLOSE_UNFINISHED' });
}
