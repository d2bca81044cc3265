import type { Rule } from '../rule.ts';
import { isSelector, type Node, repeated } from './node.ts';

const isField = ({ place }: Node): boolean => place === 'property';

/** Rules for texts and their order. */
export const textRules: readonly Rule<Node>[] = [
  {
    name: 'key-name',
    reference: 'airbyte connector-specification-reference: keys are snake_case',
    check: ({ name }) => name !== undefined && !/^[a-z][a-z0-9_]*$/.test(name) && 'A key is in snake_case.',
  },
  {
    name: 'title',
    reference: 'airbyte-webapp PropertySection.tsx: without a title the raw key is the label',
    check: ({ place, schema }) =>
      place !== 'root' && !/^[A-Z]/.test(schema.title ?? '') && 'A title in Title Case is needed.',
  },
  {
    name: 'title-unique',
    reference: 'connectors: messages name a field by its title',
    check: ({ schema }) =>
      repeated(Object.values(schema.properties ?? {}).flatMap((field) => field?.title ?? [])).map(
        (title) => `Two fields side by side are titled ${String(title)}.`,
      ),
  },
  {
    name: 'description',
    reference: 'airbyte ux-handbook: every field describes its purpose and where to get its value',
    check: (node) =>
      node.place !== 'root' &&
      !isSelector(node) &&
      !/[.?!)]$/.test(node.schema.description ?? '') &&
      'A description in whole sentences is needed.',
  },
  {
    name: 'description-html',
    reference: 'airbyte-webapp TextWithHTML.tsx: descriptions are HTML, markdown is shown as it is',
    check: ({ schema }) =>
      /\]\(|`|\*\*/.test(schema.description ?? '') && 'A description is HTML: <a href>, <b>, <i>, <code>.',
  },
  {
    name: 'examples',
    reference: 'airbyte-webapp PropertyLabel.tsx: examples are chips',
    check({ schema: { examples } }) {
      if (examples === undefined) return;
      const fine = Array.isArray(examples) && examples.every((each) => typeof each !== 'object');
      return !fine && 'examples is a list of short texts or numbers.';
    },
  },
  {
    name: 'order',
    reference: 'airbyte-webapp OrderComparator: fields without an order come last, by key',
    check: (node) =>
      isField(node) &&
      !(Number.isInteger(node.schema.order) && Number(node.schema.order) >= 0) &&
      'A field has an order, counted from 0.',
  },
  {
    name: 'order-unique',
    reference: 'connector-acceptance-test test_duplicate_order',
    check({ schema }) {
      const places = Object.values(schema.properties ?? {}).flatMap((field) =>
        field?.order === undefined
          ? []
          : [`${String(field.order)}${field.group ? ` in ${String(field.group)}` : ''}`],
      );
      return repeated(places).map((place) => `Two fields have the order ${String(place)}.`);
    },
  },
  {
    name: 'hidden-required',
    reference: 'airbyte-webapp: a hidden required field without a default blocks the form permanently',
    check: ({ schema, required }) =>
      schema.airbyte_hidden === true &&
      required &&
      schema.default === undefined &&
      'A hidden field has a default.',
  },
  {
    name: 'always-show',
    reference: 'airbyte-webapp useGroupsAndSections.tsx: it is for optional fields of a card',
    check: (node) =>
      node.schema.always_show !== undefined &&
      (node.required || !isField(node)) &&
      'always_show belongs to an optional field.',
  },
];
