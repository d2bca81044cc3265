import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { delivered } from '../define/batch.ts';
import { ndjson } from '../define/framing.ts';
import { type AnyOperation, operation } from '../define/operation.ts';
import { destinationOperations } from './discover.ts';

const of = (object: string, rest: Partial<AnyOperation> = {}): AnyOperation => ({
  ...operation<object, unknown>({
    object,
    syncModes: ['append'],
    schema: z.object({ id: z.string(), name: z.string(), note: z.string().optional() }),
    limits: { maxRows: 1 },
    framing: ndjson,
    deliver: async (batch) => batch.all(delivered),
  }),
  ...rest,
});

describe('the catalog of discover', () => {
  it('is one entry per object and mode, in the same order every time', () => {
    const operations = [
      of('b', { syncModes: ['overwrite', 'append'] }),
      of('Z'),
      of('a', { syncModes: ['update', 'append_dedup'] }),
    ];
    const names = destinationOperations(operations).map((each) => `${each.object_name} ${each.sync_mode}`);
    expect(names).toEqual(['Z append', 'a append_dedup', 'a update', 'b append', 'b overwrite']);
    expect(destinationOperations(operations.toReversed())).toEqual(destinationOperations(operations));
  });

  it('has the fields as JSON Schema', () => {
    const [event] = destinationOperations([of('event')]);
    expect(event?.json_schema).toMatchObject({
      type: 'object',
      properties: { id: { type: 'string' }, name: { type: 'string' }, note: { type: 'string' } },
      required: ['id', 'name'],
      additionalProperties: false,
    });
  });

  it('requires no field that the connector fills in itself', () => {
    const [event] = destinationOperations([of('event', { defaults: { id: () => 'x' } })]);
    expect(event?.json_schema).toMatchObject({ required: ['name'] });
  });

  it('requires no field of a matching key in modes that find objects by one', () => {
    const operations = [
      of('event', {
        syncModes: ['append', 'append_dedup', 'update', 'overwrite'],
        schema: z.object({ id: z.string(), name: z.string(), time: z.string(), note: z.string().optional() }),
        unmappedColumns: 'keep',
        // The last one can't be offered, so its field stays a required one.
        matchingKeys: [['id'], ['name', 'note'], ['time', 'uuid']],
        consumedColumns: ['owner'],
      }),
    ];
    const all = ['id', 'name', 'time', 'owner'];
    expect(
      destinationOperations(operations).map((each) => [each.sync_mode, each.json_schema.required]),
    ).toEqual([
      ['append', all],
      ['append_dedup', ['time', 'owner']],
      ['overwrite', all],
      ['update', ['time', 'owner']],
    ]);
  });

  it('offers columns of other names where the operation accepts them', () => {
    const schema = z.object({ id: z.string(), properties: z.record(z.string(), z.unknown()) });
    const open = (unmappedColumns: NonNullable<AnyOperation['unmappedColumns']>) =>
      destinationOperations([of('event', { schema, unmappedColumns })])[0]?.json_schema;
    expect(open('keep')).toMatchObject({ additionalProperties: true });
    expect(open({ into: 'properties' })).toMatchObject({ additionalProperties: true });
    expect(open('drop')).toMatchObject({ additionalProperties: false });
  });

  it('offers each field for the key where the operation names none, and no such mode where there is no field', () => {
    const keyed = { syncModes: ['append', 'append_dedup', 'update', 'soft_delete'] } as const;
    const [append, ...others] = destinationOperations([of('event', keyed)]);
    expect(append).not.toHaveProperty('matching_keys');
    expect(others).toHaveLength(3);
    for (const { matching_keys } of others) expect(matching_keys).toEqual([['id'], ['name'], ['note']]);
    const fields = z.looseObject({ list: z.array(z.string()), flag: z.boolean() });
    expect(
      destinationOperations([of('event', { ...keyed, schema: fields })]).map((each) => each.sync_mode),
    ).toEqual(['append']);
  });

  it('offers no key with a column that the schema does not have', () => {
    const keyed = {
      syncModes: ['append_dedup'],
      unmappedColumns: 'keep',
      matchingKeys: [['uuid'], ['id', 'uuid'], [], ['note']],
    } as const;
    expect(destinationOperations([of('event', keyed)])[0]?.matching_keys).toEqual([['note']]);
    expect(destinationOperations([of('event', { ...keyed, matchingKeys: [['uuid']] })])).toEqual([]);
  });

  it('requires columns that the operation reads beside its fields, which may be keys too', () => {
    const [event] = destinationOperations([of('event', { consumedColumns: ['owner', 'name'] })]);
    expect(event?.json_schema).toMatchObject({
      properties: { owner: { type: expect.arrayContaining(['string']) }, name: { type: 'string' } },
      required: ['id', 'name', 'owner'],
    });
    const keyed = {
      syncModes: ['append_dedup'],
      consumedColumns: ['owner'],
      matchingKeys: [['owner', 'id']],
    } as const;
    expect(destinationOperations([of('event', keyed)])[0]?.matching_keys).toEqual([['owner', 'id']]);
  });

  it('has matching keys for every mode that needs one', () => {
    const matchingKeys = [['id'], ['name', 'note']];
    const names = destinationOperations([
      of('event', { syncModes: ['append', 'append_dedup', 'update'], matchingKeys }),
    ]);
    expect(names.map((each) => each.matching_keys)).toEqual([undefined, matchingKeys, matchingKeys]);
  });
});
