import { expect, it } from 'vitest';
import { z } from 'zod';
import { issueMessage } from './issue-message.ts';

const messageOf = (schema: z.ZodType, value: unknown): string | undefined =>
  schema.safeParse(value, { error: issueMessage }).error?.issues[0]?.message;

it.each([
  [z.int(), 1.5, 'is not an integer'],
  [z.int(), 'x', 'is not a number'],
  [z.number(), 'x', 'is not a number'],
  [z.string(), 1, 'is not a text'],
  [z.string(), undefined, 'is missing'],
  [z.boolean(), 'yes', 'is not true or false'],
  [z.object({}), 'x', 'is not an object'],
  [z.record(z.string(), z.unknown()), 1, 'is not an object'],
  [z.array(z.unknown()), 'x', 'is not a list'],
  [z.enum(['a', 'b']), 'c', 'is not one of a or b'],
  [z.literal('a'), 'c', 'is not a'],
  [z.string().min(1), '', 'is empty'],
  [z.string().min(3), 'a', 'has fewer than 3 characters'],
  [z.string().max(1), 'ab', 'has more than 1 characters'],
  [z.array(z.unknown()).min(1), [], 'is empty'],
  [z.array(z.unknown()).max(1), [1, 2], 'has more than 1 entries'],
  [z.number().min(0), -1, 'is below 0'],
  [z.number().gt(0), 0, 'is not above 0'],
  [z.number().max(5), 6, 'is above 5'],
  [z.number().lt(5), 5, 'is not below 5'],
  [z.number().multipleOf(5), 6, 'is not a multiple of 5'],
  [z.string().regex(/^a$/), 'b', 'does not have the required form'],
  [z.email(), 'b', 'is not an e-mail address'],
  [z.iso.datetime(), 'b', 'is not a time with a zone, such as 2024-05-14T08:17:09Z'],
  [z.union([z.number(), z.boolean()]), 'b', 'has none of the allowed forms'],
  [z.strictObject({}), { secret: 1 }, 'has fields that are not allowed'],
  [z.record(z.string().min(2), z.unknown()), { a: 1 }, 'has an entry that is not allowed'],
  [z.map(z.object({}), z.string()), new Map([[{}, 1]]), 'has an entry that is not allowed'],
  [z.string().refine(() => false), 'a', 'is not allowed'],
  [z.nan(), 'a', 'is not of the right type'],
] as const)('the default message is in words of this project (%#)', (schema, value, words) => {
  expect(messageOf(schema, value)).toBe(words);
});

it('a message in the schema takes precedence', () => {
  expect(messageOf(z.string().regex(/\S/, 'is blank'), '')).toBe('is blank');
  expect(messageOf(z.number({ error: 'is odd' }), 'x')).toBe('is odd');
});
