import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Schema = Readonly<Record<string, unknown>>;

const here = new URL('.', import.meta.url);
const names = readdirSync(here).filter((name) => /^destination-(?!webhook).*\.json$/.test(name));
const propertiesOf = (name: string): Readonly<Record<string, Schema>> =>
  JSON.parse(readFileSync(new URL(name, here), 'utf8')).connectionSpecification.properties;

/** What a configuration may hold, without the words that explain it. */
function withoutWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutWords);
  if (typeof value !== 'object' || value === null) return value;
  const words = ['description', 'examples', 'order', 'group'];
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (words.includes(key) ? [] : [[key, withoutWords(each)]])),
  );
}

/** The settings that are the engine's own are the same in every connector, or a script that fills them in breaks. */
describe.each(['object_storage_config', 'max_rejected_percent'])('the setting %s', (property) => {
  const [first, ...others] = names;

  it.each(others)(`of %s is that of ${first}`, (name) => {
    expect(withoutWords(propertiesOf(name)[property])).toEqual(withoutWords(propertiesOf(first!)[property]));
  });
});

it.each(names)('the base URL of %s is as strict as that of the others', (name) => {
  expect(propertiesOf(name).base_url?.pattern).toBe(propertiesOf(names[0]!).base_url?.pattern);
});
