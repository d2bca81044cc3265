import { hashOfJson } from '../../hash.ts';
import type { PreparedRow } from '../prepared-row.ts';
import type { RowTemplate } from './row-template.ts';

/** A learned layout. */
export interface Layout {
  readonly source: string;
  /** If the record is the row and its identity is hashed: the part before the identity; `pattern` is the rest then. */
  readonly before: RegExp | undefined;
  readonly pattern: RegExp;
  /** Undefined if the record is the row. */
  readonly template: RowTemplate | undefined;
}

/** A record that was recognised within a text. */
export class FoundRow {
  /** Index after its last character. */
  readonly end: number;
  /** Hash of the row's identity, if the record is the row and the operation needs only the hash. */
  private readonly hash: number | undefined;
  /** If the row's text differs from the record's: the template and the matched values. */
  private readonly made: { readonly template: RowTemplate; readonly match: string[] } | undefined;

  constructor(end: number, hash: number | undefined, made?: FoundRow['made']) {
    this.end = end;
    this.hash = hash;
    this.made = made;
  }

  /** Returns the row of the record, whose text this is; undefined if it has to be parsed. Call it once: it uses up the match. */
  row(text: string): PreparedRow | undefined {
    if (!this.made) return prepared(text, true, this.hash);
    const { template, match } = this.made;
    try {
      const made = template.row(match);
      if (made === undefined) return undefined;
      const identity = template.identity === undefined ? 'null' : match[template.identity]!;
      return prepared(made, false, identity === 'null' ? undefined : hashOfJson(identity, 0));
    } catch {
      return undefined; // parsing finds the same error and rejects the record for it
    }
  }
}

/** Recognises a record of the layout that begins at `start` of a text. */
export function foundIn(
  { before, pattern, template }: Layout,
  text: string,
  start: number,
): FoundRow | undefined {
  if (before !== undefined) {
    before.lastIndex = start;
    if (!before.test(text)) return undefined;
    const at = before.lastIndex;
    pattern.lastIndex = at;
    if (!pattern.test(text)) return undefined;
    const hash = text.charCodeAt(at) === QUOTE ? hashOfJson(text, at) : undefined;
    return new FoundRow(pattern.lastIndex, hash);
  }
  pattern.lastIndex = start;
  if (template === undefined)
    return pattern.test(text) ? new FoundRow(pattern.lastIndex, undefined) : undefined;
  const match = pattern.exec(text);
  return match ? new FoundRow(pattern.lastIndex, undefined, { template, match }) : undefined;
}

const QUOTE = 0x22;

function prepared(text: string, unchanged: boolean, hash: number | undefined): PreparedRow {
  const identity = undefined;
  return {
    text,
    orderingKey: undefined,
    batchKey: undefined,
    dedupKey: identity,
    hash,
    deleted: false,
    unchanged,
  };
}
