import { isObject } from '../../../json.ts';
import { type ChoiceField, type Field, type ObjectField, selectedOption, selectorValue } from './field.ts';

/** The values of an object in the form. */
export type Values = Readonly<Record<string, unknown>>;

/** Returns the values of the form of a new destination before the user enters anything. */
export function initialValues({ fields }: ObjectField): Values {
  const values = fields.map((field) => [field.key, initialValue(field)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** A choice always has a value, and so has an object: the user cannot leave out an optional one. */
function initialValue(field: Field): unknown {
  if (field.kind === 'object') return initialValues(field);
  if (field.kind === 'choice') return initialValues(initialOption(field));
  if (field.kind === 'list') return field.schema.default ?? (field.required ? [] : undefined);
  return field.schema.default ?? (field.constant || undefined);
}

/** The `default` of a choice is the constant of an option; the first option is selected without it. */
export function initialOption(choice: ChoiceField): ObjectField {
  const preset = choice.schema.default;
  return choice.options.find((option) => selectorValue(choice, option) === preset) ?? choice.options[0]!;
}

/**
 * Returns the configuration that the platform saves: texts without blanks around them, no empty texts, no properties
 * that the specification does not declare, nothing of the options that are not selected, and a list for each array of
 * objects. `secret` replaces the secrets.
 */
export function configurationOf(
  { fields }: ObjectField,
  values: Values,
  secret: (text: string) => string = (text) => text,
): Values {
  const saved = fields.map((field) => [field.key, saveable(field, values[field.key], secret)] as const);
  return Object.fromEntries(saved.filter(([, value]) => value !== undefined));
}

function saveable(field: Field, value: unknown, secret: (text: string) => string): unknown {
  const object = (value ?? {}) as Values;
  if (field.kind === 'object') return configurationOf(field, object, secret);
  if (field.kind === 'list')
    return ((value ?? []) as Values[]).map((item) => configurationOf(field.item, item, secret));
  if (field.kind === 'choice') {
    const option = selectedOption(field, value);
    return option && configurationOf(option, object, secret);
  }
  if (typeof value !== 'string') return value ?? undefined;
  const text = value.trim();
  if (text === '') return undefined;
  return field.schema.airbyte_secret === true ? secret(text) : text;
}

/**
 * Returns the values of a form after a connector replaced the configuration that was tested: others may have been edited since.
 */
export function withUpdate(values: Values, tested: Values, update: Values): Values {
  const keys = new Set([...Object.keys(tested), ...Object.keys(update)]);
  const changed = [...keys].filter((key) => JSON.stringify(tested[key]) !== JSON.stringify(update[key]));
  const entries = changed.map((key) => {
    const [now, before, after] = [values[key], tested[key], update[key]];
    const isMerged = isObject(now) && isObject(before) && isObject(after);
    return [key, isMerged ? withUpdate(now, before, after) : (after ?? undefined)];
  });
  return { ...values, ...Object.fromEntries(entries) };
}

/** Returns one line with the values of an item of a list, ordered by key; secrets are masked. */
export function summaryOf(item: ObjectField, values: Values | undefined): string {
  const entered = configurationOf(item, values ?? {}, () => MASK);
  return item.fields
    .filter(({ key, constant }) => constant === undefined && isScalar(entered[key]))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, title }) => `${title}: ${entered[key]}`)
    .join(' | ');
}

/** Replaces a secret. */
export const MASK = '*****';

function isScalar(value: unknown): boolean {
  return value !== undefined && typeof value !== 'object';
}
