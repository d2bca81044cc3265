import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSpecification } from '../src/config/testing/read-specification.ts';
import type { ConnectorSpecification, JsonSchema } from '../src/define/specification.ts';

type Schema = Readonly<Record<string, unknown>>;

/** The connector that others are compared with. */
const REFERENCE = 'destination-tidepool-so';

const here = new URL('.', import.meta.url);
const names = readdirSync(here).flatMap(
  (name) => /^(destination-(?!webhook).*)\.json$/.exec(name)?.[1] ?? [],
);
const schemaOf = (name: string): JsonSchema => readSpecification(name).connectionSpecification;
const propertiesOf = (name: string) => schemaOf(name).properties as Readonly<Record<string, Schema>>;
const groupsOf = (name: string) =>
  schemaOf(name).groups as readonly { readonly id: string; readonly title: string }[];

/** Returns a setting without the parts that differ between connectors: examples and position in the form. */
function shared(value: unknown, own: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((each) => shared(each, own));
  if (typeof value !== 'object' || value === null) return value;
  const left = ['examples', 'order', 'group', ...own];
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (left.includes(key) ? [] : [[key, shared(each, own)]])),
  );
}

const having = (property: string): string[] => names.filter((name) => property in propertiesOf(name));

/** The CDK adds the shared settings; a connector says what differs, and that only in texts and positions. */
describe.each(names)('the shared settings of %s', (name) => {
  const own: ConnectorSpecification = JSON.parse(readFileSync(new URL(`${name}.json`, here), 'utf8'));
  const { properties: declared = {} } = own.connectionSpecification;
  const shared = [
    'field_mappings',
    'stream_mappings',
    'object_storage_config',
    'max_rejected_percent',
    'unsupported_deletions',
  ];

  it('differ in descriptions, titles, examples, choices and positions only', () => {
    const keywords = new Set<string>();
    for (const key of shared)
      JSON.stringify(declared[key] ?? {}, (keyword, value) => {
        keywords.add(keyword);
        return value;
      });
    const names = ['source_field', 'destination_field', 'stream_name', 'object'];
    const allowed = [
      '',
      'description',
      'title',
      'examples',
      'enum',
      'order',
      'items',
      'properties',
      ...names,
    ];
    expect([...keywords].filter((keyword) => !allowed.includes(keyword) && !/^\d+$/.test(keyword))).toEqual(
      [],
    );
  });

  it('keep the texts of the store and the limit of rejected records', () => {
    expect(declared).not.toHaveProperty('object_storage_config');
    expect(declared).not.toHaveProperty('max_rejected_percent');
  });
});

/** The description ends with a sentence of the connector's own. */
const firstSentence = (text: unknown): string => String(text).split(/\.( |$)/)[0]!;

it.each(having('base_url'))('the setting base_url of %s has the texts of that of the others', (name) => {
  const own = ['description', 'default', 'enum'];
  const [one, other] = [propertiesOf(name).base_url!, propertiesOf(REFERENCE).base_url!];
  expect(shared(one, own)).toEqual(shared(other, own));
  expect(firstSentence(one.description)).toBe(firstSentence(other.description));
});

describe.each(['environment', 'credentials'])(
  'the setting %s of the connectors of Tidepool.org',
  (property) => {
    it('offers the same options with the same texts; events may also be sent without credentials', () => {
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

  it('has Rejected Records last, on a separate card', () => {
    expect(groupsOf(name).at(-1)).toEqual({ id: 'rejects', title: 'Rejected Records' });
    const onCard = properties.filter(([, { group }]) => group === 'rejects').map(([key]) => key);
    expect(onCard).toEqual(['object_storage_config', 'max_rejected_percent', 'unsupported_deletions']);
    // The platform moves a card with this name behind all others.
    expect(groups).not.toContain('advanced');
  });

  it('shows the shared settings in the same order as all forms', () => {
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

  it('lists the settings in the displayed order', () => {
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

  it('uses one spelling of timeout', () => {
    expect(JSON.stringify(propertiesOf(name))).not.toMatch(/time-out|time out/i);
  });

  it('has a minimum for each number above 0, because the form does not check exclusive limits', () => {
    for (const [, { type, minimum, default: usual }] of properties)
      if (type === 'number' || type === 'integer')
        expect([typeof minimum, typeof usual]).toEqual(['number', 'number']);
  });
});

it.each(names)('the base URL of %s is as strict as that of the others', (name) => {
  expect(propertiesOf(name).base_url?.pattern).toBe(propertiesOf(REFERENCE).base_url?.pattern);
});
