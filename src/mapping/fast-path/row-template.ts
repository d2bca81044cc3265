import type { AnyOperation } from '../../define/operation.ts';
import { stringifyExact } from '../../protocol/exact.ts';
import { isDeletionMark, recordIdentity } from '../identity/ids.ts';
import { columnOf, type FieldSchema, fieldOf, isNullable, nonEmpty } from '../schema/field-schema.ts';
import { createShaper } from '../shape.ts';
import { compileRow, type RowPipeline } from './compile-row.ts';
import { type GroupedLayout, groupedLayout } from './grouped-layout.ts';
import { leafLayout } from './layout.ts';
import {
  placeholder,
  placeholderIndex,
  type Span,
  scalarSpans,
  splitAtPlaceholders,
  withPlaceholders,
} from './placeholders.ts';

type Data = Readonly<Record<string, unknown>>;

/** Makes rows from the records of one layout, without parsing and serialising them. */
export interface RowTemplate {
  /** Source of a regular expression. */
  readonly layout: string;
  /** Returns the row's text; undefined if the record has to be parsed. Changes `match`. */
  row(match: string[]): string | undefined;
  /** Index in a match, after `row`, of the JSON of the row's identity, if that is a field. */
  readonly identity: number | undefined;
}

/**
 * Compiles a row template: maps a record with placeholders as values as usual, and records where each placeholder ends up.
 * Renaming, shaping, identifying and serialising move valid values but do not change them, so values of other records end up at
 * the same positions. `text` is a record that became a row.
 */
export function compileRowTemplate(text: string, pipeline: RowPipeline): RowTemplate | undefined {
  const { operation, rename, stream, primaryKey } = pipeline;
  const spans = spansOf(text, pipeline);
  if (!spans) return undefined;
  const record = withPlaceholders(text, spans);
  const renamed = rename(record);
  const defaultNames = Object.keys(operation.defaults ?? {});
  const placeholders = defaultNames.map((name, index) => [name, () => placeholder(spans.length + index)]);
  const row = createShaper({ ...operation, defaults: Object.fromEntries(placeholders) })(renamed, {
    record: renamed,
    stream,
    id: () => '',
  });
  const made = splitAtPlaceholders(stringifyExact(row));
  // Values had to be changed: a record with valid values would be the row.
  if (JSON.stringify(made) === JSON.stringify(splitAtPlaceholders(stringifyExact(record)))) return undefined;

  const ids = splitAtPlaceholders(recordIdentity(record, primaryKey));
  const isKeyed = JSON.stringify(ids) !== JSON.stringify(splitAtPlaceholders(recordIdentity(record, [])));
  const patterns = patternsOf({
    text,
    spans,
    row,
    complete: pipeline.complete,
    keys: isKeyed ? ids.placeholders : [],
  });
  if (!patterns) return undefined;
  const layout = groupedLayout(text, spans, patterns, made);
  const make = compileRow(row, layout, ids, pipeline);
  return make && { layout: layout.source, row: make, identity: identityIn(row, operation, layout) };
}

function identityIn(
  row: Data,
  { dedupKey }: AnyOperation,
  { groups, count }: GroupedLayout,
): number | undefined {
  const index = typeof dedupKey === 'string' ? placeholderIndex(row[dedupKey]) : undefined;
  if (index === undefined) return undefined;
  // Defaults are numbered after the groups.
  return groups[index] ?? count + 1 + index - groups.length;
}

/**
 * Returns the positions of a record's values, without those that are part of the layout: nulls that count as the absence of a
 * field, and the mark of a record that the source did not delete, with any text.
 */
function spansOf(text: string, { operation, complete, rename }: RowPipeline): readonly Span[] | undefined {
  const spans = scalarSpans(text);
  if (!spans) return undefined;
  const absent = new Set<Span>();
  for (const [name, value] of Object.entries(rename(withPlaceholders(text, spans)))) {
    const span = spans[placeholderIndex(value) ?? -1];
    const field = fieldOf(complete, name);
    if (!span) continue;
    if (isDeletionMark(name)) absent.add(span);
    if (!field || text.slice(span.start, span.end) !== 'null') continue;
    if (!isNullable(field) || Object.hasOwn(operation.defaults ?? {}, name)) absent.add(span);
  }
  return spans.filter((span) => !absent.has(span));
}

interface PatternOptions {
  readonly text: string;
  readonly spans: readonly Span[];
  /** The row with placeholders as values. */
  readonly row: Data;
  readonly complete: FieldSchema;
  /** Indexes of the values that are part of the primary key. */
  readonly keys: readonly number[];
}

/**
 * Returns the pattern of each value: valid for its field and written as JSON.stringify does. Values of a key are not null,
 * because a key with null is incomplete.
 */
function patternsOf({ text, spans, row, complete, keys }: PatternOptions): readonly string[] | undefined {
  const asked: FieldSchema[] = spans.map(() => ({}));
  for (const [name, value] of Object.entries(row)) {
    const field = columnOf(complete, name);
    const index = placeholderIndex(value);
    if (index === undefined && !isAnyObject(field)) return undefined;
    if (index !== undefined && index < spans.length) asked[index] = field;
  }
  for (const index of keys) asked[index] = nonEmpty(asked[index]!);
  const patterns: string[] = [];
  for (const [index, { start, end }] of spans.entries()) {
    const one = leafLayout(text.slice(start, end), asked[index]!, 'canonical');
    if (one === undefined) return undefined;
    patterns.push(one);
  }
  return patterns;
}

/** Returns whether a schema accepts every object. */
function isAnyObject({ additionalProperties = {}, ...more }: FieldSchema): boolean {
  const isOpen = JSON.stringify(additionalProperties) === '{}';
  return (
    isOpen && Object.entries(more).every(([name, value]) => name === 'description' || value === 'object')
  );
}
