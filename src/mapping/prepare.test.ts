import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { delivered } from '../define/batch.ts';
import { ndjson } from '../define/framing.ts';
import { type AnyOperation, operation } from '../define/operation.ts';
import { reject } from '../define/reject.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import { type ConfiguredStream, parseCatalog } from '../protocol/catalog.ts';
import { createRowPreparer } from './prepare.ts';
import type { PreparedRow, RejectedRecord } from './prepared-row.ts';
import { preparerOf, prepareText, testOperation } from './testing/fixtures.ts';

interface Row {
  id?: string | undefined;
  n?: number | undefined;
  properties?: Record<string, unknown> | undefined;
}

const fields = z.object({
  id: z.string().min(1),
  n: z.number().optional(),
  list: z.array(z.object({ at: z.iso.datetime() })).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});

const thing = (rest: Partial<AnyOperation> = {}): AnyOperation => ({
  ...operation<Row, unknown>({
    object: 'thing',
    syncModes: ['append'],
    schema: fields as unknown as z.ZodType<Row> & z.ZodObject,
    unmappedColumns: { into: 'properties' },
    defaults: { id: (_row, context) => context.id() },
    limits: { maxRows: 1 },
    framing: ndjson,
    deliver: async (batch) => batch.all(delivered),
  }),
  ...rest,
});

const stream = (name = 'users', rest: object = {}): ConfiguredStream =>
  parseCatalog({ streams: [{ stream: { name }, destination_sync_mode: 'append', ...rest }] })[0]!;

function prepare(
  text: string,
  config: SharedConfig = {},
  of = thing(),
  from = stream(),
): PreparedRow | RejectedRecord {
  return createRowPreparer(from, of, config)(text, JSON.parse(text));
}
function ready(...args: Parameters<typeof prepare>): PreparedRow {
  const prepared = prepare(...args);
  if ('reason' in prepared) throw new Error(prepared.reason);
  return prepared;
}
const reasonOf = (...args: Parameters<typeof prepare>): string | undefined => {
  const prepared = prepare(...args);
  return 'reason' in prepared ? prepared.reason : undefined;
};
const rename = (source_field: string, destination_field: string): SharedConfig => ({
  field_mappings: [{ source_field, destination_field }],
});

describe('a valid record', () => {
  it('is passed on with its original text', () => {
    const texts = [
      '{ "id" : "a" }',
      '{"id":"a","n":1.10,"properties":{"big":9007199254740993,"huge":1e400,"u":"\\u00e9","k":1,"k":2}}',
      '{"id":"a","n":7E+3}',
      '{"id":"a","properties":{"d":0.12345678901234567890}}',
    ];
    for (const text of texts) expect(ready(text)).toMatchObject({ text, unchanged: true });
  });

  it('is serialised by the operation, if that has serialize()', () => {
    const of = thing({ serialize: (row) => `id=${String(row.id)}` });
    expect(ready('{"id":"a"}', {}, of)).toMatchObject({ text: 'id=a', unchanged: false });
  });

  it('has the ordering key and batch key of its row', () => {
    const of = thing({ orderingKey: (row) => `k${String(row.id)}`, batchKey: (row) => `g${String(row.n)}` });
    expect(ready('{"key":"a","n":"5"}', rename('key', 'id'), of)).toMatchObject({
      orderingKey: 'ka',
      batchKey: 'g5',
    });
    expect(ready('{"id":"a"}')).toMatchObject({ orderingKey: undefined, batchKey: undefined });
  });
});

describe('a record that is changed', () => {
  it('keeps every digit of its numbers, at any depth', () => {
    const nested = '{"list":[{"x":9007199254740993}],"d":0.12345678901234567890,"neg":-9223372036854775808}';
    const text = `{"user":"a","other":${nested}}`;
    expect(ready(text, rename('user', 'id')).text).toBe(`{"id":"a","properties":{"other":${nested}}}`);
  });

  it('keeps numbers that are too large for JavaScript', () => {
    expect(ready('{"user":"a","x":1e400,"y":[-1E+999]}', rename('user', 'id')).text).toBe(
      '{"id":"a","properties":{"x":1e400,"y":[-1E+999]}}',
    );
  });

  it('keeps every integer in every position, for any columns', () => {
    const column = fc.tuple(
      fc.stringMatching(/^[a-h]{1,3}$/),
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(column, { selector: ([name]) => name, minLength: 1 }), (list) => {
        const members = list.map(([name, number]) => `"${name}":${number}`).join(',');
        expect(ready(`{"id":1,${members}}`).text).toBe(`{"id":"1","properties":{${members}}}`);
      }),
    );
  });

  it('keeps the digits of integers that arrived as texts, also as escaped ones', () => {
    const of = thing({ schema: z.object({ id: z.string(), properties: z.record(z.string(), z.unknown()) }) });
    expect(ready('{"id":9007199254740993,"properties":{}}', {}, of).text).toBe(
      '{"id":"9007199254740993","properties":{}}',
    );
    const text = JSON.stringify({ id: 'a', properties: '{"x":9007199254740993}' });
    expect(ready(text).text).toBe('{"id":"a","properties":{"x":9007199254740993}}');
    const escaped = text.replace('5474', '\\u0035474');
    expect(ready(escaped).text).toBe('{"id":"a","properties":{"x":9007199254740993}}');
  });

  it('never has null in place of a number', () => {
    expect(reasonOf('{"user":"a","n":1e400}', rename('user', 'id'))).toMatch(/^n /);
    expect(reasonOf('{"id":"a","n":1e400}')).toMatch(/^n /);
  });
});

describe('the id of a record', () => {
  const idOf = (text: string, from = stream()): unknown =>
    (JSON.parse(ready(text, {}, thing(), from).text) as { id: unknown }).id;

  it("does not depend on the order of columns, the field mappings or the platform's columns", () => {
    const id = idOf('{"a":1,"b":{"x":1,"y":2}}');
    expect(idOf('{"b":{"y":2,"x":1},"a":1}')).toBe(id);
    expect(idOf('{"a":1,"b":{"x":1,"y":2},"_airbyte_extracted_at":17}')).toBe(id);
    expect(JSON.parse(ready('{"a":1,"b":{"x":1,"y":2}}', rename('a', 'n')).text)).toMatchObject({ id });
  });

  it('differs for another stream, another value, another digit beyond 2^53, another huge number', () => {
    const ids = [
      idOf('{"a":1}'),
      idOf('{"a":1}', stream('orders')),
      idOf('{"a":2}'),
      idOf('{"a":9007199254740992}'),
      idOf('{"a":9007199254740993}'),
      idOf('{"a":1e400}'),
      idOf('{"a":1e401}'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is derived from the primary key where the stream has one', () => {
    const keyed = stream('users', { primary_key: [['k']] });
    expect(idOf('{"k":1,"a":1}', keyed)).toBe(idOf('{"a":2,"k":1}', keyed));
    expect(idOf('{"k":1}', keyed)).not.toBe(idOf('{"k":2}', keyed));
  });
});

describe('a field that only mappings give', () => {
  const of = thing({ mappedOnly: ['id'], unmappedColumns: 'drop', globalId: { field: 'id', advice: '' } });
  const seen: boolean[] = [];
  const prepareIt = (text: string, config: SharedConfig = {}) => {
    seen.length = 0;
    const prepared = createRowPreparer(stream(), of, config, {
      bringsGlobalId: (isMapped) => seen.push(isMapped),
    });
    const rows = [1, 2].map(() => prepared(text, JSON.parse(text)));
    expect(rows[0]).toEqual(rows[1]);
    return 'text' in rows[0]! ? (JSON.parse(rows[0].text) as Row) : rows[0];
  };

  it('is not fed by a column of its name, also in a record that has no other column', () => {
    const { id } = prepareIt('{"id":"own"}') as Row;
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen).toEqual([]);
  });

  it('is fed by a mapping; that a record has it is reported once', () => {
    expect(prepareIt('{"id":"own"}', rename('id', 'id'))).toEqual({ id: 'own' });
    expect(seen).toEqual([true]);
    expect(prepareIt('{"key":"own"}', rename('key', 'id'))).toEqual({ id: 'own' });
    expect(seen).toEqual([true]);
  });

  it('of an operation without such fields, is fed and reported as not mapped', () => {
    const own = { ...of, mappedOnly: [] };
    const reported: boolean[] = [];
    const prepared = createRowPreparer(
      stream(),
      own,
      {},
      {
        bringsGlobalId: (isMapped) => reported.push(isMapped),
      },
    );
    for (const id of [null, '', 'own', 'other']) prepared(JSON.stringify({ id }), { id });
    expect(reported).toEqual([false]);
  });
});

it('a null in place of the collected columns loses none of them, in parsed and recognised records', () => {
  const properties = z.record(z.string(), z.unknown()).nullable();
  const of = thing({ schema: z.object({ id: z.string(), properties }), defaults: {} });
  const prepared = createRowPreparer(stream(), of, {});
  for (const x of [1, 2, 3]) {
    const text = `{"id":"a","properties":null,"x":${x}}`;
    const found = prepared.find(text, 0);
    expect(found ? prepared.found(text, found) : prepared(text, JSON.parse(text))).toMatchObject({
      text: `{"id":"a","properties":{"x":${x}}}`,
    });
  }
});

it('a recognised record whose filled-in value is invalid is rejected as if it had been parsed', () => {
  const of = thing({ defaults: { id: ({ n }) => (n === 7 ? '' : 'made') }, unmappedColumns: 'drop' });
  const prepared = createRowPreparer(stream(), of, {});
  const outcomes = ['{"n":1,"x":1}', '{"n":2,"x":1}', '{"n":7,"x":1}'].map((text) => {
    const found = prepared.find(text, 0);
    return [found?.end, found ? prepared.found(text, found) : prepared(text, JSON.parse(text))];
  });
  expect(outcomes).toMatchObject([
    [undefined, { text: '{"n":1,"id":"made"}' }],
    [13, { text: '{"n":2,"id":"made"}' }],
    [13, { reason: 'id is empty' }],
  ]);
});

it('an unknown field inside an object is reported for each record, since such records are parsed', () => {
  const place = z.object({ zip: z.string() });
  const of = thing({ schema: z.object({ id: z.string(), place }), unmappedColumns: 'drop' });
  const unknown: string[] = [];
  const prepared = createRowPreparer(stream(), of, {}, { unknown: (field) => unknown.push(field) });
  const text = '{"id":"a","place":{"zip":"1","zpi":"2"}}';
  for (let time = 0; time < 3; time++) {
    const found = prepared.find(text, 0);
    const row = found ? prepared.found(text, found) : prepared(text, JSON.parse(text));
    expect(row).toMatchObject({ text, unchanged: true });
  }
  expect(unknown).toEqual(['place.zpi', 'place.zpi', 'place.zpi']);
});

describe('an invalid record', () => {
  it('is rejected with the field and the rule', () => {
    expect(reasonOf('{"id":"a","n":"five"}')).toMatch(/^n is not a number$/);
    expect(reasonOf('{"id":"a","list":[{"at":"2023-08-10T21:26:27Z"},{}]}')).toBe('list.[].at is missing');
    expect(reasonOf('{"a":1}', {}, thing({ defaults: {} }))).toBe('id is missing');
    expect(reasonOf('{"id":null}', {}, thing({ defaults: {} }))).toBe('id is missing');
  });

  it('is rejected if it contains no object', () => {
    for (const text of ['null', '[]', '[{"id":"a"}]', '"text"', '7', '9007199254740993'])
      expect(reasonOf(text)).toBe('the record has no data object');
    expect(createRowPreparer(stream(), thing(), {})('null', undefined)).toEqual({
      reason: 'the record has no data object',
    });
  });

  it('is rejected if it is nested too deeply for a necessary step, and never ends the sync', () => {
    const deep = `${'['.repeat(200_000)}9007199254740993${']'.repeat(200_000)}`;
    const shallow = deep.replace('9007199254740993', '1');
    const reason = 'the record is nested too deeply to be written as JSON';
    expect(reasonOf(`{"x":${deep}}`)).toBe(reason);
    // V8 serialises plain objects of any depth, but not others.
    for (const text of [`{"x":${shallow}}`, `{"id":5,"x":${shallow}}`])
      expect([undefined, reason]).toContain(reasonOf(text));
  });

  it('is rejected with the reason that any function of the operation throws', () => {
    const throwing = () => {
      throw reject('the name is forbidden');
    };
    for (const parts of [
      { defaults: { id: throwing } },
      { serialize: throwing },
      { orderingKey: throwing },
      { dedupKey: throwing },
      { rejectReason: throwing },
      { schemaFor: throwing },
    ])
      expect(
        prepareText(preparerOf(testOperation(z.object({ id: z.string().optional() }), parts)), '{"n":1}')
          .made,
      ).toEqual({
        reason: 'the name is forbidden',
      });
  });

  it('never has its content in the reason', () => {
    const canary = 'c4n4ry';
    const leaf = fc.constantFrom<unknown>(
      canary,
      [canary],
      { [canary]: canary },
      { at: canary },
      [{ at: canary }],
      ` ${canary} `,
    );
    const data = fc.dictionary(fc.constantFrom('id', 'n', 'list', 'properties', 'x'), leaf);
    const config = fc.constantFrom<SharedConfig>({}, rename('x', 'n'), rename('x', 'list.0.at'));
    fc.assert(
      fc.property(data, config, (record, mapping) => {
        expect(reasonOf(JSON.stringify(record), mapping) ?? '').not.toContain(canary);
      }),
    );
  });
});
