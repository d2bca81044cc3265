import type { Batch } from '#cdk';
import type { Outcomes } from '../uploads/posting.ts';

const MOST = 200_000;

/**
 * What this sync has delivered of late, by identity: what Tidepool takes for one and the same event. A data set that is closed hides
 * earlier rows of its identities, so another record of an identity that another data set of this sync already has would make
 * that one vanish. Remembers the newest hundred thousand and more, in constant space.
 */
export class Identities {
  private recent = new Set<number>();
  private older = new Set<number>();

  /** Whether this very record was delivered. */
  has(identity: string, row: Content): boolean {
    return this.knows(identity) && this.knows(recordOf(identity, row.text));
  }

  /** Whether records were delivered under the identity, and this is none of them. */
  collides(identity: string, row: Content): boolean {
    return this.knows(identity) && !this.knows(recordOf(identity, row.text));
  }

  add(identity: string, { text }: Content): void {
    this.recent.add(hashed(identity)).add(hashed(recordOf(identity, text)));
    if (this.recent.size < MOST) return;
    this.older = this.recent;
    this.recent = new Set();
  }

  private knows(text: string): boolean {
    const key = hashed(text);
    return this.recent.has(key) || this.older.has(key);
  }
}

/** A row, whose text is only made when it is asked for. */
interface Content {
  readonly text: string;
}

const recordOf = (identity: string, text: string): string => `${identity} ${text}`;

/** 53 bits of a text, as a number: two rounds of multiply and shift with different factors. */
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
 * The rows that have to be sent. A record that stands in the batch twice, word for word, is sent once; other records of one identity are
 * events of their own, and both stay.
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

/** Cuts rows into parts of about `size`; rows of one identity are never in two. */
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
