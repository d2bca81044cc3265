import { expect, it } from 'vitest';
import type { JsonSchema } from '../../../define/specification.ts';
import { formOf } from './field.ts';
import { librarySchema } from './library-form.ts';
import { formValidator } from './problems.ts';
import { initialValues } from './values.ts';

type Properties = Readonly<Record<string, JsonSchema>>;

const problems = (properties: Properties, values: object, required: readonly string[] = []) =>
  formValidator(formOf({ type: 'object', properties, required }))
    .problemsOf(values as never)
    .map(({ path, message, onSave }) => `${path} ${message}${onSave ? ' (on save)' : ''}`);

const digits: JsonSchema = { type: 'string', pattern: '^[0-9]+$', pattern_descriptor: 'digits' };

const choice: JsonSchema = {
  type: 'object',
  oneOf: [
    { properties: { kind: { type: 'string', const: 'a' } } },
    { required: ['id'], properties: { kind: { type: 'string', const: 'b' }, id: digits } },
  ],
};

it.each<[string, Properties, object, string[]]>([
  ['a missing value of a required field', { a: { type: 'string' } }, {}, ['.a Required']],
  ['an empty value of a required field', { a: { type: 'string' } }, { a: ' ' }, ['.a Required']],
  ['a required switch without a default', { a: { type: 'boolean' } }, {}, ['.a Required']],
  ['a pattern by its description', { a: digits }, { a: 'x' }, ['.a The value must match the pattern digits']],
  [
    'a pattern without a description',
    { a: { type: 'string', pattern: '^x$' } },
    { a: 'y' },
    ['.a The value must match the pattern ^x$'],
  ],
  [
    'a number that is too small',
    { a: { type: 'number', minimum: 2 } },
    { a: 1 },
    ['.a Must be greater than or equal to 2'],
  ],
  [
    'a number that is too large',
    { a: { type: 'number', maximum: 2 } },
    { a: 3 },
    ['.a Must be less than or equal to 2'],
  ],
  [
    'a default that is not allowed',
    { a: { type: 'string', enum: ['x', 'y'] } },
    { a: 'z' },
    ['.a Must be one of: x, y'],
  ],
  [
    'a tag at its field',
    { a: { type: 'array', items: digits } },
    { a: ['1', 'x'] },
    ['.a The value must match the pattern digits'],
  ],
  ['a field of the selected option', { a: choice }, { a: { kind: 'b' } }, ['.a.id Required']],
  [
    'a field of an item',
    {
      a: { type: 'array', items: { type: 'object', required: ['b'], properties: { b: digits, c: choice } } },
    },
    {
      a: [
        { b: '1', c: { kind: 'a' } },
        { b: '', c: { kind: 'b', id: 'x' } },
      ],
    },
    ['.a.1.b Required', '.a.1.c.id The value must match the pattern digits'],
  ],
  [
    'a rule that the form ignores, as found on save',
    { a: { type: 'string', minLength: 3 } },
    { a: 'x' },
    ['.a must NOT have fewer than 3 characters (on save)'],
  ],
  [
    'a fraction of an integer, as found on save',
    { a: { type: 'integer' } },
    { a: 1.5 },
    ['.a must be integer (on save)'],
  ],
])('reports %s', (_, properties, values, expected) => {
  expect(problems(properties, values, ['a'])).toEqual(expected);
});

it('an optional pattern must accept the empty text of a cleared field', () => {
  expect(problems({ a: digits }, { a: '' })).toHaveLength(1);
  expect(problems({ a: digits }, {})).toEqual([]);
  expect(problems({ a: { type: 'string', pattern: '^$|^[0-9]+$' } }, { a: '' })).toEqual([]);
});

it('blanks around a text do not break its pattern', () => {
  expect(problems({ a: digits }, { a: ' 12 ' })).toEqual([]);
});

it('patterns are expressions without the flag u, as in the platform', () => {
  expect(problems({ a: { type: 'string', pattern: '^[\\w-.]+$' } }, { a: 'a-b' })).toEqual([]);
});

it('the form library gets the same problems, with a mark on those that the platform reports on save', () => {
  const form = formOf({
    type: 'object',
    required: ['a'],
    properties: { a: digits, b: { type: 'string', maxLength: 1 } },
  });
  const { errors, errorSchema } = formValidator(form).library.validateFormData(
    { b: 'xx' },
    librarySchema(form),
  );
  expect(errors.map(({ property }) => property)).toEqual(['.a', '.b']);
  expect(errorSchema).toEqual({
    a: { __errors: ['Required'] },
    b: { __errors: [expect.stringContaining('(the platform reports this when you save)')] },
  });
});

it('a new form without required fields has no problem', () => {
  const form = formOf({ type: 'object', properties: { a: choice, b: { type: 'string', default: 'x' } } });
  expect(formValidator(form).problemsOf(initialValues(form))).toEqual([]);
});
