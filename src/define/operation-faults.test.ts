import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testOperation } from '../mapping/testing/fixtures.ts';
import { type AnyOperation, operation } from './operation.ts';
import { checkDistinct } from './operation-faults.ts';

const schema = z.object({
  id: z.int().nullable().optional(),
  name: z.enum(['a', 'b']),
  either: z.union([z.string(), z.boolean()]),
  any: z.unknown(),
  flag: z.boolean().optional(),
  tags: z.array(z.string()),
});
const made = (parts: object) => () => operation({ ...testOperation(schema), ...parts } as AnyOperation);
const duplicates = { onDuplicate: 'keep-last' };

describe('an operation', () => {
  it.each([
    ['a misspelt member', { onDuplicates: 'keep-last' }, 'the member "onDuplicates"'],
    ['no sync mode', { syncModes: [] }, '"syncModes" is empty'],
    ['batches of no rows', { limits: { maxRows: 0 } }, '"limits.maxRows" is 0'],
    ['a limit that is not a number', { limits: { maxRows: 1, maxBytes: Number.NaN } }, '"limits.maxBytes"'],
    ['a rule for duplicates without a key', duplicates, '"onDuplicate" needs a "dedupKey"'],
    ['the key of a deletion in a field', { dedupKey: 'id', acceptsDeletes: true }, 'use a function'],
    ['a flag as key', { ...duplicates, dedupKey: 'flag' }, 'the field "flag", which is neither'],
    ['a list as key', { ...duplicates, dedupKey: 'tags' }, 'the field "tags", which is neither'],
  ])('with %s is invalid, and the error names it', (_, parts, message) => {
    expect(made(parts)).toThrow(message);
    expect(made(parts)).toThrow(expect.objectContaining({ code: 'ERR_OPERATION_INVALID', kind: 'bug' }));
  });

  it.each(['id', 'name', 'either', 'any', 'other'])('may have the field %s as key', (dedupKey) => {
    expect(made({ ...duplicates, dedupKey })).not.toThrow();
  });

  it('may have deletions with a function as key, limits of any size, and absent members', () => {
    const limits = { maxRows: 1, maxBytes: undefined, maxAgeMs: 1 };
    expect(made({ acceptsDeletes: true, dedupKey: () => 'x', limits, onDuplicate: undefined })).not.toThrow();
    expect(made({ schemaFor: () => schema, dedupKey: 'flag' })).not.toThrow();
  });
});

it('two operations of one object and sync mode are invalid, and the error names both', () => {
  const of = (object: string, ...syncModes: AnyOperation['syncModes']) => ({ object, syncModes });
  expect(() => checkDistinct([of('a', 'append'), of('a', 'overwrite'), of('b', 'append')])).not.toThrow();
  expect(() => checkDistinct([of('a', 'append'), of('a', 'overwrite', 'append')])).toThrow(
    'Two operations are for the object "a" in the sync mode append.',
  );
});
