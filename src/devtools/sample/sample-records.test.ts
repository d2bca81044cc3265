import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { sampleRecords } from './sample-records.ts';

const schema = {
  type: 'object',
  required: ['id', 'time', 'kind', 'amount', 'tags', 'place', 'note', 'is_new', 'choice'],
  properties: {
    id: { type: ['null', 'string'] },
    time: { type: 'string', format: 'date-time' },
    kind: { enum: ['a', 'b'] },
    amount: { type: 'number', minimum: 10 },
    tags: { type: 'array', items: { type: 'string' } },
    place: { type: 'object', properties: { city: { type: 'string' } } },
    note: {},
    is_new: { type: 'boolean' },
    choice: { anyOf: [{ const: 7 }, { type: 'string' }] },
    optional: { type: 'string' },
  },
};

describe('sampleRecords', () => {
  it('makes different records that fit a schema, with its required fields only', () => {
    const records = sampleRecords(schema);
    const fits = new Ajv({ formats: { 'date-time': true }, allowUnionTypes: true }).compile(schema);
    expect(records.map((record) => fits(record))).toEqual([true, true, true]);
    expect(records[1]).toEqual({
      ...{ id: 'id 2', time: '2026-01-01T00:00:01.000Z', kind: 'a', amount: 11, tags: ['tags 2'] },
      ...{ place: { city: 'city 2' }, note: 'note 2', is_new: false, choice: 7 },
    });
    expect(new Set(records.map(({ id }) => id)).size).toBe(3);
  });

  it('fills all fields where none is required', () => {
    expect(sampleRecords({ properties: { day: { type: 'string', format: 'date' } } }, 1)).toEqual([
      { day: '2026-01-01' },
    ]);
    expect(sampleRecords({}, 1)).toEqual([{}]);
  });

  it('uses the examples of the author, and leaves a field out for which no value could be made', () => {
    const properties = {
      currency: { type: 'string', examples: ['EUR', 'USD'], pattern: '^(?!XXX)[A-Z]{3}$' },
      code: { type: 'string', pattern: '^(?=.*Q).{40}$' },
      quantity: { type: 'integer', minimum: -9007199254740991, maximum: 2 },
      share: { type: 'number', exclusiveMinimum: 10, multipleOf: 5 },
    };
    expect(sampleRecords({ properties })).toEqual([
      { currency: 'EUR', quantity: 1, share: 15 },
      { currency: 'USD', quantity: 2, share: 20 },
      { currency: 'EUR', quantity: 2, share: 25 },
    ]);
  });
});
