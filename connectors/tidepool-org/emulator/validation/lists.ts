import { isObject } from '@airbyte-ts/cdk';
import type { Fields, Place } from './place.ts';
import { empty, lengthOutOfRange, notExists, notOfType } from './problem.ts';
import { type Check, type Rule, scalar } from './rule.ts';
import { between, duplicates, integer, zero } from './scalars.ts';
import { type Members, type Overall, object, present } from './structures.ts';

/** An array of 1 to `max` values; an element that is null is an error of value. */
export function list(element: Rule, max = 100): Rule {
  return listOf(element, (values, at) => {
    reportLength(values, max, at);
    validateEach(element, values, at);
  });
}

/** An array that may be of any length, even empty. */
export const anyNumberOf = (element: Rule): Rule =>
  listOf(element, (values, at) => validateEach(element, values, at));

const DAY = 86_400_000;

/**
 * A schedule: entries that apply from a time of day on (`start`, in milliseconds). The first one starts at 0, and each
 * other one after the previous one. It may be empty.
 */
export function schedule(members: Members, ...overall: readonly Overall[]): Rule {
  const entry = object({ ...members, start: integer() }, ...overall);
  return listOf(entry, (values, at) => {
    let least = 0;
    for (const [index, value] of values.entries()) {
      const there = at.member(index);
      validateElement(entry, value, there);
      if (value === undefined) continue;
      const { start } = value as { start?: number };
      const startsRight = least === 0 ? zero : between(least, DAY);
      const place = there.member('start', value as Fields);
      place.report(start === undefined ? notExists : startsRight(start, place));
      if (index === 0) least = 1;
      else if (start !== undefined) least = start + 1;
    }
  });
}

function listOf(element: Rule, validate: (values: readonly unknown[], at: Place) => void): Rule {
  return {
    parse(raw, at) {
      if (!Array.isArray(raw)) {
        at.report(notOfType('array', raw));
        return undefined;
      }
      return raw.map((value, index) => (value === null ? undefined : element.parse(value, at.member(index))));
    },
    validate(value, at) {
      if (value !== undefined) validate(value as unknown[], at);
    },
    normalise: (value, at) =>
      (value as unknown[]).map((one, index) => element.normalise(one, at.member(index))),
  };
}

/** An object with user-defined names, which is validated in the order of the names. */
export function dictionary(element: Rule): Rule {
  return {
    parse(raw, at) {
      if (!isObject(raw)) {
        at.report(notOfType('object', raw));
        return undefined;
      }
      const parse = (name: string) => {
        const value = present(raw, name);
        return value === undefined ? undefined : element.parse(value, at.member(name));
      };
      return Object.fromEntries(Object.keys(raw).map((name) => [name, parse(name)]));
    },
    validate(value, at) {
      if (value === undefined) return;
      const fields = value as Fields;
      for (const name of Object.keys(fields).sort()) {
        validateElement(element, fields[name], at.member(name));
      }
    },
    normalise: (value, at) =>
      Object.fromEntries(
        Object.entries(value as Fields).map(([name, one]) => [name, element.normalise(one, at.member(name))]),
      ),
  };
}

function validateEach(element: Rule, values: readonly unknown[], at: Place): void {
  for (const [index, value] of values.entries()) validateElement(element, value, at.member(index));
}

function validateElement(element: Rule, value: unknown, at: Place): void {
  if (value === undefined) at.report(notExists);
  else element.validate(value, at);
}

/** Options of an array of texts, besides the checks of its elements. */
export interface TextsOptions {
  readonly max?: number;
  readonly mayBeEmpty?: boolean;
  readonly unique?: boolean;
  readonly sorted?: boolean;
}

/** An array of texts; null is read as the empty text. */
export function texts(checks: readonly Check<string>[], options: TextsOptions = {}): Rule {
  const {
    max: most = Number.POSITIVE_INFINITY,
    mayBeEmpty = false,
    unique = false,
    sorted = false,
  } = options;
  const array = scalar<readonly unknown[]>(
    (raw) => (Array.isArray(raw) ? raw : notOfType('array', raw)),
    [],
    (values) => (sorted ? values.toSorted() : values),
  );
  return {
    ...array,
    parse(raw, at) {
      const values = array.parse(raw, at) as unknown[] | undefined;
      return values?.map((value, index) => {
        if (value === null || typeof value === 'string') return value ?? '';
        at.member(index).report(notOfType('string', value));
        return '';
      });
    },
    validate(value, at) {
      if (value === undefined) return;
      const values = value as string[];
      if (!mayBeEmpty || values.length > 0) reportLength(values, most, at);
      for (const [index, one] of values.entries()) {
        const there = at.member(index);
        for (const check of checks) there.report(check(one, there));
      }
      if (unique) for (const [index, problem] of duplicates(values)) at.member(index).report(problem);
    },
  };
}

function reportLength(values: readonly unknown[], max: number, at: Place): void {
  if (values.length === 0) at.report(empty);
  else if (values.length > max) at.report(lengthOutOfRange(values.length, `less than or equal to ${max}`));
}
