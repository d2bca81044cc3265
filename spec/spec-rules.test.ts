import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { discriminatorOf } from '../src/config/json-schema.ts';
import { readSpecification } from '../src/config/testing/read-specification.ts';
import { nodesOf } from '../src/testing/spec-rules/node.ts';
import { checkSpec } from '../src/testing/spec-rules.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const jsonIn = (folder: string): string[] =>
  readdirSync(here(folder)).filter((name) => name.endsWith('.json'));
const read = (path: string): Record<string, unknown> => JSON.parse(readFileSync(here(path), 'utf8'));

describe('every specification', () => {
  const names = jsonIn('.').map((name) => name.slice(0, -'.json'.length));

  it('is found by this test', () => {
    expect(names).toContain('destination-tidepool-so');
  });

  it.each(names)('%s meets every rule', (name) => {
    expect(checkSpec(readSpecification(name))).toEqual([]);
  });

  it.each(names)('%s is a valid schema of draft-07, and a valid SPEC message', (name) => {
    const spec = readSpecification(name);
    const ajv = new Ajv({ strict: false });
    expect(ajv.validateSchema(spec.connectionSpecification as object)).toBe(true);
    expect(new Ajv({ strict: false }).validate(read('protocol/output.json'), { type: 'SPEC', spec })).toBe(
      true,
    );
  });

  it.each(names)(
    '%s has defaults that are valid; the default of a choice is the constant of an option',
    (name) => {
      const ajv = new Ajv({ strict: false });
      const invalid = nodesOf(readSpecification(name).connectionSpecification).filter(({ schema }) => {
        if (schema.default === undefined) return false;
        const selector = discriminatorOf(schema);
        const constants = schema.oneOf?.map((option) => selector && option.properties?.[selector]?.const);
        return !ajv.validate(constants ? { type: 'string', enum: constants } : schema, schema.default);
      });
      expect(invalid.map(({ path }) => path)).toEqual([]);
    },
  );

  it.each(names)('%s has patterns that run in linear time', (name) => {
    const patterns: RegExp[] = [];
    JSON.stringify(readSpecification(name), (key, value) => {
      if (key === 'pattern') patterns.push(new RegExp(value));
      return value;
    });
    expect(patterns.length).toBeGreaterThan(0);
    for (const pattern of patterns) {
      for (const part of ['a', '1', '/', '.', ':', '-', 'a.', '1:']) {
        for (const head of ['', 'https://a/', 'http://localhost:']) {
          // A pattern that backtracks exponentially exceeds the test's time limit.
          expect(pattern.test(`${head}${part.repeat(50_000)}\n`)).toBe(false);
        }
      }
    }
  });

  it.each(names)('%s has a documentation URL with its name', (name) => {
    expect(readSpecification(name).documentationUrl).toMatch(
      new RegExp(`/(connectors|examples)/${name.replace('.json', '')}/`),
    );
  });
});
