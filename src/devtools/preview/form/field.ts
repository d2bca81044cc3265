import type { JsonSchema } from '../../../define/specification.ts';

interface Named {
  readonly key: string;
  /** The label; the key where the schema has no title. */
  readonly title: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
  /** The only value of the field, which the form sets and does not show; undefined if the user chooses. */
  readonly constant: unknown;
}

/** A field with one input: text, number, switch, dropdown, or tags for an array of scalars. */
export interface ValueField extends Named {
  readonly kind: 'value';
}

/** An object: its fields, without a separate heading. */
export interface ObjectField extends Named {
  readonly kind: 'object';
  readonly fields: readonly Field[];
}

/** A `oneOf`: radio tiles or a dropdown, and the fields of the selected option. */
export interface ChoiceField extends Named {
  readonly kind: 'choice';
  /** The property that distinguishes the options; it has a constant in each of them. */
  readonly selector: string;
  readonly options: readonly ObjectField[];
}

/** An array of objects. */
export interface ListField extends Named {
  readonly kind: 'list';
  readonly item: ObjectField;
}

/** A field of the platform's form. */
export type Field = ValueField | ObjectField | ChoiceField | ListField;

/** The platform shows an error page instead of a form. */
export class FormBuildError extends Error {
  override name = 'FormBuildError';
}

/**
 * Maps the schema of a configuration to the fields of the platform's form. Throws a `FormBuildError` where the
 * platform's form fails.
 */
export function formOf(schema: JsonSchema): ObjectField {
  const form = fieldOf(schema, '', true);
  if (form.kind !== 'object')
    throw new FormBuildError('The configuration has to be an object with properties ("type": "object").');
  return form;
}

/** Returns the value that selects an option of a choice. */
export function selectorValue({ selector }: ChoiceField, option: ObjectField): unknown {
  return option.fields.find(({ key }) => key === selector)?.constant;
}

/** Returns the option that a value selects; undefined if it selects none. */
export function selectedOption(choice: ChoiceField, value: unknown): ObjectField | undefined {
  const selected = (value as Readonly<Record<string, unknown>> | null | undefined)?.[choice.selector];
  return choice.options.find((option) => selectorValue(choice, option) === selected);
}

/**
 * Returns the type of a value: the first one of several. The form draws a value without a type, such as a reference, as
 * a text.
 */
export function typeOf(schema: JsonSchema): string {
  const [first] = [schema.type as string | readonly string[] | undefined].flat();
  return first === undefined || first === 'null' || first === 'object' ? 'string' : first;
}

function fieldOf(schema: JsonSchema, key: string, required: boolean): Field {
  const named = { key, title: schema.title ?? key, schema, required, constant: constantOf(schema) };
  const { type, items } = schema;
  if (schema.oneOf !== undefined && schema.oneOf.length > 0)
    return { ...named, kind: 'choice', ...choiceOf(schema.oneOf, type, key) };
  if (type === 'object') return { ...named, kind: 'object', fields: fieldsOf(schema) };
  if (type === 'array' && items?.type === 'object') {
    const item = fieldOf(items, key, true);
    if (item.kind !== 'object')
      throw new FormBuildError(`${key}: the items are a oneOf; the button that adds an item fails.`);
    return { ...named, kind: 'list', item };
  }
  if (type === 'array' && items?.type === 'array')
    throw new FormBuildError(`${key}: the form has no array of arrays.`);
  requirePattern(schema, key);
  return { ...named, kind: 'value' };
}

function fieldsOf({ properties = {}, required = [] }: JsonSchema): readonly Field[] {
  return Object.entries(properties).flatMap(([key, schema]) =>
    schema === undefined ? [] : [fieldOf(schema, key, required.includes(key))],
  );
}

function choiceOf(
  schemas: readonly JsonSchema[],
  type: string | undefined,
  key: string,
): Pick<ChoiceField, 'selector' | 'options'> {
  // The platform gives the options the type of the choice.
  const options = schemas.map((schema) => fieldOf({ ...schema, type }, key, true));
  if (!options.every((option) => option.kind === 'object'))
    throw new FormBuildError(`${key}: a oneOf and its options have to be objects ("type": "object").`);
  const [first, ...others] = options.map(({ fields }) =>
    fields.filter(({ constant }) => Boolean(constant)).map((field) => field.key),
  );
  const selector = first?.find((candidate) => others.every((keys) => keys.includes(candidate)));
  if (selector === undefined)
    throw new FormBuildError(`${key}: the options of a oneOf have to share a property with a const.`);
  return { selector, options };
}

/** One allowed value with a default is a constant too. */
function constantOf({ const: constant, enum: values, default: preset }: JsonSchema): unknown {
  return constant === undefined && values?.length === 1 ? preset : constant;
}

function requirePattern({ pattern, items }: JsonSchema, key: string): void {
  for (const text of [pattern, items?.pattern]) {
    try {
      if (text !== undefined) new RegExp(text);
    } catch {
      throw new FormBuildError(`${key}: the pattern is no regular expression of JavaScript: ${text}`);
    }
  }
}
