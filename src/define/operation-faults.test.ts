import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testOperation } from '../mapping/testing/fixtures.ts';
import { type AnyOperation, checkOperations, operation } from './operation.ts';
import { checkDistinct } from './operation-faults.ts';

const schema = z.object({
  id: z.int().nullable().optional(),
  name: z.enum(['a', 'b']),
  either: z.union([z.string(), z.boolean()]),
  any: z.unknown(),
  lazy: z.lazy(() => z.string()),
  flag: z.boolean().optional(),
  tags: z.array(z.string()),
});
const made = (parts: object) => () => operation({ ...testOperation(schema), ...parts } as AnyOperation);
const duplicates = { onDuplicate: 'keep-last' };

describe('an operation', () => {
  it.each([
    ['a misspelt member', { onDuplicates: 'keep-last' }, 'the member "onDuplicates"'],
    ['a misspelt sync mode', { syncModes: ['apend'] }, '"syncModes" has "apend": sync modes are append, '],
    [
      'a misspelt rule for duplicates',
      { ...duplicates, onDuplicate: 'keepLast' },
      '"onDuplicate" is "keepLast"',
    ],
    [
      'another value for deletions',
      { acceptsDeletes: 'all' },
      '"acceptsDeletes" is "all", and has to be true or',
    ],
    ['other batch semantics', { batchSemantics: 'atomic' }, '"batchSemantics" is "atomic"'],
    ['another rule for columns', { unmappedColumns: 'send' }, '"unmappedColumns" is "send"'],
    ['a misspelt member of it', { unmappedColumns: { itno: 'any' } }, '"unmappedColumns" is {"itno":"any"}'],
    ['a misspelt limit', { limits: { maxRow: 5 } }, '"limits" has the member "maxRow"'],
    ['no limit of rows', { limits: { maxBytes: 5 } }, '"limits.maxRows" is undefined'],
    ['batches of no rows', { limits: { maxRows: 0 } }, '"limits.maxRows" is 0'],
    ['a limit that is not a number', { limits: { maxRows: 1, maxBytes: Number.NaN } }, '"limits.maxBytes"'],
    ['a rule for duplicates without a key', duplicates, '"onDuplicate" needs a "dedupKey"'],
    ['the key of a deletion in a field', { dedupKey: 'id', acceptsDeletes: true }, 'use a function'],
    ['a flag as key', { ...duplicates, dedupKey: 'flag' }, 'the field "flag", which is neither'],
    ['a list as key', { ...duplicates, dedupKey: 'tags' }, 'the field "tags", which is neither'],
  ])('with %s is invalid, and the error names it', (_, parts, message) => {
    expect(made(parts)).toThrow(message);
    expect(made(parts)).toThrow(expect.objectContaining({ code: 'ERR_DEFINITION_INVALID', kind: 'bug' }));
  });

  it.each([
    ['dedupKey', { dedupKey: 'idd' }],
    ['matchingKeys', { matchingKeys: [['id'], ['name', 'idd']] }],
    ['defaults', { defaults: { idd: () => 1 } }],
    ['mappedOnly', { mappedOnly: ['idd'] }],
    ['globalId.field', { globalId: { field: 'idd', advice: '' } }],
    ['unmappedColumns.into', { unmappedColumns: { into: 'idd' } }],
  ])(
    'with an unknown field in %s is invalid, and the error names the fields of the schema',
    (member, parts) => {
      const message = `"${member}" names "idd", which is no field of "schema"; its fields are id, name, either, any, lazy, flag, tags.`;
      expect(made(parts)).toThrow(message);
    },
  );

  it('with schemaFor has its schema checked when it is used, because it may take long to create', () => {
    const unsupported = z.object({ id: z.string().default('x') });
    expect(made({ schema: unsupported })).toThrow(
      expect.objectContaining({ code: 'ERR_SCHEMA_UNSUPPORTED' }),
    );
    expect(made({ schema: unsupported, schemaFor: () => schema })).not.toThrow();
  });

  it('may name fields that only other columns or schemas of records provide', () => {
    for (const parts of [
      { unmappedColumns: 'keep' },
      { schema: z.looseObject({}) },
      { schema: z.object({}).catchall(z.string()) },
      { schemaFor: () => schema },
    ])
      expect(made({ dedupKey: 'idd', defaults: { idd: () => 1 }, ...parts })).not.toThrow();
    expect(made({ schema: z.strictObject({}), dedupKey: 'idd' })).toThrow('"dedupKey" names "idd"');
    expect(made({ matchingKeys: [['user']], consumedColumns: ['user'] })).not.toThrow();
    expect(made({ mappedOnly: ['user'], consumedColumns: ['user'] })).toThrow('"mappedOnly" names "user"');
  });

  it.each(['id', 'name', 'either', 'any', 'lazy'])('may have the field %s as key', (dedupKey) => {
    expect(made({ ...duplicates, dedupKey })).not.toThrow();
  });

  it('may have deletions with a function as key, limits of any size, and absent members', () => {
    const limits = { maxRows: 1, maxBytes: undefined, maxAgeMs: 1 };
    expect(made({ acceptsDeletes: true, dedupKey: () => 'x', limits, onDuplicate: undefined })).not.toThrow();
    expect(made({ schemaFor: () => schema, dedupKey: 'flag' })).not.toThrow();
  });
});

it('operations that operation() did not make are checked too, and may have no sync mode', () => {
  const made = operation(testOperation(schema));
  expect(checkOperations([made, { ...made, syncModes: [] }])).toHaveLength(2);
  expect(() => checkOperations([{ ...made, ...duplicates } as AnyOperation])).toThrow('needs a "dedupKey"');
  expect(() => checkOperations([made, { ...made }])).toThrow('Two operations are for the object');
});

it('two operations of one object and sync mode are invalid, and the error names both', () => {
  const of = (object: string, ...syncModes: AnyOperation['syncModes']) => ({ object, syncModes });
  expect(() => checkDistinct([of('a', 'append'), of('a', 'overwrite'), of('b', 'append')])).not.toThrow();
  expect(() => checkDistinct([of('a', 'append'), of('a', 'overwrite', 'append')])).toThrow(
    'Two operations are for the object "a" in the sync mode append.',
  );
});
