import { isObject } from '@airbyte-ts/cdk';
import type { Fields, Place } from './place.ts';
import { noneOf, notExists, notOfType, notOneOf } from './problem.ts';
import type { Rule } from './rule.ts';

export type Members = Readonly<Record<string, Rule>>;

/** Validates a whole object after its members; may report a problem at any place. */
export type Overall = (value: Fields, at: Place) => void;

/** An object with declared members. They are validated in the order of the table; undeclared ones are dropped silently. */
export function object(members: Members, ...overall: readonly Overall[]): Rule {
  const rules = Object.entries(members);
  return {
    parse(raw, at) {
      if (!isObject(raw)) {
        at.report(notOfType('object', raw));
        return undefined;
      }
      const value: Fields = {};
      for (const [name, rule] of rules) {
        const member = present(raw, name);
        const parsed = member === undefined ? undefined : rule.parse(member, at.member(name, value));
        if (parsed !== undefined) value[name] = parsed;
      }
      return value;
    },
    validate(value, at) {
      if (value === undefined) return;
      const fields = value as Fields;
      for (const [name, rule] of rules) rule.validate(fields[name], at.member(name, fields));
      for (const check of overall) check(fields, at);
    },
    normalise(value, at) {
      const fields = value as Fields;
      const stored: Fields = {};
      for (const [name, rule] of rules) {
        if (fields[name] === undefined) continue;
        const kept = rule.normalise(fields[name], at.member(name, fields));
        if (kept !== undefined) stored[name] = kept;
      }
      return stored;
    },
  };
}

/** An object whose members depend on one of them, as in the sub types of a bolus. */
export function variants(key: string, rules: Members): Rule {
  const ruleOf = (value: unknown) => rules[(value as Fields)[key] as string]!;
  return {
    parse(raw, at) {
      if (!isObject(raw)) {
        at.report(notOfType('object', raw));
        return undefined;
      }
      const name = present(raw, key);
      const there = at.member(key);
      if (name !== undefined && typeof name !== 'string') there.report(notOfType('string', name));
      if (typeof name !== 'string') there.report(notExists);
      else if (Object.hasOwn(rules, name)) return rules[name]!.parse(raw, at);
      else there.report(notOneOf(name, Object.keys(rules)));
      return undefined;
    },
    validate(value, at) {
      if (value !== undefined) ruleOf(value).validate(value, at);
    },
    normalise: (value, at) => ruleOf(value).normalise(value, at),
  };
}

/** At least one of these members must be present. */
export const anyOf =
  (...names: readonly string[]): Overall =>
  (value, at) => {
    if (names.every((name) => value[name] === undefined)) at.report(noneOf(names));
  };

/** A member that is null counts as absent. */
export const present = (raw: Fields, name: string): unknown =>
  Object.hasOwn(raw, name) ? (raw[name] ?? undefined) : undefined;
