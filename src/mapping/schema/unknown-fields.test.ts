import { expect, it } from 'vitest';
import { z } from 'zod';
import { fieldSchema } from './field-schema.ts';
import { unknownFields } from './unknown-fields.ts';

const fields = z.object({
  id: z.string(),
  place: z.object({ name: z.string().optional() }).optional(),
  parts: z.array(z.object({ start: z.number() })).optional(),
  payload: z.record(z.string(), z.unknown()).optional(),
  open: z.looseObject({}).optional(),
});

const unknownIn = (record: Readonly<Record<string, unknown>>, reads?: readonly string[]): string[] => {
  const found: string[] = [];
  unknownFields(fieldSchema(fields), reads)?.(record, (path) => found.push(path));
  return found;
};

it('unknown fields are found on every level', () => {
  const record = { id: 'a', idd: 1, place: { nmae: 'x' }, parts: [{ start: 1 }, { strat: 2 }] };
  expect(unknownIn(record)).toEqual(['idd', 'place.nmae', 'parts.strat']);
});

it('names of consumed and platform columns are unknown fields inside an object', () => {
  const record = { id: 'a', place: { _airbyte_meta: 1, patient: 'p' }, parts: [{ start: 1, patient: 'p' }] };
  expect(unknownIn(record, ['patient'])).toEqual(['place._airbyte_meta', 'place.patient', 'parts.patient']);
});

it('a value of another type has no unknown fields', () => {
  for (const value of [null, 'text', 5, ['a'], { start: 1 }])
    expect(unknownIn({ id: value, parts: value })).toEqual([]);
  for (const value of [null, 'text', 5, [{ other: 1 }]]) expect(unknownIn({ place: value })).toEqual([]);
});

it("free-form content, consumed columns and the platform's columns are not unknown fields", () => {
  const record = {
    id: 'a',
    payload: { x: 1 },
    open: { y: 2 },
    _airbyte_meta: {},
    _ab_cdc_lsn: 1,
    patient: 'p',
  };
  expect(unknownIn(record, ['patient'])).toEqual([]);
  expect(unknownIn(record)).toEqual(['patient']);
});

it('a strict object has unknown fields too', () => {
  const strict = z.strictObject({ o: z.strictObject({ a: z.string() }) });
  const found: string[] = [];
  unknownFields(fieldSchema(strict))?.({ o: { a: 'x', b: 1 }, p: 1 }, (path) => found.push(path));
  expect(found).toEqual(['o.b', 'p']);
});

it('a schema that accepts any column has no unknown fields', () => {
  expect(unknownFields(fieldSchema(z.looseObject({ id: z.string() })))).toBeUndefined();
});
