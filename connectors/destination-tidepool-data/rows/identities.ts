import type { Batch } from '@airbyte-ts/cdk';
import type { Outcomes } from '../uploads/posting.ts';

const MAX_HASHES = 200_000;

/**
 * The identities and records that this sync has delivered recently. Tidepool treats rows with the same identity as one event: closing a data set
 * hides earlier rows with the identities of its rows, so a different record with a delivered identity would hide the delivered one.
 * Remembers at least the newest 100,000 records, in constant memory.
 */
export class Identities {
  private recent = new Set<number>();
  private older = new Set<number>();

  /** Whether this record was delivered. */
  has(identity: string, row: Content): boolean {
    return this.contains(identity) && this.contains(recordOf(identity, row.text));
  }

  /** Whether other records were delivered with the identity, and this one was not. */
  collides(identity: string, row: Content): boolean {
    return this.contains(identity) && !this.contains(recordOf(identity, row.text));
  }

  /** Adds a delivered record. */
  add(identity: string, { text }: Content): void {
    this.recent.add(hashed(identity)).add(hashed(recordOf(identity, text)));
    if (this.recent.size < MAX_HASHES) return;
    this.older = this.recent;
    this.recent = new Set();
  }

  private contains(text: string): boolean {
    const key = hashed(text);
    return this.recent.has(key) || this.older.has(key);
  }
}

/** A row, whose text is only built when it is read. */
interface Content {
  readonly text: string;
}

const recordOf = (identity: string, text: string): string => `${identity} ${text}`;

/** A 53-bit hash of a text: two rounds of multiply and shift with different factors. */
function hashed(text: string): number {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x5f356495);
    low = Math.imul(low ^ unit, 0x27d4eb2f);
  }
  high = Math.imul(high ^ (high >>> 15), 0x2c1b3c6d) ^ Math.imul(low ^ (low >>> 13), 0x297a2d39);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return (high >>> 0) * 0x200000 + (low >>> 11);
}

/**
 * The rows to send. Of equal records in a batch only the first is sent, and the others are skipped; different records with the same identity are
 * separate events, and all are sent.
 */
export function withoutRepeats(batch: Batch, outcomes: Outcomes): readonly number[] {
  const first = new Map<string | undefined, number | Set<string>>();
  const kept: number[] = [];
  for (const row of batch) {
    const seen = first.get(row.dedupKey);
    if (seen === undefined) {
      first.set(row.dedupKey, row.index);
      kept.push(row.index);
      continue;
    }
    const texts = typeof seen === 'number' ? new Set([batch.row(seen).text]) : seen;
    first.set(row.dedupKey, texts);
    if (texts.has(row.text)) outcomes.set(row.index, { status: 'skipped' });
    else {
      texts.add(row.text);
      kept.push(row.index);
    }
  }
  return kept;
}

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
