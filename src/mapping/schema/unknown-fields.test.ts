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

it('fields that nobody reads are found on every level', () => {
  const record = { id: 'a', idd: 1, place: { nmae: 'x' }, parts: [{ start: 1 }, { strat: 2 }] };
  expect(unknownIn(record)).toEqual(['idd', 'place.nmae', 'parts.strat']);
});

it('what may hold anything, what the operation reads and what the platform adds is not unknown', () => {
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

it('fields that take any column have no unknown ones', () => {
  expect(unknownFields(fieldSchema(z.looseObject({ id: z.string() })))).toBeUndefined();
});
