import { type Batch, type BatchRow, skipped } from '@airbyte-ts/cdk';
import type { Outcomes } from '../uploads/posting.ts';
import { EventHashes } from './event-hashes.ts';
import type { RecordHashes } from './record-hashes.ts';
import { hashText, newHash } from './text-hash.ts';
import { withFraction } from './utc.ts';

const MAX_RECORDS = 100_000;
/** Most digits of a fraction in a notation of a delivered record that is recognised. */
const MAX_DIGITS = 9;
/** A time in UTC in the text of a row. */
const TIMES = /("time"\s*:\s*")(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/g;

/**
 * The identities and records that this sync has delivered recently. Tidepool treats rows with the same identity as one event:
 * closing a data set hides earlier rows with the identities of its rows, so a different record with a delivered identity would
 * hide the delivered one. Remembers at least the newest 100,000 records, in constant memory.
 */
export class Identities {
  private recent = new EventHashes();
  private older = new EventHashes();
  /** Hashes of an identity and a content. */
  private readonly event = newHash();
  private readonly content = newHash();

  /**
   * `delivered`: this record was. `different`: other records were delivered with the identity, and this one was not. Tries all
   * notations of its times here, because converting the times of each delivered record would take longer.
   */
  stateOf(hashes: RecordHashes, row: Pick<BatchRow, 'index' | 'text'>): 'new' | 'delivered' | 'different' {
    const { recent, older, event } = this;
    hashes.readIdentity(row.index, event);
    if (!recent.has(event) && !older.has(event)) return 'new';
    const { text } = row;
    if (this.hasContent(text)) return 'delivered';
    for (let digits = 0; digits <= MAX_DIGITS; digits++)
      if (this.hasContent(withFractions(text, digits))) return 'delivered';
    return 'different';
  }

  /** Whether a record with this text was delivered with the hashed identity. */
  private hasContent(text: string): boolean {
    const { recent, older, event, content } = this;
    hashText(text, content);
    return recent.hasContent(event, content) || older.hasContent(event, content);
  }

  /** Adds a delivered record, whose content is hashed. */
  add(hashes: RecordHashes, index: number): void {
    hashes.readIdentity(index, this.event);
    hashes.readContent(index, this.content);
    this.recent.add(this.event, this.content);
    if (this.recent.size < MAX_RECORDS) return;
    this.older = this.recent;
    this.recent = new EventHashes(MAX_RECORDS);
  }
}

/** The rows of a batch without repeats. */
export interface DistinctRows {
  /** Indexes of the rows to send. */
  readonly rows: readonly number[];
  /** Index of the equal row that is sent, by the index of a repeat. */
  readonly repeats: ReadonlyMap<number, number>;
}

/**
 * Of equal records in a batch, also with times in different notations, only the first is sent; different records with the same
 * identity are separate events, and all are sent.
 */
export function withoutRepeats(batch: Batch, hashes: RecordHashes): DistinctRows {
  const repeats = new Map<number, number>();
  if (!hashes.hasRepeats) return { rows: Array.from({ length: batch.size }, (_, index) => index), repeats };
  const first = new Map<string | undefined, number | Map<string, number>>();
  const rows: number[] = [];
  for (const row of batch) {
    const seen = first.get(row.dedupKey);
    if (seen === undefined) {
      first.set(row.dedupKey, row.index);
      rows.push(row.index);
      continue;
    }
    const texts = typeof seen === 'number' ? new Map([[withFractions(batch.row(seen).text), seen]]) : seen;
    first.set(row.dedupKey, texts);
    const text = withFractions(row.text);
    const same = texts.get(text);
    if (same === undefined) {
      texts.set(text, row.index);
      rows.push(row.index);
    } else repeats.set(row.index, same);
  }
  return { rows, repeats };
}

/**
 * Adds the outcomes of repeats: they are rejected or sent again with the row that was sent for them, and skipped if it was
 * accepted.
 */
export function settleRepeats(repeats: DistinctRows['repeats'], outcomes: Outcomes): void {
  for (const [index, same] of repeats) {
    const outcome = outcomes.get(same);
    const isOpen = outcome?.status === 'rejected' || outcome?.status === 'retry';
    outcomes.set(index, isOpen ? outcome : skipped);
  }
}

/** The text of a row with its times in one notation: with at least `digits` digits of the fraction. */
const withFractions = (text: string, digits = 0): string =>
  text.replace(TIMES, (_, before: string, time: string) => before + withFraction(time, digits));

/** Splits rows into parts of about `size` rows. Rows with the same identity stay in one part. */
export function parts(
  batch: Batch,
  indexes: readonly number[],
  size: number,
): readonly (readonly number[])[] {
  if (indexes.length <= size) return indexes.length === 0 ? [] : [indexes];
  const parts: number[][] = [];
  const homes = new Map<string | undefined, number[]>();
  for (const index of indexes) {
    const { dedupKey } = batch.row(index);
    let home = homes.get(dedupKey);
    if (!home) {
      home = parts.at(-1);
      if (!home || home.length >= size) {
        home = [];
        parts.push(home);
      }
      homes.set(dedupKey, home);
    }
    home.push(index);
  }
  return parts;
}
