import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AnyOperation } from '../../define/operation.ts';
import { stringText, valueText } from '../../protocol/testing/arbitrary-json.ts';
import { depth } from '../../testing/depth.ts';
import { type CompiledCheck, compileCheck } from '../schema/compiled-check.ts';
import { pipelineFor, testOperation } from '../testing/fixtures.ts';
import { canRecogniseByText, KnownRows } from './known-rows.ts';

const knownRows = (
  fields: z.ZodObject,
  rest: Partial<AnyOperation> = {},
  ...samples: string[]
): KnownRows => {
  const known = knowing(compileCheck(testOperation(fields, rest)));
  for (const sample of samples) known.learn(sample, asItIs(sample));
  return known;
};

const knowing = ({ complete }: CompiledCheck): KnownRows => new KnownRows(pipelineFor(complete!));

/** Returns the row of a record that needs no change. */
const asItIs = (text: string) => ({ text, unchanged: true });

const columns: Readonly<Record<string, z.ZodType>> = {
  text: z.string(),
  some: z.string().min(1),
  pair: z.string().min(2).max(4),
  filled: z.string().regex(/\S/),
  word: z.string().regex(/^(?:[a-z]+|[0-9]{2,3})$/),
  ends: z.string().regex(/^a|b$/),
  dot: z.string().regex(/^a.b$/),
  notQuote: z.string().regex(/^[^x]*$/),
  range: z.string().regex(/^[!-~]*$/),
  lookahead: z.string().regex(/^(?=a)[a-z]*$/),
  named: z.string().regex(/^(?<x>a)$/),
  inside: z.string().regex(/^(?:^a)$/),
  optionalEnd: z.string().regex(/^a*$/),
  number: z.number(),
  int: z.int(),
  count: z.int().min(0),
  natural: z.int().min(1),
  positive: z.number().positive(),
  small: z.number().max(10),
  even: z.number().multipleOf(2),
  flag: z.boolean(),
  time: z.iso.datetime({ offset: true }),
  date: z.iso.date(),
  uuid: z.uuid(),
  email: z.email(),
  url: z.url(),
  list: z.array(z.string()),
  lists: z.array(z.array(z.number())),
  few: z.array(z.number()).max(2),
  bag: z.record(z.string(), z.unknown()),
  counts: z.record(z.string(), z.int()),
  inner: z.object({ a: z.string(), b: z.number().nullable().optional() }),
  either: z.union([z.string(), z.object({ a: z.string() })]),
  objects: z.union([z.object({ a: z.string() }), z.object({ a: z.number() })]),
  nullable: z.int().nullable(),
  nullish: z.string().min(1).nullish(),
  anything: z.unknown(),
  choice: z.enum(['a', 'b.', '', '"']),
  constant: z.literal('a'),
  numbers: z.literal([1, 2]),
};

/** JSON of all kinds, and texts similar to JSON; none contains two consecutive blanks. */
const TEXTS = String.raw`
  ""  " "  "a"  "ab"  "a.b"  "a\u002eb"  "A"  "12"  "x"  "aa"  "\u00a0"  "a\"b"  "a"b"  "\x"  "\u12"  "\"  'a'  a
  "2023-08-10T21:26:27.302Z"  "2023-02-30T21:26:27Z"  "2023-08-10"  "2023-08-10T21:26:27"  "2023-08-10T21:26:27+02:00"
  "7c6f2a0e-4b0b-5d59-9f4e-2d3f6a1c8b57"  "a@b.cc"  "https://a.b"  "a"/**/
  0  -0  00  01  1.  .5  +1  -  1e5  1.5  2  10  11  -3  NaN  Infinity  0x1  -1  1 2  1,2  1}
  999999999999999  9999999999999999  12345678901234567890  1e400  0.12345678901234567890
  true  false  null  True  nul  {}  []  [ ]  ["a"]  ["a", "b"]  ["a",]  [1]  [1,2,3]  [[1]]  [null,"x"]
  {"a":"x"}  {"a":1}  {"a":"x","b":null}  {"a":"x","b":2}  {"a":"x","a":1}  {"a":"x"  {"b":2}
  {"__proto__":1}  {"\u0061":"x"}  {"k":1}  {"k":{"l":"m"}}  {"k":{"l":[]}}  {"k":[1,"a"]}`
  .trim()
  .split(/\s{2,}/)
  .concat('"\t"', '"\u007f"', '"a\nb"', '"\u00a0"', '"é"', '"🙂"');

const texts = fc.oneof(fc.constantFrom(...TEXTS), valueText(fc.constantFrom('', ' '), 2), stringText);

/** Returns the text of an object with these members, in a source's notation. */
const write = (members: readonly (readonly [string, string])[], [colon, comma]: readonly string[]): string =>
  `{${members.map(([name, value]) => `"${name}"${colon}${value}`).join(comma)}}`;

describe('a row that is recognised by its text', () => {
  it('is valid for JSON.parse and the schema, and ends at the same position', () => {
    const all = Object.entries(columns).flatMap(([name, field]) => [
      { name, field, fill: {} },
      { name, field, fill: { [name]: () => undefined } },
    ]);
    for (const { name, field, fill } of all) {
      const fields = z.object({ [name]: field, z: z.string().optional() });
      const quick = compileCheck(testOperation(fields, { defaults: fill }));
      if (!quick.complete) continue;
      const fitting = TEXTS.filter((text) => isRow(`{"${name}":${text}}`, quick));
      const style = fc.constantFrom([':', ','], [': ', ', '], [' :', ' ,']);
      const order = fc.nat(2);
      const after = fc.constantFrom('', '}', ',"emitted_at":1}');
      const sampleOf = fc.constantFrom(...fitting);
      fc.assert(
        fc.property(sampleOf, texts, texts, order, style, after, (value, other, z, which, blanks, rest) => {
          const layouts = [[name], [name, 'z'], ['z', name]] as const;
          const objectOf = (one: string, two: string): string =>
            write(
              layouts[which]!.map((each) => [each, each === 'z' ? two : one]),
              blanks,
            );
          const known = knowing(quick);
          known.learn(objectOf(value, '"z"'), asItIs(objectOf(value, '"z"')));
          const text = `xx${objectOf(other, z)}${rest}`;
          const end = known.find(text, 2)?.end;
          if (end === undefined) return;
          const row = text.slice(2, end);
          expect([name, row, isRow(row, quick)]).toEqual([name, row, true]);
          expect([name, row, fields.safeParse(JSON.parse(row)).success]).toEqual([name, row, true]);
        }),
        { numRuns: depth(60, 3_000) },
      );
    }
  });

  it('is recognised in the notations of most sources', () => {
    const unknown: string[] = [];
    for (const [name, field] of Object.entries(columns)) {
      const quick = compileCheck(testOperation(z.object({ [name]: field })));
      const rows = TEXTS.map((text) => `{"${name}":${text}}`).filter((text) => isRow(text, quick));
      const known = quick.complete && knowing(quick);
      for (const row of rows) known?.learn(row, asItIs(row));
      if (!rows.some((row) => known?.find(row, 0)?.end === row.length)) unknown.push(name);
    }
    expect(unknown).toEqual([
      ...['pair', 'ends', 'dot', 'notQuote', 'range', 'lookahead', 'named', 'inside', 'natural'],
      ...['positive', 'small', 'even', 'url', 'lists', 'few', 'objects', 'numbers'],
    ]);
  });

  it('is not recognised after damage, unless it is still a row', () => {
    const fields = z.object({
      id: z.string().min(1),
      n: z.number().nullish(),
      at: z.iso.datetime(),
      tags: z.array(z.string()),
      bag: z.record(z.string(), z.unknown()),
    });
    const quick = compileCheck(testOperation(fields));
    const sample =
      '{"id":"a\\n","n":1.5,"at":"2023-08-10T21:26:27Z","tags":["a","b"],"bag":{"k":1,"l":{"m":null}}}';
    const known = knownRows(fields, {}, sample);
    const damage = fc.tuple(
      fc.nat(),
      fc.nat(4),
      fc.oneof(texts, fc.constantFrom('', '"', '\\', ',', '}', '{', '0', ' ', ':')),
    );
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 2 }), (all) => {
        const text = all.reduce((line, [place, length, by]) => {
          const from = place % (line.length + 1);
          return line.slice(0, from) + by + line.slice(from + length);
        }, sample);
        const end = known.find(text, 0)?.end;
        if (end !== undefined) expect([text, isRow(text.slice(0, end), quick)]).toEqual([text, true]);
      }),
      { numRuns: depth(1_000, 50_000) },
    );
  });
});

function isRow(text: string, quick: ReturnType<typeof compileCheck>): boolean {
  try {
    return quick.fitsAsItIs(JSON.parse(text) as Record<string, unknown>);
  } catch {
    return false;
  }
}

describe('known rows', () => {
  const fields = z.object({
    id: z.string().min(1),
    n: z.number().optional(),
    o: z.record(z.string(), z.unknown()).optional(),
  });

  it('have the same layout, independent of their values', () => {
    const known = knownRows(fields, {}, '{"id":"a","n":1,"o":{"k":"v"}}');
    for (const text of [
      '{"id":"b c","n":-17.25,"o":{"k":null}}',
      '{"id":"Ζητώ 🙂","n":0,"o":{"k":[1,"x",true]}}'.replace('[1,"x",true]', '7'),
      String.raw`{"id":"a \"quoted\" \\ \u00e9\n","n":999999999999999,"o":{"k":""}}`,
    ])
      expect(known.find(`${text},"emitted_at":1}}`, 0)?.end).toBe(text.length);
    const text = '{"id":"b c","n":-17.25,"o":{"k":null}}';
    expect(known.find(text, 0)?.row(text)).toMatchObject({ text, unchanged: true, deleted: false });
  });

  it('may have several layouts, and any number of blanks as written by their source', () => {
    const samples = ['{"id":"a"}', '{"n":1,"id":"a"}', '{"id": "a", "n": 1}', '{ }'];
    const known = knownRows(fields, {}, ...samples.slice(0, 3));
    for (const text of [...samples.slice(0, 3), '{"id":"other"}', '{"id": "b", "n": 2}'])
      for (let time = 0; time < 2; time++) expect(known.find(text, 0)?.end).toBe(text.length);
    for (const text of ['{"id":"a","n":1}', '{"id" : "a"}', '{"id":"a" }'])
      expect(known.find(text, 0)).toBeUndefined();
  });

  it('contain all filled-in fields', () => {
    const fill = { id: () => 'x', n: () => 1 };
    const known = knownRows(fields, { defaults: fill }, '{"id":"a","n":1}');
    expect(known.find('{"id":"b","n":2}', 0)?.end).toBe(16);
    for (const text of [
      '{"id":"","n":2}',
      '{"id":"b","n":null}',
      '{"id":"b"}',
      '{"id":5,"n":2}',
      '{"id":"b","n":"2"}',
    ])
      expect(known.find(text, 0)).toBeUndefined();
  });

  it('are not learned from keys that are repeated, escaped or __proto__, nor from values without a layout', () => {
    for (const sample of [
      '{"id":"a","id":"b"}',
      String.raw`{"\u0069d":"a"}`,
      '{"id":"a","o":{"__proto__":1}}',
      '{"id":"a","o":{"k":1,"k":2}}',
      '{"id":"a","o":{"k":[{"l":1}]}}',
    ])
      expect(knownRows(fields, {}, sample).find(sample, 0)).toBeUndefined();
  });

  it('are searched in a limited number of layouts', () => {
    const known = knownRows(z.object({ o: z.record(z.string(), z.unknown()) }));
    const sample = (n: number): string => `{"o":{"k${n}":1}}`;
    for (let n = 0; n < 100; n++) known.learn(sample(n), asItIs(sample(n)));
    const found = Array.from({ length: 100 }, (_, n) => known.find(sample(n), 0)).filter(Boolean);
    expect(found.length).toBe(8);
  });

  it('are learned once each, so that the same layout takes one of the places', () => {
    const known = knownRows(fields, {}, ...Array<string>(20).fill('{"id":"a"}'), '{"id": "a"}');
    for (const text of ['{"id":"b"}', '{"id": "b"}']) expect(known.find(text, 0)?.end).toBe(text.length);
  });

  it('are searched as soon as one is learned, after any number of records', () => {
    const known = knownRows(fields);
    for (let time = 0; time < 1_000; time++) expect(known.find('{"id":"a"}', 0)).toBeUndefined();
    known.learn('{"id":"a"}', asItIs('{"id":"a"}'));
    expect(known.find('{"id":"b"}', 0)?.end).toBe(10);
  });

  it('are not searched for some time after many misses, also after many finds', () => {
    const known = knownRows(fields, {}, '{"id":"a"}');
    for (let time = 0; time < 1_000; time++) expect(known.find('{"id":"b"}', 0)).toBeDefined();
    for (let time = 0; time < 200; time++) known.find('{"id":5}', 0);
    expect(known.find('{"id":"b"}', 0)).toBeUndefined();
  });

  it('are not searched for some time after many misses', () => {
    const row = '{"id":"a"}';
    const other = '{"id":5}';
    const known = knownRows(fields, {}, row);
    const feed = (text: string, times: number): number => {
      let found = 0;
      for (let n = 0; n < times; n++) if (known.find(text, 0)) found++;
      return found;
    };
    for (let n = 0; n < 1000; n++) {
      feed(other, 2);
      expect(feed(row, 1)).toBe(1);
    }
    feed(other, 200);
    expect(feed(row, 50_000)).toBe(30_000);
  });

  it('may be too much for a regular expression; then they are parsed', () => {
    const known = knownRows(fields, {}, '{"id":"a"}');
    const text = `{"id":"${'\\n'.repeat(20_000_000)}"}`;
    expect(known.find(text, 0)).toBeUndefined();
  });

  it('are not learned from a record that is too large or too deep, and such a record is still delivered', () => {
    const deep = `{"o":${'{"a":'.repeat(2500)}1${'}'.repeat(2500)}}`;
    const wide = `{"o":{${Array.from({ length: 3000 }, (_, n) => `"k${n}":1`).join(',')}}}`;
    for (const text of [deep, wide])
      expect([undefined, text.length]).toContain(knownRows(fields, {}, text).find(text, 0)?.end);
    const { complete } = compileCheck(testOperation(fields, { unmappedColumns: 'keep' }));
    const known = new KnownRows({
      ...pipelineFor(complete!),
      rename: ({ o, ...rest }) => ({ ...rest, p: o }),
    });
    for (const text of [deep, wide])
      expect(() => known.learn(text, { text, unchanged: false })).not.toThrow();
  });

  it('are learned from a record of up to 16 KiB', () => {
    for (const [length, isLearned] of [
      [16 * 1024, true],
      [16 * 1024 + 1, false],
    ] as const) {
      const sample = `{"id":"${'a'.repeat(length - '{"id":""}'.length)}"}`;
      expect(sample).toHaveLength(length);
      expect(knownRows(fields, {}, sample).find(sample, 0) !== undefined).toBe(isLearned);
    }
  });

  it('are no longer learned after 64 records', () => {
    const [unlearnable, sample] = ['{"id":"a","o":{"k":[{"l":1}]}}', '{"id":"a"}'];
    for (const [count, isLearned] of [
      [63, true],
      [64, false],
    ] as const) {
      const known = knownRows(fields, {}, ...Array<string>(count).fill(unlearnable), sample);
      expect(known.find(sample, 0) !== undefined).toBe(isLearned);
    }
  });

  it('are learned after any number of records that keep a number which JavaScript would round', () => {
    const { complete } = compileCheck(testOperation(fields, { unmappedColumns: { into: 'o' } }));
    const known = new KnownRows({
      ...pipelineFor(complete!),
      operation: testOperation(fields, { unmappedColumns: { into: 'o' } }),
    });
    for (let time = 0; time < 100; time++)
      known.learn('{"id":"a","x":12345678901234567890}', {
        text: '{"id":"a","o":{"x":12345678901234567890}}',
        unchanged: false,
      });
    known.learn('{"id":"a","x":1}', { text: '{"id":"a","o":{"x":1}}', unchanged: false });
    const text = '{"id":"b","x":2}';
    expect(known.find(text, 0)?.row(text)?.text).toBe('{"id":"b","o":{"x":2}}');
  });

  it.each<readonly [string, Partial<AnyOperation>]>([
    ['transform', { transform: (row) => row }],
    ['acceptsDeletes', { acceptsDeletes: true }],
    ['acceptsDeletes as rows', { acceptsDeletes: 'rows' }],
    ['serialize', { serialize: () => 'x' }],
    ['schemaFor', { schemaFor: () => fields }],
    ['batchKey', { batchKey: () => 'x' }],
    ['orderingKey', { orderingKey: () => 'x' }],
    ['rejectReason', { rejectReason: () => undefined }],
    ['a dedup key that is sent on', { dedupKey: 'id', onDuplicate: 'keep-last' }],
    ['a derived dedup key', { dedupKey: () => 'x', onDuplicate: 'separate-batches' }],
  ])('are of no use to an operation that works with their values: %s', (_, rest) => {
    expect(canRecogniseByText(testOperation(fields, rest))).toBe(false);
  });

  it.each<readonly [string, Partial<AnyOperation>]>([
    ['without functions', {}],
    ['with defaults', { defaults: { id: () => 'x' } }],
    ['that needs the hash of a field', { dedupKey: 'id', onDuplicate: 'separate-batches' }],
  ])('are used by an operation %s', (_, rest) => {
    expect(canRecogniseByText(testOperation(fields, rest))).toBe(true);
  });
});
