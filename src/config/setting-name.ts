import type { JsonSchema } from '../define/specification.ts';

const MAX_TITLES = 120;

/**
 * Names a setting by the titles of the form and its key in the configuration, as in
 * `Field Mappings > Source Field (field_mappings[0].source_field)`. Entries of a list are counted from 0.
 *
 * `root` is the schema with each choice replaced by its chosen option (`prepareConfig`), so that each step has one schema.
 */
export function settingName(path: readonly string[], root: JsonSchema): string {
  if (path.length === 0) return 'The configuration';
  const titles: string[] = [];
  let key = '';
  let schema: JsonSchema | undefined = root;
  for (const step of path) {
    const items: unknown = schema?.items;
    if (items !== undefined) {
      schema = (Array.isArray(items) ? items[Number(step)] : items) as JsonSchema | undefined;
      key += `[${step}]`;
    } else {
      schema = schema?.properties?.[step];
      titles.push(schema?.title ?? step);
      key += key === '' ? step : `.${step}`;
    }
  }
  const all = titles.join(' > ');
  return `${all.length > MAX_TITLES ? `${all.slice(0, MAX_TITLES - 1)}…` : all} (${key})`;
}
