import type { AnyOperation } from '../../define/operation.ts';
import { stringifyExact } from '../../protocol/exact.ts';
import { mayBeRounded } from '../../protocol/exact-search.ts';
import { learnedPattern } from '../../protocol/learned-pattern.ts';
import { parseExact } from '../../protocol/parse-exact.ts';
import type { PreparedRow } from '../prepared-row.ts';
import type { RowPipeline } from './compile-row.ts';
import { type FoundRow, foundIn, type Layout } from './found-row.ts';
import { objectLayout } from './layout.ts';
import { PatternCache, type PatternOwner } from './pattern-cache.ts';
import { scalarSpans } from './placeholders.ts';
import { compileRowTemplate } from './row-template.ts';

/** Layouts beyond this many are not learnt, for all are tried; and so many records are looked at for one. */
const MAX_LAYOUTS = 8;
const MAX_TRIES = 64;
/** Learning again what was forgotten counts as so many tries, so that many streams in turn do not learn for ever. */
const FORGOTTEN = 16;
/** Characters of a record that a layout is made of: a larger one may be nested or wide beyond measure. */
const MAX_TEXT = 16 * 1024;
/** Values of such a record. An expression for so many is compiled in a tenth of a second; V8 can't compile one for 1,200. */
const MAX_VALUES = 500;

/**
 * To try in vain costs a third of what a find saves. So where fewer than one of three records is found, nothing is tried for
 * a while: a miss counts one and a find takes two back.
 */
const MISSES = 200;
const PAUSE = 20_000;

/** A module has one, since what it bounds is the memory of the process. */
const ofAllStreams = new PatternCache();

/** A row that a record became. */
type LearntRow = Pick<PreparedRow, 'text' | 'unchanged'>;

/**
 * Knows records by their text. Those of a stream have few layouts, and once a record of one has been parsed, checked and
 * made a row, a text of the same layout needs no more than to be recognised: it is a row as it is, or it is known which
 * parts of it a row is made of.
 */
export class KnownRows implements PatternOwner {
  private readonly layouts: Layout[] = [];
  private last: Layout | undefined;
  private tries = 0;
  private misses = 0;
  private pause = 0;
  private readonly preparation: RowPipeline;
  private readonly learnt: PatternCache;

  constructor(preparation: RowPipeline, learnt = ofAllStreams) {
    this.preparation = preparation;
    this.learnt = learnt;
  }

  /** The record that begins at `start` of a text; undefined if it isn't known. */
  find(text: string, start: number): FoundRow | undefined {
    if (this.last === undefined) return undefined;
    if (this.pause > 0) {
      this.pause--;
      return undefined;
    }
    const found = this.search(text, start);
    this.misses = found ? Math.max(0, this.misses - 2) : this.misses + 1;
    if (this.misses === MISSES) {
      this.misses = 0;
      this.pause = PAUSE;
    }
    return found;
  }

  /**
   * From the text of a record and the row that was made of it. What is learnt is tried on this record first, and forgotten
   * unless it makes the same row. A record that can't be learnt is a row all the same, so nothing is thrown.
   */
  learn(text: string, row: LearntRow): void {
    if (this.layouts.length === MAX_LAYOUTS || this.tries >= MAX_TRIES || text.length > MAX_TEXT) return;
    // In a row that is written again no layout takes such a number, so that nothing would be learnt from this record.
    if (!row.unchanged && mayBeRounded(text)) return;
    this.tries++;
    try {
      const layout = this.layoutOf(text, row);
      if (!layout) return;
      this.layouts.push(layout);
      this.learnt.add(this);
      this.last = layout;
    } catch {
      // Nested more deeply than the stack, for one.
    }
  }

  /** Forgets all layouts. */
  forget(): void {
    this.layouts.length = 0;
    this.tries += FORGOTTEN;
    this.last = undefined;
  }

  private layoutOf(text: string, row: LearntRow): Layout | undefined {
    const values = scalarSpans(text);
    if (values === undefined || values.length > MAX_VALUES) return undefined;
    const { complete, operation } = this.preparation;
    const isRow = row.unchanged;
    const made = isRow ? undefined : compileRowTemplate(text, this.preparation);
    const source = isRow ? objectLayout(text, complete) : made?.layout;
    if (source === undefined || this.layouts.some((each) => each.source === source)) return undefined;
    const identity = isRow && typeof operation.dedupKey === 'string' ? operation.dedupKey : undefined;
    const before = identity === undefined ? source : objectLayout(text, complete, identity)!;
    if (before !== source) return splitLayout(source, before, text);
    const pattern = learnedPattern(source, text);
    if (!pattern) return undefined;
    if (made) {
      pattern.lastIndex = 0;
      const again = made.row(pattern.exec(text)!);
      if (again === undefined || !this.isSame(again, row.text)) return undefined;
    }
    return { source, before: undefined, pattern, recipe: made };
  }

  /** Whether two rows are the same but for what is filled in, which may differ each time. */
  private isSame(one: string, other: string): boolean {
    const fill = Object.keys(this.preparation.operation.defaults ?? {});
    const rest = (text: string): string =>
      stringifyExact({ ...(parseExact(text) as object), ...Object.fromEntries(fill.map((name) => [name])) });
    return one === other || rest(one) === rest(other);
  }

  private search(text: string, start: number): FoundRow | undefined {
    try {
      const found = foundIn(this.last!, text, start);
      return found || this.layouts.length === 1 ? found : this.searchOthers(text, start);
    } catch {
      // So many escapes, for one, that the stack of the regular expression does not hold them.
      return undefined;
    }
  }

  private searchOthers(text: string, start: number): FoundRow | undefined {
    for (const layout of this.layouts) {
      const found = layout === this.last ? undefined : foundIn(layout, text, start);
      if (!found) continue;
      this.last = layout;
      return found;
    }
    return undefined;
  }
}

/** A layout in two parts, at the value that is hashed; undefined unless both match the text that they were made of. */
function splitLayout(source: string, before: string, text: string): Layout | undefined {
  const first = new RegExp(before, 'y');
  if (!source.startsWith(before) || !first.test(text)) return undefined;
  const pattern = learnedPattern(source.slice(before.length), text.slice(first.lastIndex));
  return pattern && { source, before: first, pattern, recipe: undefined };
}

/** Whether an operation takes a record and asks for nothing but its fields, and at most for the hash of one of them. */
export function canRecogniseByText(operation: AnyOperation): boolean {
  const {
    transform,
    acceptsDeletes,
    serialize,
    schemaFor,
    batchKey,
    dedupKey,
    orderingKey,
    onDuplicate,
    rejectReason,
  } = operation;
  const identifies = dedupKey && !(typeof dedupKey === 'string' && onDuplicate === 'separate-batches');
  return ![
    transform,
    acceptsDeletes,
    serialize,
    schemaFor,
    batchKey,
    identifies,
    orderingKey,
    rejectReason,
  ].some(Boolean);
}
