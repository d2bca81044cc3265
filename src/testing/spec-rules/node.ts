import type { JsonSchema } from '../../define/specification.ts';
import { isObject } from '../../json.ts';

/** A schema inside the specification, with its position. */
export interface Node {
  readonly schema: JsonSchema;
  readonly path: string;
  readonly place: 'root' | 'property' | 'option' | 'item';
  /** Name of the property. */
  readonly name: string | undefined;
  readonly required: boolean;
  /** The schema around it: the object of a property, the choice of an option, the array of an item. */
  readonly parent: Node | undefined;
}

/** Returns the root and all schemas below it. Sub-schemas that are not objects are checked by the rules of their parents. */
export function nodesOf(schema: JsonSchema): Node[] {
  const nodes: Node[] = [];
  const visit = (node: Node): void => {
    nodes.push(node);
    const { schema, path } = node;
    const below = (value: unknown, step: string, rest: Pick<Node, 'place' | 'name' | 'required'>): void => {
      if (isObject(value)) visit({ ...rest, schema: value, path: `${path}/${step}`, parent: node });
    };
    for (const [name, value] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
      const required = Array.isArray(schema.required) && schema.required.includes(name);
      below(value, `properties/${name}`, { place: 'property', name, required });
    }
    for (const [index, value] of (Array.isArray(schema.oneOf) ? schema.oneOf : []).entries()) {
      below(value, `oneOf/${index}`, { place: 'option', name: undefined, required: false });
    }
    below(schema.items, 'items', { place: 'item', name: undefined, required: false });
  };
  const path = '/connectionSpecification';
  visit({ schema, path, place: 'root', name: undefined, required: true, parent: undefined });
  return nodes;
}

/** Returns the options of a choice; none for other schemas. */
export const optionsOf = ({ oneOf }: JsonSchema): readonly JsonSchema[] =>
  Array.isArray(oneOf) ? oneOf.filter(isObject) : [];

/** Whether the node is a property of the form's first level, which has the groups. */
export const isTopLevel = (node: Node): boolean => node.place === 'property' && node.parent?.place === 'root';

/** Whether the property distinguishes the options of a choice. */
export const isSelector = (node: Node): boolean =>
  node.parent?.place === 'option' && node.schema.const !== undefined;

export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Returns the values that occur more than once. */
export const repeated = (values: readonly unknown[]): unknown[] =>
  values.filter((value, index) => values.findIndex((other) => same(value, other)) !== index);
