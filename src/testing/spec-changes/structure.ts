import type { JsonSchema } from '../../define/specification.ts';
import { isObject } from '../../json.ts';
import type { Rule } from '../rule.ts';
import { optionsOf } from '../spec-rules/node.ts';
import { type Change, matchingOption, STORED } from './change.ts';

/** Rules for properties, options and items. */
export const structureRules: readonly Rule<Change>[] = [
  {
    name: 'property-removed',
    reference: 'airbyte-protocol: the connector ignores what stored configurations have for it',
    check: ({ before, after }) =>
      // The properties of an object that became a choice may be in its options.
      optionsOf(after).length > 0 && optionsOf(before).length === 0
        ? undefined
        : namesOf(before)
            .filter((name) => !namesOf(after).includes(name))
            .map((name) => `The property ${name} was removed.`),
  },
  {
    name: 'required-added',
    reference: STORED,
    check: ({ before, after }) =>
      requiredOf(after)
        .filter((name) => !requiredOf(before).includes(name))
        .map((name) =>
          namesOf(before).includes(name)
            ? `The property ${name} became required; stored configurations may lack it.`
            : `The property ${name} is new and required; stored configurations lack it.`,
        ),
  },
  {
    name: 'additional-properties-forbidden',
    reference: STORED,
    check({ before, after }) {
      const { additionalProperties: now } = after;
      const then = before.additionalProperties;
      if (now === false) return then !== false && 'Properties that are not described became invalid.';
      return (
        isObject(now) &&
        (then === undefined || then === true) &&
        'Properties that are not described have to fit a schema now.'
      );
    },
  },
  {
    name: 'option-removed',
    reference: STORED,
    check: ({ before, after }) =>
      optionsOf(after).length === 0
        ? undefined
        : optionsOf(before)
            .filter((option) => !matchingOption(option, before, after))
            .map((option) => `The option ${option.title ?? '(without a title)'} was removed.`),
  },
  {
    name: 'choice-changed',
    reference: STORED,
    check({ before, after }) {
      const [then, now] = [optionsOf(before).length > 0, optionsOf(after).length > 0];
      if (then === now) return;
      if (now) return 'The value became a choice; stored values are of no option.';
      // Without properties any value of the type is valid.
      return (
        namesOf(after).length > 0 && 'The choice became one object; stored values have the form of an option.'
      );
    },
  },
  {
    name: 'items-restricted',
    reference: STORED,
    check: ({ before, after }) =>
      before.items === undefined &&
      isObject(after.items) &&
      before.type === 'array' &&
      'Items of the list have to fit a schema now.',
  },
];

const namesOf = ({ properties }: JsonSchema): readonly string[] =>
  Object.entries(properties ?? {}).flatMap(([name, schema]) => (schema === undefined ? [] : [name]));

const requiredOf = ({ required }: JsonSchema): readonly string[] => (Array.isArray(required) ? required : []);
