import type { Batch, BatchRow } from '@airbyte-ts/cdk';
import { EventHashes } from './event-hashes.ts';
import { type Hash, hashEncoded, hashText, newHash } from './text-hash.ts';

/** Words of an entry: two of the identity, two of the content. */
const WORDS = 4;

/** Hashes of the identities and contents of the rows of a batch. */
export class RecordHashes {
  /** Whether several rows have the same identity. */
  readonly hasRepeats: boolean;
  private readonly words: Int32Array;
  private readonly hash = newHash();

  /** Hashes the identities. `scope` is a part of each of them: the user and device of the batch. */
  constructor(batch: Batch, scope: string) {
    this.words = new Int32Array(WORDS * batch.size);
    const [seed, none] = [newHash(), newHash()];
    hashText(scope, seed);
    const identities = new EventHashes(batch.size);
    for (const { index, dedupKey } of batch) {
      hashText(dedupKey!, this.hash, seed);
      this.write(WORDS * index);
      identities.add(this.hash, none);
    }
    this.hasRepeats = identities.size < batch.size;
  }

  /** Hashes the content of a row. */
  addContent({ index, encoded }: Pick<BatchRow, 'index' | 'encoded'>): void {
    hashEncoded(encoded, this.hash);
    this.write(WORDS * index + 2);
  }

  readIdentity(index: number, into: Hash): void {
    this.read(WORDS * index, into);
  }

  /** Call `addContent` before. */
  readContent(index: number, into: Hash): void {
    this.read(WORDS * index + 2, into);
  }

  private write(at: number): void {
    this.words[at] = this.hash[0]!;
    this.words[at + 1] = this.hash[1]!;
  }

  private read(at: number, into: Hash): void {
    into[0] = this.words[at]!;
    into[1] = this.words[at + 1]!;
  }
}
