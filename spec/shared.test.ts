import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Schema = Readonly<Record<string, unknown>>;

const here = new URL('.', import.meta.url);
const names = readdirSync(here).filter((name) => /^destination-(?!webhook).*\.json$/.test(name));
const propertiesOf = (name: string): Readonly<Record<string, Schema>> =>
  JSON.parse(readFileSync(new URL(name, here), 'utf8')).connectionSpecification.properties;

const groupsOf = (name: string): readonly { readonly id: string; readonly title: string }[] =>
  JSON.parse(readFileSync(new URL(name, here), 'utf8')).connectionSpecification.groups;

/** What a setting says, without what is the connector's own: examples, and where it stands in the form. */
function shared(value: unknown, own: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((each) => shared(each, own));
  if (typeof value !== 'object' || value === null) return value;
  const left = ['examples', 'order', 'group', ...own];
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (left.includes(key) ? [] : [[key, shared(each, own)]])),
  );
}

const having = (property: string): string[] => names.filter((name) => property in propertiesOf(name));

/** The settings that are the engine's own are the same in every connector, or a script that fills them in breaks. */
describe.each(['object_storage_config', 'max_rejected_percent'])('the setting %s', (property) => {
  it.each(names)('of %s is that of all others, to the letter', (name) => {
    expect(shared(propertiesOf(name)[property])).toEqual(shared(propertiesOf(names[0]!)[property]));
  });
});

/** Their descriptions end with a sentence of the connector's own, about its objects and fields. */
const firstSentence = (text: unknown): string => String(text).split(/\.( |$)/)[0]!;

describe.each(['field_mappings', 'stream_mappings', 'base_url'])('the setting %s', (property) => {
  const [first, ...others] = having(property);
  const own = ['description', 'default', 'enum', 'items'];

  it.each(others)(`of %s reads as that of ${first}`, (name) => {
    const [one, other] = [propertiesOf(name)[property]!, propertiesOf(first!)[property]!];
    expect(shared(one, own)).toEqual(shared(other, own));
    expect(firstSentence(one.description)).toBe(firstSentence(other.description));
  });
});

describe.each(['field_mappings', 'stream_mappings'])('the entries of %s', (property) => {
  const [first, ...others] = having(property);
  const entryOf = (name: string) => propertiesOf(name)[property]!.items as Schema;

  it.each(others)(`of %s read as those of ${first}, but for the name of what is the object`, (name) => {
    const { properties, ...entry } = entryOf(name);
    const { properties: firsts, ...firstEntry } = entryOf(first!);
    const { object, ...fields } = properties as Record<string, Schema>;
    const { object: firstObject, ...firstFields } = firsts as Record<string, Schema>;
    expect(shared(entry)).toEqual(shared(firstEntry));
    expect(shared(fields)).toEqual(shared(firstFields));
    expect(firstSentence(object?.description)).toBe(firstSentence(firstObject?.description));
  });
});

describe.each(['environment', 'credentials'])(
  'the setting %s of the connectors of Tidepool.org',
  (property) => {
    it('offers the same, in the same words; events may also go without credentials', () => {
      const [data, metrics] = having(property).map((name) => propertiesOf(name)[property]!);
      const isOffered = ({ title }: Schema) => title !== 'None';
      const optionsOf = (setting: Schema | undefined) =>
        ((setting?.oneOf ?? []) as Schema[]).filter(isOffered).map((option) => shared(option));
      expect(optionsOf(metrics)).toEqual(optionsOf(data));
      expect([metrics?.title, metrics?.enum]).toEqual([data?.title, data?.enum]);
    });
  },
);

describe.each(names)('the form of %s', (name) => {
  const properties = Object.entries(propertiesOf(name));
  const groups = groupsOf(name).map(({ id }) => id);
  const places = properties.map(([key, { group, order }]) => ({
    key,
    place: groups.indexOf(String(group)) * 100 + Number(order),
  }));
  const inOrder = places.toSorted((one, other) => one.place - other.place).map(({ key }) => key);

  it('has Rejected Records last, on a card of its own', () => {
    expect(groupsOf(name).at(-1)).toEqual({ id: 'rejects', title: 'Rejected Records' });
    const onCard = properties.filter(([, { group }]) => group === 'rejects').map(([key]) => key);
    expect(onCard).toEqual(['object_storage_config', 'max_rejected_percent']);
    // The platform puts a card of this name behind all others.
    expect(groups).not.toContain('advanced');
  });

  it('shows the shared settings in the order that all forms have', () => {
    const wanted = [
      'stream_mappings',
      'field_mappings',
      'base_url',
      'object_storage_config',
      'max_rejected_percent',
    ];
    expect(inOrder.filter((key) => wanted.includes(key))).toEqual(
      wanted.filter((key) => inOrder.includes(key)),
    );
  });

  it('lists the settings in the order in which it shows them', () => {
    expect(properties.map(([key]) => key)).toEqual(inOrder);
  });

  it('explains each setting in one or two sentences', () => {
    const tooLong: string[] = [];
    JSON.stringify(propertiesOf(name), (key, value) => {
      if (
        key === 'description' &&
        String(value)
          .replace(/<[^>]+>/g, '')
          .split(/[.!?](?=\s|$)/).length > 3
      )
        tooLong.push(String(value));
      return value;
    });
    expect(tooLong).toEqual([]);
  });

  it('has one spelling of timeout', () => {
    expect(JSON.stringify(propertiesOf(name))).not.toMatch(/time-out|time out/i);
  });

  it('has a smallest value for each number that has to be above 0, because it does not check open limits', () => {
    for (const [, { type, minimum, default: usual }] of properties)
      if (type === 'number' || type === 'integer')
        expect([typeof minimum, typeof usual]).toEqual(['number', 'number']);
  });
});

it.each(names)('the base URL of %s is as strict as that of the others', (name) => {
  expect(propertiesOf(name).base_url?.pattern).toBe(propertiesOf(names[0]!).base_url?.pattern);
});
