import type { AnyOperation } from '../../define/operation.ts';
import { stringifyExact } from '../../protocol/exact.ts';
import { mayBeRounded } from '../../protocol/exact-search.ts';
import { learnedPattern } from '../../protocol/learned-pattern.ts';
import { parseExact } from '../../protocol/parse-exact.ts';
import type { PreparedRow } from '../prepared-row.ts';
import { fieldSchema, isText } from '../schema/field-schema.ts';
import type { RowPipeline } from './compile-row.ts';
import { type FoundRow, foundIn, type Layout } from './found-row.ts';
import { objectLayout } from './layout.ts';
import { PatternCache, type PatternOwner } from './pattern-cache.ts';
import { scalarSpans } from './placeholders.ts';
import { compileRowTemplate } from './row-template.ts';

/** Maximum number of layouts of a stream, because a record is compared with each; and of records that are examined for one. */
const MAX_LAYOUTS = 8;
const MAX_TRIES = 64;
/** Tries that a forgotten layout costs, so that streams which displace each other's layouts do not learn endlessly. */
const TRIES_PER_FORGET = 16;
/** Maximum characters of a record from which a layout is learned; a larger one may have any width. */
const MAX_TEXT = 16 * 1024;
/** Maximum values of such a record. A pattern of so many takes 0.1 s to compile; V8 can't compile one of 1,200. */
const MAX_VALUES = 500;

/**
 * A failed search costs a third of what a successful one saves. So if fewer than one record in three is found, the search
 * pauses: a miss adds one to the count, and a find subtracts two.
 */
const MAX_MISSES = 200;
const PAUSED_RECORDS = 20_000;

/** Shared by all streams, because it bounds the memory of the process. */
const sharedCache = new PatternCache();

/** A row that a record became. */
type PreparedText = Pick<PreparedRow, 'text' | 'unchanged'>;

/**
 * Recognises records by their text. The records of a stream have few layouts. After one record of a layout was parsed,
 * validated and prepared, a text of the same layout only has to be matched: it is the row, or a template composes the row
 * from its values.
 */
export class KnownRows implements PatternOwner {
  private readonly layouts: Layout[] = [];
  private last: Layout | undefined;
  private tries = 0;
  private misses = 0;
  private pause = 0;
  private readonly pipeline: RowPipeline;
  private readonly cache: PatternCache;

  constructor(pipeline: RowPipeline, cache = sharedCache) {
    this.pipeline = pipeline;
    this.cache = cache;
  }

  /** Recognises the record that begins at `start` of a text; undefined if its layout is unknown. */
  find(text: string, start: number): FoundRow | undefined {
    if (this.last === undefined) return undefined;
    if (this.pause > 0) {
      this.pause--;
      return undefined;
    }
    const found = this.search(text, start);
    this.misses = found ? Math.max(0, this.misses - 2) : this.misses + 1;
    if (this.misses === MAX_MISSES) {
      this.misses = 0;
      this.pause = PAUSED_RECORDS;
    }
    return found;
  }

  /**
   * Learns the layout of a record from its text and its row. The layout is tried on this record first, and dropped unless it
   * gives the same row. Never throws: a record whose layout can't be learned is still delivered.
   */
  learn(text: string, row: PreparedText): void {
    if (this.layouts.length === MAX_LAYOUTS || this.tries >= MAX_TRIES || text.length > MAX_TEXT) return;
    // In a composed row no layout matches such a number, so nothing would be learned from this record.
    if (!row.unchanged && mayBeRounded(text)) return;
    this.tries++;
    try {
      const layout = this.layoutOf(text, row);
      if (!layout) return;
      this.layouts.push(layout);
      this.cache.add(this);
      this.last = layout;
    } catch {
      // For example, nested more deeply than the stack.
    }
  }

  /** Forgets all layouts. */
  forget(): void {
    this.layouts.length = 0;
    this.tries += TRIES_PER_FORGET;
    this.last = undefined;
  }

  private layoutOf(text: string, row: PreparedText): Layout | undefined {
    const values = scalarSpans(text);
    if (values === undefined || values.length > MAX_VALUES) return undefined;
    const { complete, operation } = this.pipeline;
    const isRow = row.unchanged;
    const made = isRow ? undefined : compileRowTemplate(text, this.pipeline);
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
    return { source, before: undefined, pattern, template: made };
  }

  /** Compares two rows without their filled-in fields, which may differ each time. */
  private isSame(one: string, other: string): boolean {
    const fill = Object.keys(this.pipeline.operation.defaults ?? {});
    const rest = (text: string): string =>
      stringifyExact({ ...(parseExact(text) as object), ...Object.fromEntries(fill.map((name) => [name])) });
    return one === other || rest(one) === rest(other);
  }

  private search(text: string, start: number): FoundRow | undefined {
    try {
      const found = foundIn(this.last!, text, start);
      return found || this.layouts.length === 1 ? found : this.searchOthers(text, start);
    } catch {
      // For example, more escapes than the stack of the regular expression holds.
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

/** A layout in two parts, split at the value that is hashed; undefined unless both match the text. */
function splitLayout(source: string, before: string, text: string): Layout | undefined {
  const first = new RegExp(before, 'y');
  if (!source.startsWith(before) || !first.test(text)) return undefined;
  const pattern = learnedPattern(source.slice(before.length), text.slice(first.lastIndex));
  return pattern && { source, before: first, pattern, template: undefined };
}

/**
 * Returns whether an operation uses only the fields of a record, and at most the hash of one of them. That is a text: a number is
 * hashed by its value, which its text does not show.
 */
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
  const isHashed =
    typeof dedupKey === 'string' &&
    onDuplicate === 'separate-batches' &&
    isText(fieldSchema(operation.schema).properties?.[dedupKey]);
  const identifies = dedupKey && !isHashed;
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
