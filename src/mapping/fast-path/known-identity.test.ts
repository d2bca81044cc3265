import { expect, it } from 'vitest';
import { z } from 'zod';
import { jsonArray } from '../../define/framing.ts';
import type { AnyOperation } from '../../define/operation.ts';
import type { SharedConfig } from '../../define/shared-config.ts';
import { deliverAll } from '../../engine/testing/fixtures.ts';
import { hashOf } from '../../hash.ts';
import { parseCatalog } from '../../protocol/catalog.ts';
import { stableId } from '../identity/ids.ts';
import { createRowPreparer } from '../prepare.ts';

const thing = (rest: Partial<AnyOperation> = {}): AnyOperation => ({
  object: 'thing',
  syncModes: ['append'],
  schema: z.object({
    id: z.string().nullable(),
    text: z.string(),
    session: z.string().optional(),
    properties: z.record(z.string(), z.unknown()).optional(),
  }),
  unmappedColumns: { into: 'properties' },
  dedupKey: 'id',
  onDuplicate: 'separate-batches',
  limits: { maxRows: 1 },
  framing: jsonArray,
  deliver: deliverAll,
  ...rest,
});

const [stream] = parseCatalog({
  streams: [{ stream: { name: 'things' }, destination_sync_mode: 'append', primary_key: [['key']] }],
});

/** Prepares records like a sync, and counts those that were recognised by their text. */
function prepared(operation: AnyOperation, texts: readonly string[], config: SharedConfig = {}) {
  const prepare = createRowPreparer(stream!, operation, config);
  let known = 0;
  const rows = texts.map((text) => {
    const line = `{"data":${text},"emitted_at":1}`;
    const found = prepare.find(line, 8);
    if (!found) return prepare(text, JSON.parse(text));
    known++;
    return prepare.found(line.slice(8, found.end), found);
  });
  return { known, hashes: rows.map((row) => ('reason' in row ? row.reason : row.hash)), rows };
}

const ids = ['"a"', '"b"', '"é🙂"', String.raw`"a\"\\b"`, '""', 'null'];
const hashes = ids.map((id) => {
  const value = JSON.parse(id) as string | null;
  return value === null ? undefined : hashOf(value);
});

it.each([
  ['before the others', (id: string) => `{"id":${id},"text":"x"}`],
  ['after the others', (id: string) => `{"text":"ÿ","session":"s","id":${id}}`],
  ['with an inner column of its name', (id: string) => `{"properties":{"id":"inner"},"id":${id},"text":"x"}`],
])('a record that is recognised as a row has the hash of its identity: %s', (_, text) => {
  const { known, hashes: found } = prepared(thing(), ['"first"', ...ids].map(text));
  expect([known, found.slice(1)]).toEqual([ids.length, hashes]);
});

it.each([
  ['as it is', (id: string) => `{"other":1,"id":${id},"text":"x"}`, {}],
  [
    'renamed',
    (id: string) => `{"ident":${id},"text":"x"}`,
    { field_mappings: [{ source_field: 'ident', destination_field: 'id' }] },
  ],
])('a record that is recognised and changed has the hash of its identity: %s', (_, text, config) => {
  const some = ids.slice(0, -1);
  const { known, hashes: found } = prepared(thing(), ['"first"', ...some].map(text), config);
  expect([known, found.slice(1)]).toEqual([some.length, hashes.slice(0, -1)]);
});

it('a record with a derived identity has the hash of the filled-in value', () => {
  const fill = { id: (_: object, source: { id(): string }) => source.id(), session: () => 's' };
  const texts = [1, 2, 3].map((key) => `{"key":${key},"text":"x"}`);
  const { known, hashes: found, rows } = prepared(thing({ defaults: fill }), texts);
  expect(known).toBe(2);
  expect(found).toEqual([1, 2, 3].map((key) => hashOf(stableId('things', `[${key}]`))));
  expect(rows.map((row) => 'text' in row && (JSON.parse(row.text) as { id: string }).id)).toEqual(
    [1, 2, 3].map((key) => stableId('things', `[${key}]`)),
  );
});

it.each([
  ['that no mapping gives the field is another column', {}, [], undefined],
  [
    'that a mapping gives the field is the field',
    { field_mappings: [{ source_field: 'id', destination_field: 'id' }] },
    ['a', 'b'],
    {},
  ],
])('of a field that only mappings give, a column of its name %s, by its text too', (_, config, own, rest) => {
  const fill = { id: (_: object, source: { id(): string }) => source.id() };
  const operation = thing({ defaults: fill, mappedOnly: ['id'] });
  const texts = ['a', 'b', 'c'].map((id, key) => `{"id":"${id}","key":${key},"text":"x"}`);
  const { known, rows } = prepared(operation, texts, config);
  expect(known).toBe(2);
  for (const [key, id] of ['a', 'b', 'c'].entries()) {
    const row = rows[key]!;
    const made = 'text' in row && (JSON.parse(row.text) as Record<string, unknown>);
    const isOwn = own.length > 0;
    expect(made).toEqual({
      id: isOwn ? id : stableId('things', `[${key}]`),
      text: 'x',
      properties: { ...(rest === undefined && { id }), key },
    });
    expect(row).toMatchObject({ hash: hashOf(isOwn ? id : stableId('things', `[${key}]`)) });
  }
});

it('a record whose identity matches but not the rest of its text is parsed', () => {
  const prepare = createRowPreparer(stream!, thing(), {});
  prepare('{"id":"a","text":"x"}', { id: 'a', text: 'x' });
  expect(prepare.find('{"id":"b","text":"y"}', 0)?.end).toBe(21);
  expect(prepare.find('{"id":"b","text":5}', 0)).toBeUndefined();
});

it('a recognised record with a derived identity is not parsed to get its hash', () => {
  const fill = {
    session: () => 's',
    id: (_: object, source: { id(): string }) => source.id(),
  };
  const operation = thing({ defaults: fill });
  const prepare = createRowPreparer(stream!, operation, {});
  const text = (key: number): string => `{"key":${key},"text":"x"}`;
  const parsed = [1, 2].map((key) => prepare(text(key), JSON.parse(text(key))));
  expect(prepare.find(text(2), 0)?.row(text(2))).toEqual(parsed[1]);
  expect(parsed[1]).toHaveProperty('hash', hashOf(stableId('things', '[2]')));
});

it('a row of an operation that needs the identity itself has it, and is parsed to get it', () => {
  const { known, rows } = prepared(
    thing({ onDuplicate: 'keep-last' }),
    ['"a"', '"b"'].map((id) => `{"id":${id},"text":"x"}`),
  );
  expect([known, rows]).toMatchObject([0, [{ dedupKey: 'a', hash: undefined }, { dedupKey: 'b' }]]);
});
