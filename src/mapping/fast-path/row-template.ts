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

/** How the records of one layout become rows without being parsed and written again. */
export interface RowTemplate {
  /** The source of a regular expression. */
  readonly layout: string;
  /** The row's text; undefined where the record has to be looked at after all. `match` is used up. */
  row(match: string[]): string | undefined;
  /** Which part of a match that `row` has used is the JSON of the row's identity, where that is a field. */
  readonly identity: number | undefined;
}

/**
 * Finds out what becomes of the records of a layout by letting it become of one whose values are signs: renaming, shaping,
 * identifying and writing move values about, but change none that is in order. The signs in what was written then say
 * where the values of other records belong. `text` is a record that a row was made of.
 */
export function compileRowTemplate(text: string, preparation: RowPipeline): RowTemplate | undefined {
  const { operation, rename, stream, primaryKey } = preparation;
  const spans = spansOf(text, preparation);
  if (!spans) return undefined;
  const record = withPlaceholders(text, spans);
  const renamed = rename(record);
  const fill = Object.keys(operation.defaults ?? {});
  const signs = fill.map((name, index) => [name, () => placeholder(spans.length + index)]);
  const row = createShaper({ ...operation, defaults: Object.fromEntries(signs) })(renamed, {
    record: renamed,
    stream,
    id: () => '',
  });
  const made = splitAtPlaceholders(stringifyExact(row));
  // Values had to be changed, so that it is a row as it is where they had not.
  if (JSON.stringify(made) === JSON.stringify(splitAtPlaceholders(stringifyExact(record)))) return undefined;

  const ids = splitAtPlaceholders(recordIdentity(record, primaryKey));
  const isKeyed = JSON.stringify(ids) !== JSON.stringify(splitAtPlaceholders(recordIdentity(record, [])));
  const classes = classesOf(text, spans, row, preparation.complete, isKeyed ? ids.signs : []);
  if (!classes) return undefined;
  const layout = groupedLayout(text, spans, classes, made);
  const make = compileRow(row, layout, ids, preparation);
  return make && { layout: layout.source, row: make, identity: identityIn(row, operation, layout) };
}

function identityIn(
  row: Data,
  { dedupKey }: AnyOperation,
  { groups, count }: GroupedLayout,
): number | undefined {
  const index = typeof dedupKey === 'string' ? placeholderIndex(row[dedupKey]) : undefined;
  if (index === undefined) return undefined;
  // What is filled in stands behind the groups.
  return groups[index] ?? count + 1 + index - groups.length;
}

/**
 * The values of a record, but for nulls that belong to the layout: those that count as the absence of a field, and the one that says that
 * the source did not delete the record.
 */
function spansOf(text: string, { operation, complete, rename }: RowPipeline): readonly Span[] | undefined {
  const spans = scalarSpans(text);
  if (!spans) return undefined;
  const absent = new Set<Span>();
  for (const [name, value] of Object.entries(rename(withPlaceholders(text, spans)))) {
    const span = spans[placeholderIndex(value) ?? -1];
    const field = fieldOf(complete, name);
    if (!span || text.slice(span.start, span.end) !== 'null') continue;
    if (isDeletionMark(name)) absent.add(span);
    if (!field) continue;
    if (!isNullable(field) || Object.hasOwn(operation.defaults ?? {}, name)) absent.add(span);
  }
  return spans.filter((span) => !absent.has(span));
}

/**
 * The texts that each value may have: those that fit the field it goes into and are written as JSON.stringify does. Those of
 * a key are not null, which would be no key.
 */
function classesOf(
  text: string,
  spans: readonly Span[],
  row: Data,
  complete: FieldSchema,
  keys: readonly number[],
): readonly string[] | undefined {
  const asked: FieldSchema[] = spans.map(() => ({}));
  for (const [name, value] of Object.entries(row)) {
    const field = columnOf(complete, name);
    const index = placeholderIndex(value);
    if (index === undefined && !isAnyObject(field)) return undefined;
    if (index !== undefined && index < spans.length) asked[index] = field;
  }
  for (const index of keys) asked[index] = nonEmpty(asked[index]!);
  const classes: string[] = [];
  for (const [index, { start, end }] of spans.entries()) {
    const one = leafLayout(text.slice(start, end), asked[index]!, 'canonical');
    if (one === undefined) return undefined;
    classes.push(one);
  }
  return classes;
}

/** Whether every object fits, whatever it holds. */
function isAnyObject({ additionalProperties = {}, ...more }: FieldSchema): boolean {
  const isOpen = additionalProperties === true || JSON.stringify(additionalProperties) === '{}';
  return (
    isOpen && Object.entries(more).every(([name, value]) => name === 'description' || value === 'object')
  );
}
