import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { discriminatorOf, propertiesOf } from '../src/config/json-schema.ts';
import { prepareConfig } from '../src/config/prepare-config.ts';
import { resolveConfig } from '../src/config/resolve.ts';
import { schemaVerdict } from '../src/config/schema-verdict.ts';
import { readSpecification } from '../src/config/testing/read-specification.ts';
import type { JsonSchema } from '../src/define/specification.ts';

const here = new URL('.', import.meta.url);
const names = readdirSync(here).flatMap((name) => /^(destination-.*)\.json$/.exec(name)?.[1] ?? []);

type Json = Readonly<Record<string, unknown>>;

/** Returns a valid value for the schema; of the option with this constant if it is a choice. */
function sample(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.oneOf) return sample(schema.oneOf[0]!);
  if (schema.enum) return schema.enum[0];
  if (schema.items) return [sample(schema.items)];
  if (schema.properties)
    return Object.fromEntries(propertiesOf(schema).map(([name, field]) => [name, sample(field)]));
  if (schema.type !== 'string') return schema.default;
  const texts = [...((schema.examples ?? []) as unknown[]), schema.default, 'text', '1'];
  return texts.find(
    (each) => typeof each === 'string' && each !== '' && new RegExp(schema.pattern ?? '').test(each),
  );
}

interface Spoilt {
  readonly key: string;
  readonly title: string;
  readonly config: Json;
}

/** Returns configurations with one wrong value each: for each property of each option and item. */
function spoilt(schema: JsonSchema): readonly Spoilt[] {
  const found: Spoilt[] = [];
  const whole = sample(schema) as Json;
  const visit = (field: JsonSchema, key: string, titles: string, put: (value: unknown) => Json): void => {
    // A list can't be a number, and no field is a list of lists.
    found.push({ key, title: titles, config: put(field.type === 'array' ? 1 : [[1]]) });
    if (field.items) visit(field.items, `${key}[0]`, titles, (value) => put([value]));
    for (const option of field.oneOf ?? [field]) {
      const object = sample(option) as Json;
      const discriminator = discriminatorOf(field);
      for (const [name, inner] of propertiesOf(option)) {
        if (name === discriminator) continue;
        const below = titles === '' ? inner.title! : `${titles} > ${inner.title}`;
        visit(inner, `${key}.${name}`, below, (value) => put({ ...object, [name]: value }));
      }
    }
  };
  for (const [name, field] of propertiesOf(schema))
    visit(field, name, field.title!, (value) => ({ ...whole, [name]: value }));
  return found;
}

describe.each(names)('a wrong setting of %s', (name) => {
  const specification = readSpecification(name);
  const cases = spoilt(specification.connectionSpecification);

  it('exists: the specification has settings', () => {
    expect(() => resolveConfig(sample(specification.connectionSpecification), specification)).not.toThrow();
  });

  it('is changed from a valid configuration that needs no validator', () => {
    const { connectionSpecification } = specification;
    const { schema, value } = prepareConfig(connectionSpecification, sample(connectionSpecification));
    expect(schemaVerdict(schema, value)).toBe(true);
  });

  it.each(cases.map((each) => [each.key, each] as const))(
    'is named in the message by title and key: %s',
    (key, { title, config }) => {
      expect(() => resolveConfig(config, specification)).toThrow(`${title} (${key}) must be `);
    },
  );
});
