import { isFilledIn } from '../../config/json-schema.ts';
import { isObject } from '../../json.ts';
import type { Rule } from '../rule.ts';
import { isTopLevel, type Node, repeated } from './node.ts';

const TYPES = ['string', 'integer', 'number', 'boolean', 'object', 'array'];

const FORBIDDEN = [
  ...[
    'anyOf',
    'allOf',
    'not',
    'if',
    'then',
    'else',
    'patternProperties',
    'propertyNames',
    'prefixItems',
    'contains',
  ],
  ...['dependencies', 'dependentSchemas', 'dependentRequired', '$ref', '$defs', 'definitions'],
];

const KNOWN = [
  ...[
    '$schema',
    'type',
    'title',
    'description',
    'examples',
    'default',
    'const',
    'enum',
    'properties',
    'required',
  ],
  ...['additionalProperties', 'items', 'oneOf', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['multipleOf', 'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems', 'format', 'pattern'],
  ...['pattern_descriptor', 'airbyte_secret', 'airbyte_hidden', 'multiline', 'order', 'group', 'groups'],
  ...['always_show', 'display_type', 'readOnly', 'default_for_new_only'],
];

/** Rules for what the form can show. */
export const shapeRules: readonly Rule<Node>[] = [
  {
    name: 'root-object',
    reference: 'airbyte-webapp useBuildForm.tsx: another root is drawn as one text box',
    check({ place, schema }) {
      if (place !== 'root') return;
      if (schema.type !== 'object' || !isObject(schema.properties))
        return 'The root is an object with properties.';
      return schema.oneOf !== undefined && 'A choice at the root has no label; make it a property.';
    },
  },
  {
    name: 'draft-07',
    reference: 'airbyte-platform JsonSchemaValidator: configurations are checked as draft-07',
    check: ({ place, schema }) =>
      place === 'root' &&
      !/draft-07\/schema#?$/.test(String(schema.$schema)) &&
      '$schema has to name draft-07.',
  },
  {
    name: 'open-root',
    reference: 'airbyte-protocol: the platform may add keys; older configurations may hold removed ones',
    check: ({ place, schema }) =>
      place === 'root' && schema.additionalProperties !== true && 'The root allows additionalProperties.',
  },
  {
    name: 'additional-properties',
    reference: 'connector-acceptance-test test_additional_properties_is_true',
    check: ({ schema }) =>
      schema.additionalProperties !== undefined &&
      schema.additionalProperties !== true &&
      'additionalProperties is true or absent.',
  },
  {
    name: 'single-type',
    reference:
      'connector-acceptance-test test_property_type_is_not_array; airbyte-webapp schemaToFormBlock.ts',
    check: ({ schema }) =>
      !TYPES.includes(schema.type as string) && `type is one of ${TYPES.join(', ')}, and only one.`,
  },
  {
    name: 'forbidden-keyword',
    reference:
      'connector-acceptance-test test_forbidden_complex_types, test_defined_refs_exist_in_json_spec_file',
    check: ({ schema }) =>
      FORBIDDEN.filter((key) => key in schema).map((key) => `${key} is not understood by the form.`),
  },
  {
    name: 'known-keyword',
    reference: 'airbyte-webapp core/jsonSchema/types.ts',
    check: ({ schema }) =>
      Object.keys(schema)
        .filter((key) => !KNOWN.includes(key) && !FORBIDDEN.includes(key))
        .map((key) => `The keyword ${key} has no effect.`),
  },
  {
    name: 'boolean-schema',
    reference: 'airbyte-webapp schemaToFormBlock.ts: true and false as schemas break the path to a field',
    check({ schema }) {
      const properties = Object.values(isObject(schema.properties) ? schema.properties : {});
      return properties.some((field) => !isObject(field)) && 'A property is described by an object.';
    },
  },
  {
    name: 'object-not-empty',
    reference: 'connector-acceptance-test test_object_not_empty; the form erases what such a field holds',
    check: ({ schema }) =>
      schema.type === 'object' &&
      !(schema.oneOf || Object.keys(schema.properties ?? {}).length > 0) &&
      'An object names its properties.',
  },
  {
    name: 'optional-object',
    reference:
      'airbyte-webapp schemaToYup.ts: an optional object is always created, and then blocks the form',
    check: ({ place, schema, required }) =>
      place === 'property' &&
      !required &&
      schema.type === 'object' &&
      !schema.oneOf &&
      !isFilledIn(schema) &&
      'An optional object has no required properties without defaults; use a choice.',
  },
  {
    name: 'array-items',
    reference:
      'connector-acceptance-test test_array_type; airbyte-webapp schemaToYup.ts, ArrayOfObjectsSection.tsx',
    check({ schema, parent }) {
      if (schema.type !== 'array') return schema.items !== undefined && 'items belong to an array.';
      const { items } = schema;
      if (!isObject(items)) return 'items is one schema, the same for all.';
      if (items.oneOf) return 'Adding an item that is a choice fails; make it an object with a choice in it.';
      if (!['string', 'integer', 'number', 'object'].includes(String(items.type))) {
        return 'Items are texts, numbers or objects.';
      }
      return parent?.place === 'item' && items.type === 'object' && 'Lists of objects do not nest.';
    },
  },
  {
    name: 'required-exists',
    reference: 'airbyte-webapp schemaToYup.ts: a required property without a field can never be filled in',
    check({ schema }) {
      if (schema.required === undefined) return;
      if (!Array.isArray(schema.required)) return 'required is a list of names.';
      const names = Object.keys(schema.properties ?? {});
      const missing = schema.required.filter((name) => !names.includes(String(name)));
      return missing.map((name) => `${String(name)} is required and not described.`);
    },
  },
  {
    name: 'groups',
    reference: 'airbyte-webapp useGroupsAndSections.tsx: cards without a title, cards out of order',
    check({ place, schema }) {
      if (place !== 'root') return;
      const { groups } = schema;
      if (!Array.isArray(groups) || !groups.every((each) => isObject(each) && each.id && each.title)) {
        return 'groups lists the cards of the form, each with an id and a title.';
      }
      const ids = groups.map((group: { id: string }) => group.id);
      const used = Object.values(schema.properties ?? {}).map((field) => field?.group);
      const unused = ids.filter((id) => !used.includes(id)).map((id) => `Nothing is in the group ${id}.`);
      const twice = repeated(ids).map((id) => `The group ${String(id)} is listed twice.`);
      const last =
        ids.includes('advanced') && ids.at(-1) !== 'advanced' ? ['The form puts advanced last.'] : [];
      return [...unused, ...twice, ...last];
    },
  },
  {
    name: 'group-listed',
    reference: 'airbyte-webapp useGroupsAndSections.tsx: an unlisted group is a card without a title',
    check(node) {
      const groups: unknown = node.parent?.schema.groups;
      if (!isTopLevel(node) || !Array.isArray(groups)) return;
      return (
        !groups.some((group) => isObject(group) && group.id === node.schema.group) &&
        'group names a listed card.'
      );
    },
  },
  {
    name: 'nested-group',
    reference: 'connector-acceptance-test test_nested_group',
    check: (node) =>
      node.schema.group !== undefined && !isTopLevel(node) && 'Only top-level properties have a group.',
  },
];
