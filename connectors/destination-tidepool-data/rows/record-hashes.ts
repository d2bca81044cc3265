import { type Hash, hashText, newHash } from './text-hash.ts';

/** Words of an entry: two of the identity, two of the content. */
const WORDS = 4;

/** Hashes of the identities and contents of the rows of a batch, by their index. */
export class RecordHashes {
  private readonly words: Int32Array;
  private readonly identity = newHash();
  private readonly content = newHash();

  constructor(rows: number) {
    this.words = new Int32Array(WORDS * rows);
  }

  set(index: number, identity: string, text: string): void {
    hashText(identity, this.identity);
    hashText(text, this.content);
    this.words.set(this.identity, WORDS * index);
    this.words.set(this.content, WORDS * index + 2);
  }

  /** Copies the hashes of a row. */
  read(index: number, identity: Hash, content: Hash): void {
    const { words } = this;
    const from = WORDS * index;
    identity[0] = words[from]!;
    identity[1] = words[from + 1]!;
    content[0] = words[from + 2]!;
    content[1] = words[from + 3]!;
  }
}
