import type { Fields, Place } from './place.ts';
import { exists, notExists, Problem } from './problem.ts';

/**
 * The service's treatment of one value, in three steps. The first step runs for a whole request before the second
 * one, so an error of type hides every error of value.
 */
export interface Rule {
  /** Reads a JSON value that is not null; `undefined` if it could not be read and an error was reported. */
  parse(raw: unknown, at: Place): unknown;
  /** `undefined` is a value that is absent. */
  validate(value: unknown, at: Place): void;
  /** The value as it is stored; only runs when nothing was reported. */
  normalise(value: unknown, at: Place): unknown;
}

export type Check<T> = (value: T, at: Place) => Problem | undefined;

/** A value without members: `read` checks its type, and each of `checks` may report a problem. */
export function scalar<T>(
  read: (raw: unknown) => T | Problem,
  checks: readonly Check<T>[],
  normalise: (value: T, at: Place) => unknown = (value) => value,
): Rule {
  return {
    parse(raw, at) {
      const value = read(raw);
      if (!(value instanceof Problem)) return value;
      at.report(value);
      return undefined;
    },
    validate(value, at) {
      if (value !== undefined) for (const check of checks) at.report(check(value as T, at));
    },
    normalise: (value, at) => normalise(value as T, at),
  };
}

export const required = (rule: Rule): Rule => ({
  ...rule,
  validate(value, at) {
    if (value === undefined) at.report(notExists);
    else rule.validate(value, at);
  },
});

const forbidden = (rule: Rule): Rule => ({
  ...rule,
  validate(value, at) {
    if (value !== undefined) at.report(exists);
  },
});

/** Tests the object that contains the value. */
export type Condition = (owner: Fields, at: Place) => boolean;

/** Selects another validation for the same member by its neighbours. */
const either = (condition: Condition, rule: Rule, otherwise: Rule): Rule => ({
  ...rule,
  validate: (value, at) => (condition(at.owner, at) ? rule : otherwise).validate(value, at),
});

export const requiredIf = (condition: Condition, rule: Rule): Rule => either(condition, required(rule), rule);
export const onlyIf = (condition: Condition, rule: Rule): Rule => either(condition, rule, forbidden(rule));
export const exactlyIf = (condition: Condition, rule: Rule): Rule =>
  either(condition, required(rule), forbidden(rule));

/** The same, where the service applies a value's own rules even if it must be absent. */
export const checkedAndExactlyIf = (condition: Condition, rule: Rule): Rule => ({
  ...rule,
  validate(value, at) {
    rule.validate(value, at);
    const there = value !== undefined;
    if (condition(at.owner, at) !== there) at.report(there ? exists : notExists);
  },
});

export const has =
  (name: string): Condition =>
  (owner) =>
    owner[name] !== undefined;

export const is =
  (name: string, ...values: readonly string[]): Condition =>
  (owner) =>
    values.includes(owner[name] as string);
