import type { Batch } from '@airbyte-ts/cdk';
import type { Outcomes } from '../uploads/posting.ts';
import { EventHashes } from './event-hashes.ts';
import { hashText, newHash } from './text-hash.ts';

const MAX_RECORDS = 100_000;

interface Content {
  readonly text: string;
}

/**
 * The identities and records that this sync has delivered recently. Tidepool treats rows with the same identity as one event:
 * closing a data set hides earlier rows with the identities of its rows, so a different record with a delivered identity would
 * hide the delivered one. Remembers at least the newest 100,000 records, in constant memory.
 */
export class Identities {
  private recent = new EventHashes();
  private older = new EventHashes();
  /** Hashes of the last identity and of its content. */
  private readonly event = newHash();
  private readonly content = newHash();

  /** `delivered`: this record was. `different`: other records were delivered with the identity, and this one was not. */
  stateOf(identity: string, row: Content): 'new' | 'delivered' | 'different' {
    const { recent, older, event, content } = this;
    hashText(identity, event);
    if (!recent.has(event) && !older.has(event)) return 'new';
    hashText(row.text, content);
    return recent.hasContent(event, content) || older.hasContent(event, content) ? 'delivered' : 'different';
  }

  /** Adds a delivered record. */
  add(identity: string, { text }: Content): void {
    hashText(identity, this.event);
    hashText(text, this.content);
    this.recent.add(this.event, this.content);
    if (this.recent.size < MAX_RECORDS) return;
    this.older = this.recent;
    this.recent = new EventHashes();
  }
}

/**
 * The rows to send. Of equal records in a batch only the first is sent, and the others are skipped; different records with the
 * same identity are separate events, and all are sent.
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
