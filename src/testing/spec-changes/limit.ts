import type { JsonSchema } from '../../define/specification.ts';
import type { Rule } from '../rule.ts';
import { compiled } from '../spec-rules/pattern.ts';
import { type Change, STORED, valuesOf } from './change.ts';

/** Rules for limits of numbers, texts and lists. */
export const limitRules: readonly Rule<Change>[] = [
  {
    name: 'minimum-raised',
    reference: STORED,
    check: ({ before, after }) =>
      isTighter(lowestOf(before), lowestOf(after)) &&
      fails(before, (value) => typeof value === 'number' && isTighter([value, 0], lowestOf(after))) &&
      `The smallest number is ${written(lowestOf(after))} now.`,
  },
  {
    name: 'maximum-lowered',
    reference: STORED,
    check: ({ before, after }) =>
      isTighter(highestOf(before), highestOf(after)) &&
      fails(before, (value) => typeof value === 'number' && isTighter([-value, 0], highestOf(after))) &&
      `The largest number is ${written(highestOf(after), -1)} now.`,
  },
  {
    name: 'multiple-narrowed',
    reference: STORED,
    check({ before, after }) {
      const now = after.multipleOf;
      if (typeof now !== 'number') return;
      const then = Number(before.multipleOf ?? (before.type === 'integer' ? 1 : Number.NaN));
      return (
        then % now !== 0 &&
        fails(before, (value) => typeof value === 'number' && value % now !== 0) &&
        `The number has to be a multiple of ${now} now.`
      );
    },
  },
  ...(
    [
      ['minLength', 'text', 'shortest', 'characters'],
      ['minItems', 'list', 'shortest', 'items'],
    ] as const
  ).map(
    ([keyword, what, word, unit]): Rule<Change> => ({
      name: `${keyword === 'minLength' ? 'min-length' : 'min-items'}-raised`,
      reference: STORED,
      check({ before, after }) {
        const now = Number(after[keyword] ?? 0);
        return (
          now > Number(before[keyword] ?? 0) &&
          fails(before, (value) => lengthOf(value, what) < now) &&
          `The ${word} ${what} has ${now} ${unit} now.`
        );
      },
    }),
  ),
  ...(
    [
      ['maxLength', 'text', 'longest', 'characters'],
      ['maxItems', 'list', 'longest', 'items'],
    ] as const
  ).map(
    ([keyword, what, word, unit]): Rule<Change> => ({
      name: `${keyword === 'maxLength' ? 'max-length' : 'max-items'}-lowered`,
      reference: STORED,
      check({ before, after }) {
        const now = Number(after[keyword] ?? Number.POSITIVE_INFINITY);
        return (
          now < Number(before[keyword] ?? Number.POSITIVE_INFINITY) &&
          fails(before, (value) => lengthOf(value, what) > now) &&
          `The ${word} ${what} has ${now} ${unit} now.`
        );
      },
    }),
  ),
  {
    name: 'unique-items',
    reference: STORED,
    check: ({ before, after }) =>
      after.uniqueItems === true &&
      before.uniqueItems !== true &&
      'The list may no longer contain an item twice.',
  },
  {
    // Whether a pattern accepts all texts of another one cannot be decided by simple means.
    name: 'pattern-changed',
    reference: STORED,
    check({ before: { pattern: then, ...before }, after: { pattern: now } }) {
      if (now === undefined || now === then) return;
      const isRejected = (value: unknown) =>
        typeof value === 'string' && compiled(now)?.test(value) === false;
      return (
        fails(before, isRejected) &&
        `The pattern ${then === undefined ? 'is new' : 'changed'}: verify that values which users have stored still match.`
      );
    },
  },
];

/** Whether a value that was valid may break the limit: one of the values, if the schema lists them. */
const fails = (before: JsonSchema, breaks: (value: unknown) => boolean): boolean =>
  valuesOf(before)?.some(breaks) ?? true;

/** A bound: the number, and 1 if the number itself is beyond it. Larger bounds accept fewer numbers. */
type Bound = readonly [number: number, exclusive: 0 | 1];

function lowestOf(schema: JsonSchema, sign: 1 | -1 = 1): Bound {
  const [inclusive, exclusive] =
    sign === 1 ? [schema.minimum, schema.exclusiveMinimum] : [schema.maximum, schema.exclusiveMaximum];
  const bounds: Bound[] = [[Number.NEGATIVE_INFINITY, 0]];
  if (typeof inclusive === 'number') bounds.push([sign * inclusive, 0]);
  if (typeof exclusive === 'number') bounds.push([sign * exclusive, 1]);
  const tightest = bounds.reduce((one, other) => (isTighter(one, other) ? other : one));
  // 1 is the smallest whole number above 0, and above 0.5.
  if (schema.type !== 'integer' || !Number.isFinite(tightest[0])) return tightest;
  return [tightest[1] === 1 ? Math.floor(tightest[0]) + 1 : Math.ceil(tightest[0]), 0];
}

/** The upper bound, with its sign changed. */
const highestOf = (schema: JsonSchema): Bound => lowestOf(schema, -1);

const isTighter = (then: Bound, now: Bound): boolean =>
  now[0] > then[0] || (now[0] === then[0] && now[1] > then[1]);

const written = ([number, exclusive]: Bound, sign = 1): string =>
  `${exclusive === 1 ? (sign === 1 ? 'above ' : 'below ') : ''}${sign * number}`;

function lengthOf(value: unknown, what: 'text' | 'list'): number {
  if (what === 'list') return Array.isArray(value) ? value.length : Number.NaN;
  return typeof value === 'string' ? [...value].length : Number.NaN;
}
