import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { delivered } from '../../define/batch.ts';
import { jsonArray } from '../../define/framing.ts';
import { type AnyOperation, operation } from '../../define/operation.ts';
import type { SyncMode } from '../../define/sync-mode.ts';
import { parseCatalog } from '../../protocol/catalog.ts';
import { createRowPreparer } from '../prepare.ts';

type Row = Record<string, unknown>;

const byId = (mode: SyncMode, parts: Partial<AnyOperation>): AnyOperation => ({
  ...operation<Row, unknown>({
    object: 'person',
    syncModes: [mode],
    schema: z.looseObject({ name: z.string().optional() }),
    unmappedColumns: 'keep',
    limits: { maxRows: 10 },
    framing: jsonArray,
    deliver: async (batch) => batch.all(delivered),
  }),
  ...parts,
});

/** Ways in which an operation requests the id of a record. */
const ASKING: readonly (readonly [string, Partial<AnyOperation>])[] = [
  ['its identity', { dedupKey: (_row, context) => context.id() }],
  ['its order', { orderingKey: (_row, context) => context.id() }],
  ['a field', { defaults: { id: (_row, context) => context.id() } }],
  ['its text', { serialize: (_row, context) => context.id() }],
  ['its arrangement', { transform: (row, context) => ({ ...row, origin: context.id() }) }],
];

const prepareIn = (mode: SyncMode, primary_key: unknown, parts: Partial<AnyOperation>) => {
  const [stream] = parseCatalog({
    streams: [{ stream: { name: 'people' }, destination_sync_mode: mode, primary_key }],
  });
  const prepare = createRowPreparer(stream!, byId(mode, parts), {});
  return (record: Row) => {
    const text = JSON.stringify(record);
    // As in the reader: parsed only where its layout is unknown.
    const found = prepare.find(text, 0);
    return found?.end === text.length ? prepare.found(text, found) : prepare(text, JSON.parse(text));
  };
};

describe.each(ASKING)('a record without its key column, where %s is made from the key', (_what, parts) => {
  it.each(['append_dedup', 'update', 'soft_delete'] as const)('is rejected in %s', (mode) => {
    const prepare = prepareIn(mode, [['uid']], parts);
    for (const record of [{ name: 'a' }, { name: 'a', uid: null }])
      expect(prepare(record)).toEqual({ reason: 'the primary key column "uid" is missing or null' });
    for (const uid of [1, 0, '', false]) expect(prepare({ name: 'a', uid })).not.toHaveProperty('reason');
  });

  it('a record without its key is identified by its content where records are only appended', () => {
    expect(prepareIn('append', [['uid']], parts)({ name: 'a' })).not.toHaveProperty('reason');
  });
});

describe('the reason for a record without its key', () => {
  const identity: Partial<AnyOperation> = { dedupKey: (_row, context) => context.id() };

  it('names the missing column of a compound or nested key', () => {
    const prepare = prepareIn('append_dedup', [['uid'], ['address', 'zip']], identity);
    expect(prepare({ uid: 1 })).toEqual({
      reason: 'the primary key column "address.zip" is missing or null',
    });
    expect(prepare({ address: { zip: 1 } })).toEqual({
      reason: 'the primary key column "uid" is missing or null',
    });
    expect(prepare({ uid: 1, address: { zip: 1 } })).not.toHaveProperty('reason');
  });

  it('names a column of the record that differs only in case, and no other', () => {
    const prepare = prepareIn('append_dedup', [['UserId']], identity);
    expect(prepare({ userid: 1, 'Jane Doe': 2 })).toEqual({
      reason: 'the primary key column "UserId" is missing or null (the record calls it "userid")',
    });
  });

  it('applies to deletions', () => {
    const prepare = prepareIn('append_dedup', [['uid']], { ...identity, acceptsDeletes: true });
    expect(prepare({ name: 'a', _ab_cdc_deleted_at: '2026-01-01T00:00:00Z' })).toHaveProperty('reason');
  });

  it('applies after records of the same layout were recognised by their text', () => {
    const prepare = prepareIn('append_dedup', [['uid']], {
      defaults: { id: (_row, context) => context.id() },
    });
    for (const uid of [1, 2, 3]) expect(prepare({ uid, name: 'a' })).not.toHaveProperty('reason');
    expect(prepare({ uid: null, name: 'a' })).toHaveProperty('reason');
  });
});
