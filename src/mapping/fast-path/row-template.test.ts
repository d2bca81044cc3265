import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AnyOperation } from '../../define/operation.ts';
import type { SharedConfig } from '../../define/shared-config.ts';
import type { RecordContext } from '../../define/stream.ts';
import { parseCatalog } from '../../protocol/catalog.ts';
import { stringifyExact } from '../../protocol/exact.ts';
import { numberText, stringText, valueText } from '../../protocol/testing/arbitrary-json.ts';
import { depth } from '../../testing/depth.ts';
import { stableId } from '../identity/ids.ts';
import { createRowPreparer } from '../prepare.ts';
import type { PreparedRow } from '../prepared-row.ts';
import { compileCheck } from '../schema/compiled-check.ts';
import { createRenaming } from '../streams/rename.ts';
import { streamRunOf } from '../streams/stream-run.ts';
import { testOperation } from '../testing/fixtures.ts';
import { KnownRows } from './known-rows.ts';

const fields = z.object({
  id: z.string().min(1),
  at: z.iso.datetime({ offset: true }).optional(),
  n: z.number().optional(),
  flag: z.boolean().nullable().optional(),
  tags: z.array(z.string()).optional(),
  place: z.object({ name: z.string() }).optional(),
  session: z.string().optional(),
  seen: z.string(),
  source: z.string().nullable().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});

/** Defaults that contain all arguments of their function. */
const thing = (rest: Partial<AnyOperation>): AnyOperation => ({
  ...testOperation(fields),
  defaults: {
    id: (_row, context) => context.id(),
    session: (row) => (row.n === 1 ? undefined : stableId('session', String(row.id))),
    seen: (row) => JSON.stringify(row),
    source: (_row, context) => JSON.stringify(context.record),
  },
  ...rest,
});

const operations: readonly AnyOperation[] = [
  thing({}),
  thing({ unmappedColumns: 'keep' }),
  thing({ unmappedColumns: { into: 'properties' } }),
  thing({ unmappedColumns: { into: 'properties' }, defaults: { seen: () => 'x' } }),
  thing({ defaults: {} }),
];

const mapping = (source_field: string, destination_field: string) => ({ source_field, destination_field });
const configs: readonly SharedConfig[] = [
  {},
  {},
  { field_mappings: [mapping('a', 'n'), mapping('b', 'id')] },
  { field_mappings: [mapping('c', 'at'), mapping('a', 'properties.a')] },
  { field_mappings: [mapping('b.x', 'flag'), mapping('b', 'place')] },
  { field_mappings: [mapping('a', '__proto__')] },
];

const streams = [[], [['id']], [['a'], ['b', 'x']], [['_airbyte_raw_id']]].map(
  (primary_key) =>
    parseCatalog({
      streams: [{ stream: { name: 'things' }, destination_sync_mode: 'append', primary_key }],
    })[0]!,
);

function jobOf(of: AnyOperation, config: SharedConfig = {}, stream = streams[0]!) {
  const preparation = {
    operation: of,
    complete: compileCheck(of).complete!,
    rename: createRenaming(config.field_mappings ?? [], 'things'),
    stream: streamRunOf(stream, config),
    primaryKey: stream.primaryKey,
  };
  return { prepare: createRowPreparer(stream, of, config), preparation };
}

/** Every operation with every configuration and every key, in turn. */
const jobs = Array.from({ length: 60 }, (_, index) =>
  jobOf(
    operations[index % operations.length]!,
    configs[index % configs.length]!,
    streams[index % streams.length]!,
  ),
);

const columns = ['id', 'at', 'n', 'flag', 'tags', 'place', 'session', 'seen', 'source', 'properties'];
const others = [
  'a',
  'b',
  'c',
  '1',
  'toString',
  '_airbyte_raw_id',
  '_ab_cdc_lsn',
  '_ab_cdc_deleted_at',
  '__proto__',
  'a',
];
const layouts = fc.record({
  names: fc
    .uniqueArray(fc.constantFrom(...columns, ...others), { maxLength: 7 })
    .chain((names) => fc.constantFrom(names, [...names, ...names.slice(0, 1)], names)),
  blanks: fc.constantFrom([':', ','], [':', ','], [': ', ', ']),
});

const texts = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '"a"',
      '"b c"',
      '"é🙂"',
      '"2023-08-10T21:26:27Z"',
      '1',
      '-17.25',
      'true',
      'null',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '""',
      '"a\\"b\\n"',
      '"\\u00e9"',
      '"a\\/b"',
      '"2023-08-10 21:26:27+0200"',
      '"2023-08-10T21:26:27+02:00"',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '0',
      '-0',
      '1.10',
      '1e2',
      '0.000001',
      '0.0000001',
      '123456789.123456',
      '999999999999999',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '9007199254740993',
      '1e400',
      '"9007199254740993"',
      '"5"',
      '"{\\"k\\":1}"',
      '"[1]"',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '{}',
      '{"x":1}',
      '{"x":"y","z":{"a":null}}',
      '{"name":"n"}',
      '[]',
      '["a"]',
      '["a", 1]',
      '[{"a":1}]',
    ),
  },
  fc.constantFrom('{"__proto__":1}', '{"x":1,"x":2}', '{"2":1,"1":2}', '{"\\u0078":1}'),
  stringText,
  numberText,
  valueText(fc.constantFrom('', ' '), 1),
);

const write = (
  { names, blanks }: { names: readonly string[]; blanks: readonly string[] },
  values: readonly string[],
) => `{${names.map((name, index) => `"${name}"${blanks[0]}${values[index]}`).join(blanks[1])}}`;

/** Returns the row of a record after parsing. */
function readyRow(prepare: ReturnType<typeof createRowPreparer>, text: string): PreparedRow {
  const row = prepare(text, JSON.parse(text));
  if ('reason' in row) throw new Error(row.reason);
  return row;
}

/** Returns the row that the template makes from a text; undefined if it does not match. */
function knownly(known: KnownRows, text: string): PreparedRow | undefined {
  const found = known.find(`xx${text}yy`, 2);
  if (!found) return undefined;
  expect(found.end).toBe(text.length + 2);
  return found.row(text);
}

describe('a record of a learned layout', () => {
  it('becomes the same row as after parsing, for every operation', () => {
    let changed = 0;
    const values = fc.array(texts, { minLength: 8, maxLength: 8 });
    const records = fc.array(values, { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...jobs), layouts, records, ({ prepare, preparation }, layout, rows) => {
        const known = new KnownRows(preparation);
        for (const row of rows) {
          const text = write(layout, row);
          const expected = prepare(text, JSON.parse(text));
          const found = knownly(known, text);
          if (found !== undefined) {
            expect([text, found]).toEqual([text, expected]);
            if (found.unchanged === false) changed++;
          } else if ('unchanged' in expected) known.learn(text, expected);
        }
      }),
      { numRuns: depth(500, 20_000) },
    );
    expect(changed).toBeGreaterThan(100);
  });

  const bagged = operations[2]!;
  /**
   * Returns the row of a record after another one was learned, if it is recognised; else undefined. Checks that it is correct.
   */
  function rowAfter(
    sample: string,
    text: string,
    { prepare, preparation } = jobOf(bagged),
  ): string | undefined {
    const known = new KnownRows(preparation);
    known.learn(sample, readyRow(prepare, sample));
    const found = knownly(known, text);
    if (found) expect(found).toEqual(prepare(text, JSON.parse(text)));
    return found?.text;
  }

  it('keeps the texts of its values in their new positions', () => {
    const job = jobOf(bagged, configs[3]);
    const row = rowAfter(
      '{"a":1,"b":"x","c":"2023-08-10T21:26:27Z","d":{"e":[1]}}',
      '{"a":-2.5,"b":"é \\"q\\"","c":"2024-01-01T00:00:00+01:00","d":{"e":["z",null]}}',
      job,
    );
    expect(row).toMatch(
      /^{"at":"2024-01-01T00:00:00\+01:00","properties":{"b":"é \\"q\\"","d":{"e":\["z",null\]},"a":-2.5},"id":"/,
    );
  });

  it('keeps the texts of its numbers', () => {
    expect(rowAfter('{"n":2,"b":1}', '{"n":-1.50,"b":-0}')).toContain('{"n":-1.50,"properties":{"b":-0},');
  });

  it.each([
    ['has a string that would be serialised differently', '{"n":2,"b":"\\u0061"}'],
    ['has a number with an exponent', '{"n":1e1,"b":1}'],
    ['has a number of more decimals than a layout takes', '{"n":1.0000000,"b":1}'],
    ['has a value that would have to be changed', '{"n":"2","b":1}'],
    ['lacks a field that it had', '{"n":null,"b":1}'],
    ['has a blank where there was none', '{"n":2, "b":1}'],
    ['holds an object where there was none', '{"n":2,"b":{}}'],
  ])('is parsed if it %s', (_, text) => {
    expect(rowAfter('{"n":2,"b":1}', text)).toBeUndefined();
    expect(rowAfter('{"n":2,"b":1}', '{"n":3,"b":null}')).toContain('"n":3');
  });

  it('is parsed if a part of its key is null, because its id is then derived from all columns', () => {
    const job = jobOf(bagged, {}, streams[2]);
    const sample = '{"a":1,"b":{"x":2},"c":3}';
    expect(rowAfter(sample, '{"a":2,"b":{"x":2},"c":null}', job)).toContain('"c":null');
    expect(rowAfter(sample, '{"a":null,"b":{"x":2},"c":3}', job)).toBeUndefined();
    const keyless = '{"a":null,"b":{"x":2},"c":3}';
    expect(rowAfter(keyless, keyless, job)).toBeUndefined();
  });

  it('may have nulls for non-nullable fields, which count as absent', () => {
    expect(rowAfter('{"n":null,"b":1}', '{"n":null,"b":2}')).toMatch(/^{"properties":{"b":2},"id":/);
    expect(rowAfter('{"n":null,"b":1}', '{"n":2,"b":2}')).toBeUndefined();
  });

  it.each(['null', '""', '" "', 'false'])(
    'is parsed if its deletion mark is not the learned one: %s',
    (mark) => {
      const [marked, deleted] = [mark, '"2026-01-01T00:00:00Z"'].map(
        (text) => `{"n":2,"b":1,"_ab_cdc_deleted_at":${text}}`,
      ) as [string, string];
      expect(rowAfter(marked, marked)).toContain('"properties":{"b":1}');
      expect(rowAfter(marked, deleted)).toBeUndefined();
    },
  );

  it('is not learned if fields of an inner object would have to be validated', () => {
    const sample = '{"place":{"name":"x"},"b":1}';
    expect(rowAfter(sample, sample)).toBeUndefined();
  });

  it('is not learned if the entries of a map would have to be validated', () => {
    const counted = fields.extend({ counts: z.record(z.string(), z.int()).optional() });
    const job = jobOf(thing({ schema: counted, unmappedColumns: { into: 'properties' } }));
    const sample = '{"counts":{"x":1},"b":1}';
    for (const text of [sample, '{"counts":{"x":"no"},"b":1}'])
      expect(rowAfter(sample, text, job)).toBeUndefined();
  });

  it('is learned with a map of any entries, also if the field has a description', () => {
    const bags = fields.extend({ bag: z.record(z.string(), z.unknown()).describe('Anything.').optional() });
    const job = jobOf(thing({ schema: bags, unmappedColumns: { into: 'properties' } }));
    expect(rowAfter('{"bag":{"x":1},"b":1}', '{"bag":{"x":"y"},"b":1}', job)).toContain('"bag":{"x":"y"}');
  });

  it('may have had nulls in columns without a field, in nullable fields, and in fields with a default', () => {
    expect(rowAfter('{"n":2,"b":null}', '{"n":3,"b":1}')).toContain('"properties":{"b":1}');
    expect(rowAfter('{"flag":null,"b":1}', '{"flag":true,"b":1}')).toContain('"flag":true');
    const filled = rowAfter('{"n":2,"b":1,"source":null}', '{"n":3,"b":1,"source":null}');
    expect(filled).toContain(String.raw`"source":"{\"n\":3,\"b\":1,\"source\":null}"`);
  });

  it('has the row without later defaults as argument of a default', () => {
    const keys = { ...bagged, defaults: { id: () => 'x', seen: (row: object) => Object.keys(row).join() } };
    expect(rowAfter('{"n":2,"b":1}', '{"n":3,"b":1}', jobOf(keys))).toContain('"seen":"n,properties,id"');
  });

  it('has a member __proto__ in the argument of a default, where a mapping creates one', () => {
    const job = jobOf(operations[1]!, configs[5]);
    expect(rowAfter('{"n":2,"a":{"x":1}}', '{"n":3,"a":{"x":"y"}}', job)).toContain(
      String.raw`{\"n\":3,\"__proto__\":{\"x\":\"y\"}`,
    );
  });

  it('gets its defaults in their order, also where its record has nulls in their fields', () => {
    const defaults = {
      id: (_row: object, context: RecordContext) => context.id(),
      source: (row: object) => JSON.stringify(row),
    };
    const schema = fields.extend({ seen: z.string().optional() });
    for (const unmappedColumns of ['drop', 'keep', { into: 'properties' }] as const) {
      const job = jobOf(thing({ schema, defaults, unmappedColumns }));
      const sample = '{"source":null,"n":2,"b":1}';
      const row = rowAfter(sample, sample.replace('2', '3'), job);
      expect((JSON.parse(row!) as { source: string }).source).toMatch(/^{"n":3,.*"id":"[^"]+"}$/);
    }
  });

  it('has the same values in the argument of a default as a parsed record, numbers with their texts', () => {
    const seen = (row: { n?: unknown }): string => `${typeof row.n} ${stringifyExact(row)}`;
    const job = jobOf({ ...bagged, defaults: { id: () => 'x', seen } });
    for (const number of ['5.0', '9.0', '9', '-1.50', '10', '100', '-10', '0', '-0', '1.5', '0.10'])
      for (const value of ['"t"', '"9"', String.raw`"a\nb"`, 'true', 'null']) {
        const row = rowAfter('{"n":2,"b":1}', `{"n":${number},"b":${value}}`, job);
        expect((JSON.parse(row!) as { seen: string }).seen).toMatch(`{"n":${number},"properties":{"b":`);
      }
    expect(rowAfter('{"n":2,"b":[1]}', '{"n":9.0,"b":[1.0,2]}', job)).toContain(
      String.raw`{\"n\":9.0,\"properties\":{\"b\":[1.0,2]}`,
    );
  });

  it('has its own value in the argument of other defaults, instead of a default', () => {
    const source = (row: { id?: unknown }): string => `of ${String(row.id)}`;
    const job = jobOf({ ...bagged, defaults: { id: () => 'made', seen: () => 'x', source } });
    expect(rowAfter('{"id":"a","b":1}', '{"id":"own","b":2}', job)).toContain('"source":"of own"');
  });

  it('gets its defaults after all other fields, wherever its record has the null of a field with one', () => {
    const sample = '{"source":null,"n":2,"b":1}';
    expect(rowAfter(sample, sample.replace('2', '3'))).toMatch(
      /^{"n":3,"properties":{"b":1},"id":.*"source":"/,
    );
    expect(rowAfter('{"n":2,"b":1,"source":"x"}', '{"n":2,"b":1,"source":"y"}')).toContain('"source":"y"');
  });

  it('keeps a valid value, although coercion would write it differently', () => {
    const timed = z.object({
      at: z.string().meta({ format: 'date-time' }),
      properties: z.record(z.string(), z.unknown()),
    });
    const job = jobOf(thing({ schema: timed, defaults: {}, unmappedColumns: { into: 'properties' } }));
    const sample = '{"at":"2023-08-10T21:26:27Z","b":1}';
    expect(rowAfter(sample, sample.replace('T', ' '), job)).toContain('"2023-08-10 21:26:27Z"');
  });

  it('drops its layout if the row would differ', () => {
    const { prepare, preparation } = jobOf(bagged);
    const sample = '{"n":2,"b":1}';
    const row = readyRow(prepare, sample);
    for (const [text, isKnown] of [
      [row.text, true],
      [row.text.replace('"seen":"', '"seen":"another '), true],
      [row.text.replace('"n":2', '"n":3'), false],
      ['{}', false],
    ] as const) {
      const known = new KnownRows(preparation);
      known.learn(sample, { text, unchanged: false });
      expect([text, known.find(sample, 0) !== undefined]).toEqual([text, isKnown]);
    }
  });

  it('is parsed if a default is invalid or undefined', () => {
    expect(rowAfter('{"n":2,"b":1}', '{"n":1,"b":1}')).toBeUndefined();
    const picky = {
      ...bagged,
      defaults: { ...bagged.defaults, id: ({ n }: { n?: unknown }) => (n === 7 ? '' : 'x') },
    };
    expect(rowAfter('{"n":2,"b":1}', '{"n":3,"b":1}', jobOf(picky))).toContain('"id":"x"');
    expect(rowAfter('{"n":2,"b":1}', '{"n":7,"b":1}', jobOf(picky))).toBeUndefined();
    const failing = {
      ...bagged,
      defaults: {
        id: () => {
          throw new Error('No.');
        },
      },
    };
    const { preparation } = jobOf(failing);
    const known = new KnownRows(preparation);
    known.learn('{"n":2,"b":1}', { text: '', unchanged: false });
    expect(knownly(known, '{"n":3,"b":1}')).toBeUndefined();
  });
});
