import { discriminatorOf, isFilledIn, propertiesOf } from '../../config/json-schema.ts';
import { isObject } from '../../json.ts';
import type { Rule } from '../rule.ts';
import { isSelector, type Node, nodesOf, optionsOf, repeated } from './node.ts';

/** Returns the constants of a choice's options, in order. */
function constants(node: Node): unknown[] {
  const name = discriminatorOf(node.schema);
  return name === undefined ? [] : optionsOf(node.schema).map((option) => option.properties?.[name]?.const);
}

/** Rules for choices: one `oneOf`, distinguished by one constant. */
export const choiceRules: readonly Rule<Node>[] = [
  {
    name: 'choice-object',
    reference:
      'airbyte-webapp schemaToFormBlock.ts oneOfWithNonObjects; connector-acceptance-test test_oneof_usage',
    check(node) {
      if (node.schema.oneOf === undefined) return;
      if (node.schema.type !== 'object') return 'A choice has type: object beside oneOf.';
      if (!Array.isArray(node.schema.oneOf) || optionsOf(node.schema).length === 0)
        return 'oneOf lists the options.';
      const plain = optionsOf(node.schema).every(
        (option) => option.type === 'object' && isObject(option.properties),
      );
      return !plain && 'Each option is an object with properties.';
    },
  },
  {
    name: 'choice-constant',
    reference:
      'airbyte-webapp schemaToFormBlock.ts oneOfWithoutConst; connector-acceptance-test test_oneof_usage',
    check(node) {
      const options = optionsOf(node.schema);
      if (options.length === 0) return;
      const shared = propertiesOf(options[0] ?? {}).filter(([name]) =>
        options.every((option) => option.properties?.[name]?.const !== undefined),
      );
      if (shared.length !== 1) return 'All options share exactly one property with a const.';
      const wrong = constants(node).some((value) => typeof value !== 'string' || value === '');
      return wrong && 'The const of an option is a non-empty text.';
    },
  },
  {
    name: 'choice-constants-differ',
    reference: 'airbyte-webapp ConditionSection.tsx: the second of two equal options cannot be chosen',
    check: (node) => repeated(constants(node)).length > 0 && 'Two options have the same const.',
  },
  {
    name: 'choice-constant-required',
    reference: 'JSON Schema: an option that does not require its const also matches values of other options',
    check(node) {
      const name = discriminatorOf(node.schema);
      return (
        name !== undefined &&
        optionsOf(node.schema).some((option) => !option.required?.includes(name)) &&
        `Each option requires ${name}.`
      );
    },
  },
  {
    name: 'constant-default',
    reference: 'connector-acceptance-test test_oneof_usage: default and enum beside const are the same',
    check({ schema }) {
      if (schema.const === undefined) return;
      if (schema.default !== undefined && schema.default !== schema.const)
        return 'default differs from const.';
      const { enum: values } = schema;
      return (
        values !== undefined &&
        (values.length !== 1 || values[0] !== schema.const) &&
        'enum differs from const.'
      );
    },
  },
  {
    name: 'constant-place',
    reference: 'airbyte-webapp FormSection.tsx: a const is hidden from the user',
    check: (node) =>
      node.schema.const !== undefined && !isSelector(node) && 'A const belongs to the options of a choice.',
  },
  {
    name: 'choice-title',
    reference: 'airbyte-webapp ConditionSection.tsx: a title is the id of its tile, for the whole form',
    check(node) {
      if (node.place === 'option') return !node.schema.title && 'An option has a title.';
      if (node.place !== 'root') return;
      const titles = nodesOf(node.schema).flatMap((each) =>
        each.place === 'option' ? [each.schema.title] : [],
      );
      return repeated(titles.filter(Boolean)).map((title) => `Two options are titled ${String(title)}.`);
    },
  },
  {
    name: 'choice-harmless',
    reference:
      'airbyte-webapp useBuildForm.tsx: an optional choice always has a value, and cannot be unselected',
    check: (node) =>
      optionsOf(node.schema).length > 0 &&
      !node.required &&
      !isFilledIn(optionsOf(node.schema)[0]!) &&
      'The first option of an optional choice needs no input.',
  },
  {
    // Beside type: object a text is no valid instance, but the form compares the default with the constants only.
    name: 'choice-default',
    reference:
      'airbyte-webapp useBuildForm.tsx: the option whose const is the default is selected; an object selects none',
    check: (node) =>
      optionsOf(node.schema).length > 0 &&
      node.schema.default !== undefined &&
      !constants(node).includes(node.schema.default) &&
      'The default of a choice is the const of an option.',
  },
  {
    name: 'display-type',
    reference: 'connector-acceptance-test test_display_type',
    check({ schema }) {
      if (schema.display_type === undefined) return;
      if (!schema.oneOf) return 'display_type belongs to a choice.';
      return (
        !['radio', 'dropdown'].includes(String(schema.display_type)) && 'display_type is radio or dropdown.'
      );
    },
  },
];
