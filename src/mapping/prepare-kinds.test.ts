import { expect, it } from 'vitest';
import { z } from 'zod';
import { delivered } from '../define/batch.ts';
import { jsonArray } from '../define/framing.ts';
import { type AnyOperation, operation } from '../define/operation.ts';
import { reject } from '../define/reject.ts';
import { ConnectorError } from '../errors.ts';
import { hashOf } from '../hash.ts';
import { parseCatalog } from '../protocol/catalog.ts';
import { createRowPreparer } from './prepare.ts';
import type { PreparedRow } from './prepared-row.ts';
import { createRecordKinds } from './record-kinds.ts';
import { preparerOf, prepareText, testOperation } from './testing/fixtures.ts';

type Row = Record<string, unknown>;

const dog = z.object({ kind: z.literal('dog'), age: z.number() });
const cat = z.object({ kind: z.literal('cat'), lives: z.number().max(9) });

const animals = (rest: Partial<AnyOperation> = {}): AnyOperation => ({
  ...operation<Row, unknown>({
    object: 'animal',
    syncModes: ['append_dedup'],
    schema: z.object({ kind: z.string(), age: z.number().optional(), lives: z.number().optional() }),
    schemaFor: ({ record: { kind } }) =>
      kind === 'dog' ? dog : kind === 'cat' ? cat : reject('kind is not one of dog or cat'),
    limits: { maxRows: 1 },
    framing: jsonArray,
    deliver: async (batch) => batch.all(delivered),
  }),
  ...rest,
});

const [stream] = parseCatalog({
  streams: [{ stream: { name: 's' }, destination_sync_mode: 'append_dedup', primary_key: [['id']] }],
});

const prepared = (record: Row, rest?: Partial<AnyOperation>, unknown?: (field: string) => void) => {
  const text = JSON.stringify(record);
  return createRowPreparer(stream!, animals(rest), {}, unknown && { unknown })(text, JSON.parse(text));
};

it('a record is validated by the schema of its kind, and loses other columns', () => {
  const unknown: string[] = [];
  expect(prepared({ kind: 'dog', age: '3', lives: 4 }, {}, (field) => unknown.push(field))).toMatchObject({
    text: '{"kind":"dog","age":3}',
  });
  expect(unknown).toEqual(['lives']);
  expect(prepared({ kind: 'cat', lives: 10 })).toEqual({ reason: expect.stringContaining('lives') });
  expect(prepared({ kind: 'cow' })).toEqual({ reason: 'kind is not one of dog or cat' });
});

it('a row is transformed after coercion and before validation', () => {
  const arrange = (row: Row) => (Number(row.lives) > 9 ? { ...row, lives: 9 } : row);
  expect(prepared({ kind: 'cat', lives: '12' }, { transform: arrange })).toMatchObject({
    text: '{"kind":"cat","lives":9}',
    unchanged: false,
  });
  expect(prepared({ kind: 'cat', lives: 7 }, { transform: arrange })).toMatchObject({ unchanged: true });
  expect(prepared({ kind: 'cat', lives: 7 }, { transform: () => reject('no cats today') })).toEqual({
    reason: 'no cats today',
  });
});

it('a row that transform() makes invalid is rejected, also if the record was valid', () => {
  expect(prepared({ kind: 'cat', lives: 7 }, { transform: (row) => ({ ...row, lives: 70 }) })).toHaveProperty(
    'reason',
  );
});

it('a deletion becomes a row without a text, identified by its key alone', () => {
  const rest: Partial<AnyOperation> = { acceptsDeletes: true, dedupKey: (_row, context) => context.id() };
  const kept = prepared({ id: 1, kind: 'cat', lives: 7, _ab_cdc_deleted_at: null }, rest);
  const gone = prepared({ id: 1, _ab_cdc_deleted_at: '2026-01-01T00:00:00Z' }, rest);
  expect(kept).toMatchObject({ deleted: false, text: '{"kind":"cat","lives":7}' });
  expect(gone).toMatchObject({ deleted: true, text: 'null', unchanged: false });
  expect(gone).toHaveProperty('dedupKey', (kept as { dedupKey: string }).dedupKey);
});

it('a deletion is skipped first of all by an operation without deletions', () => {
  const never = (): never => {
    throw new Error('it was asked for something');
  };
  const rest: Partial<AnyOperation> = {
    rejectReason: never,
    dedupKey: never,
    orderingKey: never,
    batchKey: never,
    transform: never,
  };
  for (const record of [{ kind: 'cat', lives: 7 }, { kind: 'none' }, { id: 1 }, {}])
    for (const _ab_cdc_deleted_at of ['2026-01-01T00:00:00Z', 1_700_000_000, true])
      expect(prepared({ ...record, _ab_cdc_deleted_at }, rest)).toMatchObject({ isDeletion: true });
});

it.each([null, '', ' ', false])(
  'a record whose deletion mark has no value is no deletion: %j',
  (_ab_cdc_deleted_at) => {
    const record = { kind: 'cat', lives: 7, _ab_cdc_deleted_at };
    for (const rest of [{}, { acceptsDeletes: true }] as const)
      expect(prepared(record, rest)).toMatchObject({ deleted: false, text: '{"kind":"cat","lives":7}' });
  },
);

it('a deletion is a normal row with acceptsDeletes "rows"', () => {
  const record = { kind: 'cat', lives: 7, _ab_cdc_deleted_at: '2026-01-01T00:00:00Z' };
  expect(prepared(record, { acceptsDeletes: 'rows' })).toMatchObject({
    deleted: false,
    text: '{"kind":"cat","lives":7}',
  });
});

it('rejectReason() is called for deletions too', () => {
  const rest: Partial<AnyOperation> = {
    acceptsDeletes: true,
    rejectReason: ({ record }) => (record.owner ? undefined : 'owner is missing'),
  };
  for (const record of [
    { kind: 'cat', lives: 7 },
    { id: 1, _ab_cdc_deleted_at: 1 },
  ])
    expect(prepared(record, rest)).toEqual({ reason: 'owner is missing' });
  expect(prepared({ kind: 'cat', lives: 7, owner: 'me' }, rest)).toMatchObject({
    text: '{"kind":"cat","lives":7}',
  });
});

it('a reject error in serialize() rejects the record', () => {
  const encode = (): string => {
    throw new ConnectorError('reject', 'A value cannot stand in a URL.');
  };
  expect(prepared({ kind: 'cat', lives: 7 }, { serialize: encode })).toEqual({
    reason: 'a value cannot stand in a URL',
  });
});

it('any other error ends the sync', () => {
  for (const error of [new ConnectorError('transient', 'Down.'), new TypeError('a mistake')]) {
    const serialize = (): string => {
      throw error;
    };
    expect(() => prepared({ kind: 'cat', lives: 7 }, { serialize })).toThrow(error);
  }
});

it('columns that the row keeps or collects are not reported as unknown fields', () => {
  const unknown: string[] = [];
  for (const unmappedColumns of ['keep', { into: 'bag' }] as const)
    for (const lives of [7, '7'])
      prepared({ kind: 'cat', lives, more: 1 }, { unmappedColumns }, (field) => unknown.push(field));
  expect(unknown).toEqual([]);
});

it('a schema is compiled once for all of its records', () => {
  const kindOf = createRecordKinds(animals(), (kind) => kind);
  expect(kindOf(dog)).toBe(kindOf(dog));
  expect(kindOf(cat)).not.toBe(kindOf(dog));
});

it('transform() is called once for each record, also if a text looks like a number of many digits', () => {
  const schema = z.object({ text: z.string(), n: z.number().optional() });
  for (const change of [{}, { n: 5 }])
    for (const text of ['a', 'a: 12345678901234567890, b', 7]) {
      let calls = 0;
      const transform = (row: Row): Row => {
        calls++;
        return { ...row, ...change };
      };
      expect(prepared({ text }, { schema, schemaFor: () => schema, transform })).toMatchObject({
        text: JSON.stringify({ text: String(text), ...change }),
      });
      expect(calls).toBe(1);
    }
});

it('a row of separate batches has the hash of its dedup key instead of the key, and a row without a key has neither', () => {
  const rest: Partial<AnyOperation> = { onDuplicate: 'separate-batches', dedupKey: 'kind' };
  expect(prepared({ kind: 'cat', lives: 7 }, rest)).toMatchObject({
    dedupKey: undefined,
    hash: hashOf('cat'),
  });
  const nameless: Partial<AnyOperation> = { ...rest, dedupKey: 'nickname' };
  expect(prepared({ kind: 'cat', lives: 7 }, nameless)).toMatchObject({
    dedupKey: undefined,
    hash: undefined,
  });
});

it('a row of separate batches keeps its dedup key if deletions are rows, which have no text to identify them', () => {
  const rest: Partial<AnyOperation> = {
    ...{ onDuplicate: 'separate-batches', acceptsDeletes: true },
    dedupKey: (_row, { record }) => String(record.id),
  };
  const deletion = { id: 7, _ab_cdc_deleted_at: '2026-01-01T00:00:00Z' };
  expect(prepared(deletion, rest)).toMatchObject({ deleted: true, dedupKey: '7', hash: hashOf('7') });
});

it('numbers have the same dedup key and hash exactly if they have the same value, in any notation', () => {
  for (const onDuplicate of ['keep-last', 'separate-batches'] as const) {
    const schema = z.object({ n: z.number() });
    const prepare = preparerOf(testOperation(schema, { onDuplicate, dedupKey: 'n' }));
    const keyOf = (number: string) => {
      const { dedupKey, hash } = prepareText(prepare, `{"n":${number}}`).made as PreparedRow;
      return dedupKey ?? hash;
    };
    for (const number of ['5', '5.0', '5e0', '5'])
      expect(keyOf(number)).toBe(onDuplicate === 'keep-last' ? '5' : hashOf('5'));
    expect(keyOf('9007199254740993')).not.toBe(keyOf('9007199254740992'));
  }
});

it('a reason names the fields of the provider, and no key of the record itself', () => {
  const part = z.object({ start: z.number() });
  const fields = z.object({ schedules: z.record(z.string(), z.array(part)) });
  const reasonOf = (schedules: unknown) =>
    prepared({ schedules }, { schema: fields, schemaFor: () => fields });
  expect(reasonOf({ 'Jane Doe': [{ start: 'noon' }] })).toEqual({
    reason: expect.stringMatching(/^schedules\.\[\]\.\[\]\.start is not a number/),
  });
  expect(reasonOf({ 'Jane Doe': [{}] })).toEqual({ reason: 'schedules.[].[].start is missing' });
});

it('a schema of a kind that would change rows, that is strict, or whose catchall is not reached, throws at its first record', () => {
  for (const wrong of [dog.extend({ age: z.number().default(1) }), dog.catchall(z.number()), dog.strict()])
    expect(() => prepared({ kind: 'dog' }, { schemaFor: () => wrong })).toThrow(
      expect.objectContaining({ code: 'ERR_SCHEMA_UNSUPPORTED' }),
    );
});
