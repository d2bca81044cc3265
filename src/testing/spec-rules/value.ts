import type { Rule } from '../rule.ts';
import { isSelector, isTopLevel, type Node, repeated, same } from './node.ts';
import { compiled } from './pattern.ts';

const fits: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** Keywords that the form ignores, with the keywords that it checks instead. */
const UNCHECKED: Readonly<Record<string, readonly string[]>> = {
  minLength: ['pattern'],
  maxLength: ['pattern'],
  // Also beside minimum: the form then accepts the limit itself.
  exclusiveMinimum: [],
  exclusiveMaximum: [],
  format: ['pattern'],
  minItems: [],
  maxItems: [],
  uniqueItems: [],
  multipleOf: [],
};

/** Rules for possible values and the default. */
export const valueRules: readonly Rule<Node>[] = [
  {
    name: 'optional-default',
    reference:
      'the form applies defaults only when a destination is created, so each is in the specification',
    check: (node) =>
      node.place === 'property' &&
      !node.required &&
      !isSelector(node) &&
      node.schema.type !== 'object' &&
      node.schema.default === undefined &&
      'An optional property has a default.',
  },
  {
    name: 'default-for-new-only',
    reference:
      'airbyte-webapp ConnectorCard.tsx: when a destination is edited, required fields of the first level get their defaults',
    check: (node) =>
      node.schema.default_for_new_only !== undefined &&
      (node.schema.default_for_new_only !== true ||
        !isTopLevel(node) ||
        node.required ||
        node.schema.enum === undefined) &&
      'default_for_new_only is true, on an optional property of the first level that lists its values.',
  },
  {
    name: 'boolean-default',
    reference:
      'airbyte-webapp PropertySection.tsx: a required toggle without a default has to be moved to submit',
    check: ({ schema, required }) =>
      schema.type === 'boolean' &&
      (required || schema.default === undefined) &&
      'A toggle is optional, with a default.',
  },
  {
    name: 'default-type',
    reference: 'airbyte-webapp: a default that does not fit makes the form invalid initially',
    check: ({ schema }) =>
      schema.default !== undefined &&
      schema.oneOf === undefined &&
      fits[String(schema.type)]?.(schema.default) === false &&
      'The default does not have the type.',
  },
  {
    name: 'default-fits',
    reference: 'airbyte-webapp: a default that does not fit makes the form invalid initially',
    check({ schema }) {
      const value = schema.default;
      if (
        Array.isArray(schema.enum) &&
        value !== undefined &&
        !schema.enum.some((each) => same(each, value))
      ) {
        return 'The default is not in enum.';
      }
      if (typeof value === 'string')
        return compiled(schema.pattern)?.test(value) === false && 'The default does not match the pattern.';
      if (typeof value !== 'number') return;
      const {
        minimum,
        maximum,
        exclusiveMinimum: above,
        exclusiveMaximum: below,
      } = schema as Record<string, number>;
      const outside =
        value < (minimum ?? value) ||
        value > (maximum ?? value) ||
        value <= (above ?? -Infinity) ||
        value >= (below ?? Infinity);
      return outside && 'The default is beyond a limit.';
    },
  },
  {
    name: 'enum',
    reference: 'connector-acceptance-test test_enum_usage; airbyte-webapp schemaToFormBlock.ts',
    check({ schema }) {
      const { enum: values } = schema;
      if (values === undefined || schema.const !== undefined) return;
      if (!Array.isArray(values) || values.length < 2) return 'enum offers at least two values.';
      if (repeated(values).length > 0) return 'enum lists a value twice.';
      return (
        values.some((value) => !fits[String(schema.type)]?.(value)) &&
        'A value of enum does not have the type.'
      );
    },
  },
  {
    name: 'unchecked-keyword',
    reference: 'airbyte-webapp schemaToYup.ts ignores it; the server then responds with a raw dump',
    check: ({ schema }) =>
      Object.entries(UNCHECKED).flatMap(([keyword, guards]) => {
        if (schema[keyword] === undefined || guards.some((guard) => schema[guard] !== undefined)) return [];
        const advice =
          guards.length > 0
            ? `add ${guards.join(' or ')}`
            : 'use one that it checks, or check it in the connector';
        return `The form does not check ${keyword}; ${advice}.`;
      }),
  },
];
