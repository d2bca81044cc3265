import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldSchema } from './field-schema.ts';
import { issueMessage } from './issue-message.ts';
import { rejectReasonsFor } from './reject-reason.ts';

const reasonOf = (fields: z.ZodObject, row: Readonly<Record<string, unknown>>): string =>
  rejectReasonsFor(() => fieldSchema(fields))(fields.safeParse(row, { error: issueMessage }).error!, row);

describe('the reason for an invalid record', () => {
  it('names the path of the first invalid field, with [] for each item of a list', () => {
    const fields = z.object({
      id: z.string(),
      stops: z.array(z.object({ place: z.object({ zip: z.string().max(5) }) })),
    });
    expect(reasonOf(fields, { id: 'a', stops: [{ place: { zip: '123456' } }] })).toBe(
      'stops.[].place.zip has more than 5 characters',
    );
    expect(reasonOf(fields, { id: 1, stops: 1 })).toBe('id is not a text');
  });

  it('names declared fields in a list, in an alternative and in the entries of a map, but no entry', () => {
    const inner = z.object({ zip: z.string() });
    for (const [field, value, reason] of [
      [z.array(inner), [{ zip: 1 }], 'x.[].zip is not a text'],
      [inner.nullable(), { zip: 1 }, 'x.zip is not a text'],
      [z.record(z.string(), inner), { 'Jane Doe': { zip: 1 } }, 'x.[].zip is not a text'],
      [z.record(z.string(), z.string()), { 'Jane Doe': 1 }, 'x.[] is not a text'],
    ] as const)
      expect(reasonOf(z.object({ x: field }), { x: value })).toBe(reason);
  });

  it('is about the record where a rule is about no single field', () => {
    const fields = z.object({ a: z.string() }).refine(() => false, { error: 'Has no owner' });
    expect(reasonOf(fields, { a: 'x' })).toBe('the record has no owner');
  });

  it('is about an absent field where a rule of the author requires it', () => {
    const fields = z.object({ a: z.string(), o: z.object({}).optional() });
    for (const [path, reason] of [
      [['o'], 'o is needed with a'],
      [['o', 'Jane Doe', 'a'], 'o.[].a is needed with a'],
    ] as const) {
      const demanding = fields.check(({ issues, value }) => {
        issues.push({ code: 'custom', path: [...path], message: 'Is needed with a', input: value });
      });
      expect(reasonOf(demanding, { a: 'x' })).toBe(reason);
    }
  });

  it('says that a field is missing, also where the field has a message of its own', () => {
    const fields = z.object({ a: z.string({ error: 'is no name' }) });
    expect(reasonOf(fields, {})).toBe('a is missing');
    expect(reasonOf(fields, { a: null })).toBe('a is no name');
  });

  it('says that a strict object has other keys, without their names', () => {
    const fields = z.object({ o: z.strictObject({ a: z.string() }).optional() });
    expect(reasonOf(fields, { o: { a: 'x', 'Jane Doe': 1 } })).toBe('o has keys that are not fields');
  });
});

describe('the reason for an invalid time', () => {
  const time = z.iso.datetime({ offset: true });
  const value = '2024-02-30T06:59:59Z';
  const fault = 'is not a time: its day does not exist';

  it.each<readonly [string, z.ZodType, unknown, string]>([
    ['a field', time, value, 'x'],
    ['an optional field', time.optional(), value, 'x'],
    ['a nullable field', time.nullable(), value, 'x'],
    ['an item of a list', z.array(time), [value], 'x.[]'],
    ['an item of a list that may be null', z.array(time).nullish(), [value], 'x.[]'],
    ['an entry of a map', z.record(z.string(), time), { k: value }, 'x.[]'],
    [
      'an entry with the name of a member of every object',
      z.object({}).catchall(time),
      { toString: value },
      'x.[]',
    ],
    ['a field of an object', z.object({ at: time }), { at: value }, 'x.at'],
    [
      'a field of an object in a nullable list',
      z.array(z.object({ at: time })).nullable(),
      [{ at: value }],
      'x.[].at',
    ],
  ])('says what is wrong with it: %s', (_, field, data, path) => {
    expect(reasonOf(z.object({ x: field }), { x: data })).toBe(`${path} ${fault}`);
  });

  it('says why a number is not a time', () => {
    expect(reasonOf(z.object({ x: time }), { x: 0 })).toBe('x is not a time: 0 stands for none');
  });

  it('is that of the schema where nothing more specific is known', () => {
    const generic = 'is not a time with a zone, such as 2024-05-14T08:17:09Z';
    expect(reasonOf(z.object({ x: time }), { x: 'noon' })).toBe(`x ${generic}`);
  });

  it('is not given for a field that is not a time, or may have several types', () => {
    expect(reasonOf(z.object({ x: z.iso.date() }), { x: value })).toBe('x is not a date, such as 2024-05-14');
    expect(reasonOf(z.object({ x: z.union([time, z.iso.date()]) }), { x: value })).toBe(
      'x has none of the allowed forms',
    );
    expect(reasonOf(z.object({ x: time, y: z.boolean() }), { x: '2024-02-28T06:59:59Z', y: value })).toBe(
      'y is not true or false',
    );
  });
});
