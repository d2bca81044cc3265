import type { RJSFSchema, UiSchema } from '@rjsf/utils';
import type { JsonSchema } from '../../../define/specification.ts';
import { type ChoiceField, type Field, type ObjectField, typeOf } from './field.ts';
import { type Input, inputOf } from './input.ts';
import { initialOption } from './values.ts';

/** Data that a template of the form library needs of the field that it draws. */
export type Part =
  | { readonly role: 'form' | 'field'; readonly field: Field }
  | { readonly role: 'option' | 'item'; readonly field: ObjectField };

/** Returns the schema of a form for the form library. `optionOf` selects one option of each choice; all by default. */
export function librarySchema(
  field: Field,
  value: unknown = undefined,
  optionOf?: (choice: ChoiceField, value: unknown) => ObjectField | undefined,
): RJSFSchema {
  const below = (child: Field, of: unknown): RJSFSchema => librarySchema(child, of, optionOf);
  const { title, schema } = field;
  if (field.kind === 'object') {
    const values = (value ?? {}) as Readonly<Record<string, unknown>>;
    return {
      ...{ type: 'object', title, required: [...(schema.required ?? [])] },
      properties: Object.fromEntries(
        field.fields.map((child) => [child.key, below(child, values[child.key])]),
      ),
    };
  }
  if (field.kind === 'choice') {
    const option = optionOf?.(field, value);
    if (option !== undefined) return below(option, value);
    return {
      ...{ type: 'object', title, discriminator: { propertyName: field.selector } },
      oneOf: libraryOptions(field).map((each) => below(each, undefined)),
    };
  }
  if (field.kind === 'list') {
    const { items: _, ...rest } = schema;
    if (optionOf && Array.isArray(value) && value.length > 0)
      return { ...(rest as RJSFSchema), items: value.map((item) => below(field.item, item)) };
    return { ...(rest as RJSFSchema), title, items: below(field.item, undefined) };
  }
  const { enum: values, ...rest } = drawable(schema);
  if (field.constant !== undefined)
    return { ...rest, title, const: field.constant, default: field.constant } as RJSFSchema;
  return { ...rest, ...(values && { enum: values }), title } as RJSFSchema;
}

/** Keywords that the platform's form ignores in a value, and examples, which the library would suggest. */
const IGNORED =
  /^(examples|\$.*|definitions|anyOf|allOf|oneOf|not|if|then|else|required|patternProperties|dependen.*)$/;

function drawable(schema: JsonSchema): JsonSchema {
  const type = typeOf(schema);
  const items = Array.isArray(schema.items) ? undefined : schema.items;
  return {
    ...Object.fromEntries(Object.entries(schema).filter(([keyword]) => !IGNORED.test(keyword))),
    type,
    ...(type === 'array' && { items: items === undefined ? { type: 'string' } : drawable(items) }),
  };
}

/** Returns how the form library draws a form. */
export function libraryUi(field: Field, role: Part['role'] = 'form'): UiSchema {
  const part = { field, role } as Part;
  const options = { part, emptyValue: '' };
  if (field.kind === 'object') {
    const below = field.fields.map((child) => [child.key, libraryUi(child, 'field')] as const);
    return { ...Object.fromEntries(below), 'ui:options': options };
  }
  if (field.kind === 'list') return { 'ui:options': options, items: libraryUi(field.item, 'item') };
  if (field.kind === 'value')
    return {
      'ui:options': { ...options, widget: widgetOf(inputOf(field)), placeholder: placeholderOf(field) },
    };
  const widget = field.schema.display_type === 'radio' ? 'tiles' : 'option-dropdown';
  return {
    'ui:options': { ...options, widget },
    oneOf: libraryOptions(field).map((option) => libraryUi(option, 'option')),
  };
}

/** The default of a number stays readable after the user has cleared the field. */
function placeholderOf({ schema }: Field): string {
  return typeof schema.default === 'number' ? String(schema.default) : '';
}

/** Numbers and dropdowns have other names in the form library. */
function widgetOf(input: Input): string {
  return { number: 'updown', dropdown: 'select' }[input as string] ?? input;
}

/** The options of a choice as the form library has them: it selects the first one in a new item of a list. */
export function libraryOptions(choice: ChoiceField): readonly ObjectField[] {
  const first = initialOption(choice);
  return [first, ...choice.options.filter((option) => option !== first)];
}
