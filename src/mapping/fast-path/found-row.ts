import { hashOfJson } from '../../hash.ts';
import type { PreparedRow } from '../prepared-row.ts';
import type { RowTemplate } from './row-template.ts';

/** A layout that was learnt. */
export interface Layout {
  readonly source: string;
  /** The part before the row's identity, where the record is the row and its identity is hashed; `pattern` is the rest then. */
  readonly before: RegExp | undefined;
  readonly pattern: RegExp;
  /** Undefined where the record is the row. */
  readonly recipe: RowTemplate | undefined;
}

/** A record that was recognised within a text. */
export class FoundRow {
  /** One past its end. */
  readonly end: number;
  /** Of the row's identity, where the record is the row and that is all that is asked of it. */
  private readonly hash: number | undefined;
  /** Where the record becomes another text: how, and of which values. */
  private readonly made: { readonly recipe: RowTemplate; readonly match: string[] } | undefined;

  constructor(end: number, hash: number | undefined, made?: FoundRow['made']) {
    this.end = end;
    this.hash = hash;
    this.made = made;
  }

  /** The row of the record, which is this text; undefined where it has to be parsed after all. To be asked once. */
  row(text: string): PreparedRow | undefined {
    if (!this.made) return prepared(text, true, this.hash);
    const { recipe, match } = this.made;
    try {
      const made = recipe.row(match);
      if (made === undefined) return undefined;
      const identity = recipe.identity === undefined ? 'null' : match[recipe.identity]!;
      return prepared(made, false, identity === 'null' ? undefined : hashOfJson(identity, 0));
    } catch {
      return undefined; // what is wrong shows again when it is parsed, and is dealt with there
    }
  }
}

/** The record of the layout that begins at `start` of a text. */
export function foundIn(
  { before, pattern, recipe }: Layout,
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
  if (recipe === undefined)
    return pattern.test(text) ? new FoundRow(pattern.lastIndex, undefined) : undefined;
  const match = pattern.exec(text);
  return match ? new FoundRow(pattern.lastIndex, undefined, { recipe, match }) : undefined;
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
