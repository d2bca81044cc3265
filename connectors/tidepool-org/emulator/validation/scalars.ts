import type { Place } from './place.ts';
import {
  duplicate,
  empty,
  lengthOutOfRange,
  notOfType,
  notOneOf,
  notValid,
  outOfRange,
  type Problem,
} from './problem.ts';
import { type Check, type Rule, scalar } from './rule.ts';

export const text = (...checks: readonly Check<string>[]): Rule =>
  scalar((raw) => (typeof raw === 'string' ? raw : notOfType('string', raw)), checks);

export const number = (...checks: readonly Check<number>[]): Rule =>
  scalar((raw) => (typeof raw === 'number' ? raw : notOfType('float64', raw)), checks);

/** 300000.0 is an integer too. A number beyond 64 bits becomes the smallest integer of 64 bits. */
export const integer = (...checks: readonly Check<number>[]): Rule =>
  scalar((raw) => {
    if (typeof raw !== 'number' || !Number.isInteger(raw)) return notOfType('int', raw);
    return raw >= 2 ** 63 ? -(2 ** 63) : Math.max(raw, -(2 ** 63));
  }, checks);

export const flag = (): Rule =>
  scalar((raw) => (typeof raw === 'boolean' ? raw : notOfType('bool', raw)), []);

/** Texts are counted in code points. */
const lengthOf = (value: string) => [...value].length;

export const notEmpty: Check<string> = (value) => (value === '' ? empty : undefined);

export const atMost =
  (max: number): Check<string> =>
  (value) =>
    lengthOf(value) > max ? lengthOutOfRange(lengthOf(value), `less than or equal to ${max}`) : undefined;

export const atLeastLong =
  (least: number): Check<string> =>
  (value) =>
    lengthOf(value) < least
      ? lengthOutOfRange(lengthOf(value), `greater than or equal to ${least}`)
      : undefined;

/** A text of 1 to `max` characters: the rule of nearly every name. */
export const name = (max = 100): Rule => text(notEmpty, atMost(max));

export const oneOf =
  (...allowed: readonly string[]): Check<string> =>
  (value) =>
    allowed.includes(value) ? undefined : notOneOf(value, allowed);

export const oneOfNumbers =
  (...allowed: readonly number[]): Check<number> =>
  (value) =>
    allowed.includes(value) ? undefined : notOneOf(value, allowed);

export const equalTo =
  (only: string): Check<string> =>
  (value) =>
    value === only ? undefined : outOfRange(value, `equal to "${only}"`);

export const zero: Check<number> = (value) => (value === 0 ? undefined : outOfRange(value, 'equal to 0'));

/** The empty text has an error of its own; any other invalid text is "not valid as …". */
export const valid =
  (fits: (value: string) => boolean, what: string): Check<string> =>
  (value) => {
    if (value === '') return empty;
    return fits(value) ? undefined : notValid(value, what);
  };

export type Range = readonly [least: number, most: number];

/** The range may depend on neighbouring members, such as the unit. Without a range, any number is valid. */
export const within =
  (range: (at: Place) => Range | undefined): Check<number> =>
  (value, at) => {
    const bounds = range(at);
    if (!bounds || (value >= bounds[0] && value <= bounds[1])) return undefined;
    return outOfRange(value, `between ${bounds[0]} and ${bounds[1]}`);
  };

export const between = (least: number, max: number): Check<number> => within(() => [least, max]);

export const atLeast =
  (least: (at: Place) => number): Check<number> =>
  (value, at) =>
    value < least(at) ? outOfRange(value, `greater than or equal to ${least(at)}`) : undefined;

/** `from` if the member `name` is a number in the range `[least, max]`, and else `[least, max]` itself. */
export const from =
  (name: string, least: number, max: number): Check<number> =>
  (value, at) => {
    const start = at.owner[name];
    const inside = typeof start === 'number' && start >= least && start <= max;
    return between(inside ? start : least, max)(value, at);
  };

/** `[least, upper]` if the member `name` is a number in the range `[least, max]`, and else `[least, max]`. */
export const upTo =
  (name: string, least: number, max: number): Check<number> =>
  (value, at) => {
    const end = at.owner[name];
    const inside = typeof end === 'number' && end >= least && end <= max;
    return between(least, inside ? end : max)(value, at);
  };

export function duplicates(values: readonly unknown[]): ReadonlyMap<number, Problem> {
  const found = new Map<number, Problem>();
  for (const [index, value] of values.entries())
    if (values.indexOf(value) < index) found.set(index, duplicate);
  return found;
}
