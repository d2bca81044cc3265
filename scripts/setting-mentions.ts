import { propertiesOf } from '../src/config/json-schema.ts';
import type { JsonSchema } from '../src/define/specification.ts';
import { literalPattern } from '../src/text/literal-pattern.ts';

/** A setting as messages name it. */
export interface Setting {
  /** The title in the form. */
  readonly title: string;
  /** The last step of the key, such as `source_field`. */
  readonly name: string;
}

/** Returns the settings of a configuration at every depth, including those of all options of a choice. */
export function settingsOf(schema: JsonSchema): readonly Setting[] {
  const parts = [schema, ...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])];
  return parts
    .flatMap(propertiesOf)
    .flatMap(([name, field]) => [
      ...(field.title !== undefined && field.const === undefined ? [{ title: field.title, name }] : []),
      ...settingsOf(field),
    ]);
}

/** Maximum number of characters between a title and its key, for `API Key and API Secret (api_key, api_secret)`. */
const MAX_GAP = 40;

/**
 * Returns the titles of settings that a text mentions without the key after the first mention, as in `Base URL (base_url)`. A
 * mention may omit a unit at the end of a title, such as `(Minutes)`.
 */
export function bareTitles(text: string, settings: readonly Setting[]): readonly string[] {
  const names = new Map<string, string[]>();
  for (const { title, name } of settings) {
    const short = title.replace(/ \([^)]*\)$/, '');
    names.set(short, [...(names.get(short) ?? []), name]);
  }
  // Longer titles first: `User ID Column` does not mention `User ID`.
  const titles = [...names.keys()].sort((one, other) => other.length - one.length);
  // A title alone is a label, to which the code adds the key.
  if (titles.length === 0 || settings.some(({ title }) => title === text)) return [];
  const mention = new RegExp(`(?<![\\w-])(?:${titles.map(literalPattern).join('|')})(?![\\w-])`, 'g');
  const seen = new Set<string>();
  return [...text.matchAll(mention)].flatMap(({ 0: title, index }) => {
    if (seen.has(title)) return [];
    seen.add(title);
    const behind = text.slice(index + title.length);
    return hasKey(behind, names.get(title)!) ? [] : [title];
  });
}

/** Whether a text begins with a key in parentheses, possibly after other titles that share them, or nested titles. */
function hasKey(behind: string, names: readonly string[]): boolean {
  if (behind.startsWith(' > ')) return true;
  return [...behind.slice(0, MAX_GAP + 120).matchAll(/\(([^()]*)\)/g)].some(
    ({ 1: inside, index }) =>
      index <= MAX_GAP && names.some((name) => new RegExp(`(?<!\\w)${name}(?!\\w)`).test(inside!)),
  );
}
