import { expect, it } from 'vitest';
import { z } from 'zod';
import { passing, type ZodCheck } from './zod-checks.ts';

const passes = (check: unknown): ((value: unknown) => boolean) => passing(check as ZodCheck);

it('a check outside of zod gives the same verdict for each of several values', () => {
  const fits = passes(z.multipleOf(2));
  expect([2, 3, 4, 5, 6].map(fits)).toEqual([true, false, true, false, true]);
});

it('a check does not apply to values that have nothing to be checked, as in zod', () => {
  const [fits, any] = [passes(z.length(2)), z.any().check(z.length(2))];
  for (const value of ['ab', 'a', [1, 2], [1], 5, null])
    expect([value, fits(value)]).toEqual([value, any.safeParse(value).success]);
  expect(['ab', 'a', 5].map(fits)).toEqual([true, false, true]);
});

it('an asynchronous check accepts nothing', () => {
  const [check] = z.string().refine(async () => true).def.checks!;
  expect(passes(check)('x')).toBe(false);
});
