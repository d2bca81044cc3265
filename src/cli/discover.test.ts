import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AnyOperation, operation } from '../define/operation.ts';
import { delivered } from '../engine/batch.ts';
import { ndjson } from '../engine/packing.ts';
import { operationsOf } from './discover.ts';

const of = (object: string, rest: Partial<AnyOperation> = {}): AnyOperation => ({
  ...operation<object, unknown>({
    object,
    modes: ['append'],
    fields: z.object({ id: z.string(), name: z.string(), note: z.string().optional() }),
    limits: { rows: 1 },
    framing: ndjson,
    deliver: async (batch) => batch.all(delivered),
  }),
  ...rest,
});

describe('what discover says', () => {
  it('is one entry per object and mode, in the same order every time', () => {
    const operations = [
      of('b', { modes: ['overwrite', 'append'] }),
      of('Z'),
      of('a', { modes: ['update', 'append_dedup'] }),
    ];
    const said = operationsOf(operations).map((each) => `${each.object_name} ${each.sync_mode}`);
    expect(said).toEqual(['Z append', 'a append_dedup', 'a update', 'b append', 'b overwrite']);
    expect(operationsOf(operations.toReversed())).toEqual(operationsOf(operations));
  });

  it('has the fields as JSON Schema', () => {
    const [event] = operationsOf([of('event')]);
    expect(event?.json_schema).toMatchObject({
      type: 'object',
      properties: { id: { type: 'string' }, name: { type: 'string' }, note: { type: 'string' } },
      required: ['id', 'name'],
      additionalProperties: false,
    });
  });

  it('demands no field that the connector fills by itself', () => {
    const [event] = operationsOf([of('event', { fill: { id: () => 'x' } })]);
    expect(event?.json_schema).toMatchObject({ required: ['name'] });
  });

  it('offers columns of other names where the operation takes them', () => {
    const open = (otherColumns: AnyOperation['otherColumns']) =>
      operationsOf([of('event', otherColumns === undefined ? {} : { otherColumns })])[0]?.json_schema;
    expect(open('keep')).toMatchObject({ additionalProperties: true });
    expect(open({ into: 'properties' })).toMatchObject({ additionalProperties: true });
    expect(open('drop')).toMatchObject({ additionalProperties: false });
  });

  it('has matching keys for every mode that needs one', () => {
    const matchingKeys = [['id'], ['name', 'note']];
    const said = operationsOf([of('event', { modes: ['append', 'append_dedup', 'update'], matchingKeys })]);
    expect(said.map((each) => each.matching_keys)).toEqual([undefined, matchingKeys, matchingKeys]);
  });
});
