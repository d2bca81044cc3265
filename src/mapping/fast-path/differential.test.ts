import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AnyOperation } from '../../define/operation.ts';
import type { SharedConfig } from '../../define/shared-config.ts';
import { parseCatalog } from '../../protocol/catalog.ts';
import { withPlainNumbers } from '../../protocol/exact.ts';
import { parseExact } from '../../protocol/parse-exact.ts';
import { depth } from '../../testing/depth.ts';
import { createRowPreparer, type RowPreparer } from '../prepare.ts';
import type { PreparedRow, RejectedRecord } from '../prepared-row.ts';
import { fieldSchema } from '../schema/field-schema.ts';
import { fieldSchemas, VALUES } from '../testing/arbitrary-fields.ts';
import { testOperation } from '../testing/fixtures.ts';

/** Prepares a record in three ways: recognised by its text, checked by the compiled schema, checked by zod alone. */
interface Ways {
  readonly fields: z.ZodObject;
  readonly known: RowPreparer;
  readonly quick: RowPreparer;
  readonly slow: RowPreparer;
}

const FILL: readonly NonNullable<AnyOperation['defaults']>[] = [
  {},
  { a: () => 'ab' },
  { b: () => 'ab', a: (row) => JSON.stringify(row) },
  { id: (_row, context) => context.id(), seen: (row) => JSON.stringify(Object.keys(row)) },
];
const OTHERS: readonly AnyOperation['unmappedColumns'][] = ['drop', 'keep', { into: 'bag' }];
const MAPPINGS: readonly SharedConfig[] = [
  {},
  {},
  { field_mappings: [{ source_field: 'x', destination_field: 'b' }] },
  { field_mappings: [{ source_field: 'c.x', destination_field: 'a' }] },
];
const KEYS = [[], [['x']], [['a'], ['c', 'x']]];
const catchall = fc.constantFrom<(fields: z.ZodObject) => z.ZodObject>(
  (fields) => fields,
  (fields) => fields,
  (fields) => fields,
  (fields) => fields.loose(),
  (fields) => fields.strict(),
  (fields) => fields.catchall(z.number().nullable()),
);

const waysOf: fc.Arbitrary<Ways> = fc
  .record({
    a: fieldSchemas,
    b: fieldSchemas,
    c: fieldSchemas,
    hasOptional: fc.boolean(),
    close: catchall,
    fill: fc.constantFrom(...FILL),
    otherColumns: fc.constantFrom(...OTHERS),
    config: fc.constantFrom(...MAPPINGS),
    primary_key: fc.constantFrom(...KEYS),
    withKey: fc.nat(9).map((pick) => pick === 0),
  })
  .map(({ a, b, c, hasOptional, close, fill, otherColumns, config, primary_key, withKey }) => {
    const shape = {
      ...{ a, b: hasOptional ? b.optional() : b, c: c.optional() },
      ...{ id: z.string().optional(), seen: z.string().optional() },
    };
    const bag = { bag: z.record(z.string(), z.unknown()).optional() };
    const fields = close(z.object(typeof otherColumns === 'object' ? { ...shape, ...bag } : shape));
    const of: AnyOperation = {
      ...testOperation(fields),
      defaults: fill,
      ...(otherColumns && { unmappedColumns: otherColumns }),
      ...(withKey && { orderingKey: (_row, context) => context.id() }),
    };
    const [stream] = parseCatalog({
      streams: [{ stream: { name: 'things' }, destination_sync_mode: 'append', primary_key }],
    });
    const judgedByZod: AnyOperation = { ...of, schema: fields.refine(() => true) as z.ZodObject };
    return {
      // Format of a counterexample.
      [fc.toStringMethod]: () =>
        JSON.stringify({ schema: fieldSchema(fields), otherColumns, config, primary_key }),
      fields,
      known: createRowPreparer(stream!, of, config),
      quick: createRowPreparer(stream!, of, config),
      slow: createRowPreparer(stream!, judgedByZod, config),
    };
  });

const COLUMNS = ['a', 'b', 'c', 'x', 'y', 'id', '_airbyte_raw_id', '_ab_cdc_deleted_at'];

/** Texts that a column's field accepts; those that need a conversion are among `VALUES`. */
const fitting = (fields: z.ZodObject, name: string): readonly string[] => {
  const field = fields.shape[name] as z.ZodType | undefined;
  const texts = VALUES.filter((text) => field?.safeParse(JSON.parse(text)).success ?? true);
  return texts.length > 0 ? texts : VALUES;
};

/** Numbers that select the texts of a record's values. */
const picks = fc.array(fc.nat(9_999), { minLength: COLUMNS.length, maxLength: COLUMNS.length });
/** Values of the next record in columns that differ from the previous one. */
const change = fc.array(fc.tuple(fc.nat(COLUMNS.length - 1), fc.nat(9_999)), { minLength: 1, maxLength: 2 });

const layout = fc.record({
  names: fc
    .constantFrom([], [], COLUMNS.slice(2))
    .chain((others) => fc.shuffledSubarray(others))
    .chain((others) => fc.shuffledSubarray(['a', 'b', ...others], { minLength: 1 + others.length })),
  blanks: fc.constantFrom([':', ','], [':', ','], [': ', ', '], [' : ', ' ,']),
});

const STRINGS = /"(?:[^"\\]|\\.)*"/g;
const numbersIn = (text: string): readonly string[] => text.match(/-?\d[\d.eE+-]*/g) ?? [];

/** Numbers of a row that its record does not contain, by their text. A string that became a number has the text of its value. */
function numbersWithOtherTexts(row: string, record: string): readonly string[] {
  const strings = (record.match(STRINGS) ?? []).flatMap(numbersIn);
  const known = new Set([
    ...numbersIn(record.replace(STRINGS, ' ')),
    ...strings,
    ...strings.map((number) => String(Number(number))),
  ]);
  return numbersIn(row.replace(STRINGS, ' ')).filter((number) => !known.has(number));
}

function outcome(of: () => PreparedRow | RejectedRecord): PreparedRow | RejectedRecord | string {
  try {
    return of();
  } catch (error) {
    return String(error);
  }
}

const RECORDS = 40;
const story = fc.record({
  ways: waysOf,
  layouts: fc.array(layout, { minLength: 1, maxLength: 2 }),
  first: picks,
  changes: fc.array(change, { minLength: RECORDS, maxLength: RECORDS }),
});

describe('a record', () => {
  it('becomes the same row, or is rejected for the same reason, whether it is recognised by its text or parsed and validated', () => {
    let recognised = 0;
    let rewritten = 0;
    fc.assert(
      fc.property(story, ({ ways, layouts, first, changes }) => {
        const texts = new Map(COLUMNS.map((name) => [name, fitting(ways.fields, name)]));
        const list = [...first];
        for (const [index, changed] of changes.entries()) {
          for (const [at, pick] of changed) list[at] = pick;
          const { names, blanks } = layouts[index % 8 === 7 ? layouts.length - 1 : 0]!;
          const members = names.map((name, at) => {
            const pick = list[at]!;
            const from = pick % 25 === 0 ? VALUES : texts.get(name)!;
            return `"${name}"${blanks[0]}${from[pick % from.length]}`;
          });
          const text = `{${members.join(blanks[1])}}`;
          const slow = outcome(() => ways.slow(text, JSON.parse(text)));
          const quick = outcome(() => ways.quick(text, JSON.parse(text)));
          expect([text, quick]).toEqual([text, slow]);
          const found = ways.known.find(`xx${text},"emitted_at":1}}`, 2);
          if (found) {
            expect([text, found.end]).toEqual([text, 2 + text.length]);
            recognised++;
            if ('unchanged' in (slow as object) && !(slow as PreparedRow).unchanged) rewritten++;
          }
          const known = outcome(() =>
            found ? ways.known.found(text, found) : ways.known(text, JSON.parse(text)),
          );
          expect([text, known]).toEqual([text, slow]);
          if (typeof slow !== 'object' || !('text' in slow)) continue;
          if (!text.includes('\\u'))
            expect([text, numbersWithOtherTexts(slow.text, text)]).toEqual([text, []]);
          expect([text, ways.fields.safeParse(withPlainNumbers(parseExact(slow.text))).success]).toEqual([
            text,
            true,
          ]);
        }
      }),
      { numRuns: depth(40, 200_000 / RECORDS) },
    );
    expect(recognised).toBeGreaterThan(20);
    expect(rewritten).toBeGreaterThan(5);
  });
});
