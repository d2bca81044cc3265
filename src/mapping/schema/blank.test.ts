import { expect, it } from 'vitest';
import { z } from 'zod';
import type { AnyOperation } from '../../define/operation.ts';
import { createShaper } from '../shape.ts';
import { preparerOf, rowOf, testOperation } from '../testing/fixtures.ts';
import { blankIsAbsent, blankItemIsAbsent, isBlank, rejectingBlanks } from './blank.ts';
import { coercionFor } from './coerce.ts';
import { fieldSchema } from './field-schema.ts';

const fields = z.looseObject({
  number: z.number().optional(),
  integer: z.int().nullish(),
  flag: z.boolean().optional(),
  kind: z.enum(['a', 'b']).optional(),
  literal: z.literal('x').optional(),
  list: z.array(z.number()).optional(),
  texts: z.array(z.string()).optional(),
  object: z.object({ inner: z.number().optional(), text: z.string().optional() }).optional(),
  time: z.iso.datetime({ offset: true }).optional(),
  id: z
    .string()
    .regex(/^[0-9a-z]{4}$/)
    .optional(),
  text: z.string().optional(),
  filled: z.string().regex(/\S/, 'is empty').optional(),
  any: z.unknown().optional(),
  either: z.union([z.number(), z.boolean()]).optional(),
  open: z.enum(['', 'a']).optional(),
});
const operation = {
  schema: fields,
  unmappedColumns: 'keep',
  defaults: { own: () => 'made' },
} as unknown as AnyOperation;
const shaped = (row: object) => createShaper(operation)({ own: 'x', ...row }, {} as never);

it.each(['number', 'integer', 'flag', 'kind', 'literal', 'list', 'texts', 'object', 'time', 'id', 'either'])(
  'a blank cell is no value where the field is no free text: %s',
  (name) => {
    for (const blank of ['', ' ', '\t \n', '\u3000 ']) {
      const row = shaped({ [name]: blank, other: 1 });
      expect(row).toEqual({ own: 'x', other: 1 });
      expect(fields.safeParse(row).success).toBe(true);
    }
  },
);

it.each(['text', 'filled', 'any', 'other', 'open'])(
  'a blank text stays where it may be meant: %s',
  (name) => {
    expect(shaped({ [name]: '' })).toEqual({ own: 'x', [name]: '' });
  },
);

it('blank cells inside objects and inside objects in texts count as absent', () => {
  expect(shaped({ object: { inner: '', text: '' } })).toEqual({ own: 'x', object: { text: '' } });
  expect(shaped({ object: '{"inner":" ","text":""}' })).toEqual({ own: 'x', object: { text: '' } });
});

it('a default replaces a blank id', () => {
  const filling = createShaper({
    schema: z.object({ id: z.string().regex(/\S/, 'is empty') }),
    defaults: { id: () => 'made' },
  } as unknown as AnyOperation);
  for (const id of ['', '  ', null, undefined]) expect(filling({ id }, {} as never)).toEqual({ id: 'made' });
  expect(filling({ id: 'own' }, {} as never)).toEqual({ id: 'own' });
  expect(filling({ id: 'own', other: 1 }, {} as never)).toEqual({ id: 'own' });
});

it('a default replaces no blank that is a value of its field', () => {
  const filling = createShaper({
    schema: z.object({ id: z.string() }),
    defaults: { id: () => 'made' },
  } as unknown as AnyOperation);
  for (const record of [{ id: ' ' }, { id: ' ', other: 1 }])
    expect(filling(record, {} as never)).toEqual({ id: ' ' });
});

it.each([
  [['', ''], undefined],
  ['[" ", ""]', undefined],
  [['', 'a', '\u3000'], ['a']],
  ['["a", ""]', ['a']],
  [[], []],
])('blank texts in a list of texts are no values: %j becomes %j', (texts, expected) => {
  expect(shaped({ texts })).toEqual({ own: 'x', ...(expected && { texts: expected }) });
});

it('a blank text in a list that may hold none is no value either, and other types stay', () => {
  const lists = z.object({ a: z.array(z.string().regex(/\S/)), b: z.array(z.string()) });
  const shape = createShaper({ schema: lists } as unknown as AnyOperation);
  expect(shape({ a: ['', 'x'], b: [null, {}, ' ', 'x'] }, {} as never)).toEqual({
    a: ['x'],
    b: [null, {}, 'x'],
  });
});

it.each([
  ['', true],
  [' ', true],
  ['\u3000\n', true],
  [' a', false],
  ['a ', false],
  ['é', false],
  ['\u3000a', false],
  ['~', false],
  ['!', false],
])('a text is blank if it has nothing but blanks: %j', (text, expected) => {
  expect(isBlank(text)).toBe(expected);
});

const text = { type: 'string' };
it.each([
  [text, false, true],
  [{ type: ['string', 'null'] }, false, false],
  [{}, false, false],
  [{ type: 'number' }, true, true],
  [{ ...text, enum: ['', 'a'] }, false, false],
  [{ ...text, enum: ['a'] }, true, true],
  [{ ...text, const: '' }, false, false],
  [{ ...text, const: 'a' }, true, true],
  [{ ...text, format: 'date' }, true, true],
  [{ ...text, format: 'email' }, false, false],
  [{ ...text, pattern: String.raw`\S` }, false, true],
  [{ ...text, pattern: '^[a-z]*$' }, false, false],
  [{ ...text, pattern: '^[a-z]+$' }, true, true],
  [{ anyOf: [{ type: 'number' }, text] }, false, false],
  [{ anyOf: [{ type: 'number' }, { type: 'null' }] }, true, true],
])('an empty text is no value of %j: %s, of a list of these: %s', (schema, field, item) => {
  expect([blankIsAbsent(schema)(''), blankItemIsAbsent(schema)('')]).toEqual([field, item]);
});

const time = { ...text, format: 'date-time' };
it.each<readonly [object, object]>([
  [time, { ...time, pattern: String.raw`\S` }],
  [{ anyOf: [time, { type: 'null' }] }, { anyOf: [{ ...time, pattern: String.raw`\S` }, { type: 'null' }] }],
  [
    { ...time, pattern: '^a' },
    { ...time, pattern: '^a' },
  ],
  [
    { ...time, enum: [''] },
    { ...time, enum: [''] },
  ],
  [
    { ...time, const: '' },
    { ...time, const: '' },
  ],
  [text, text],
])('a schema whose blanks are no values rejects them: %j becomes %j', (schema, rejecting) => {
  expect(rejectingBlanks(schema)).toEqual(rejecting);
});

it('a single value becomes a list of one where a list of texts is required', () => {
  const coerce = coercionFor(fieldSchema(z.array(z.string())));
  expect(['a', '[draft] a', 7, true].map(coerce)).toEqual([['a'], ['[draft] a'], ['7'], ['true']]);
  expect(['["a","b"]', ['a'], null, {}].map(coerce)).toEqual([['a', 'b'], ['a'], null, {}]);
  expect(coercionFor(fieldSchema(z.array(z.number())))('7')).toBe('7');
});

it('blank texts in a list of texts are left out of each record, whether it is parsed or recognised by its text', () => {
  const prepare = preparerOf(
    testOperation(z.object({ texts: z.array(z.string()).optional(), id: z.string() })),
  );
  const lists = [['a'], ['b'], ['', 'c'], ['', ''], ['d']];
  const rows = lists.map((texts, id) => rowOf(prepare, JSON.stringify({ texts, id: `${id}` })));
  expect(rows.map((row) => JSON.parse(row).texts)).toEqual([['a'], ['b'], ['c'], undefined, ['d']]);
});
