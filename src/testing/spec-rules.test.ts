import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { field, good, type Spec } from './spec-rules/example.ts';
import { spoiled } from './spec-rules/spoiled.ts';
import { checkSpec, SPEC_RULES } from './spec-rules.ts';

const rulesBroken = (change: (spec: Spec) => void): string[] => {
  const spec = good();
  change(spec);
  return checkSpec(JSON.parse(JSON.stringify(spec))).map((violation) => violation.rule);
};

describe('the rules of a specification', () => {
  it('find nothing wrong with a good one', () => {
    expect(checkSpec(good())).toEqual([]);
  });

  it.each(spoiled)('%s: %s', (rule, _because, change) => {
    expect(rulesBroken(change)).toContain(rule);
  });

  it('are each broken by an example here', () => {
    expect([...new Set(spoiled.map(([rule]) => rule))].sort()).toEqual([...SPEC_RULES].sort());
  });

  it('have a name of their own', () => {
    expect(new Set(SPEC_RULES).size).toBe(SPEC_RULES.length);
  });

  it('say where it is wrong, and who minds', () => {
    const spec = good();
    spec.connectionSpecification.properties.url!.pattern = '^(a$';
    expect(checkSpec(spec)).toContainEqual({
      rule: 'pattern-compiles',
      path: '/connectionSpecification/properties/url',
      message: 'The pattern does not compile.',
      reference: expect.stringContaining('schemaToYup.ts'),
    });
  });

  it('look into options and items', () => {
    const spec = good();
    spec.connectionSpecification.properties.rows!.items = { type: ['object'] };
    expect(checkSpec(spec).map((violation) => violation.path)).toContain(
      '/connectionSpecification/properties/rows/items',
    );
  });

  it('accept one order in two cards', () => {
    expect(rulesBroken(field('url', { order: 0 }))).toEqual([]);
  });

  it('accept the escapes and classes that all three regular expression dialects share', () => {
    const pattern = '^$|^[a-z|(]{1,5}\\|[0-9]+(\\.[0-9]+)?$';
    expect(rulesBroken(field('url', { pattern }))).toEqual([]);
  });

  it('never throw, whatever they are given', () => {
    const keys = [
      'type',
      'properties',
      'oneOf',
      'items',
      'required',
      'enum',
      'pattern',
      'groups',
      'title',
      'a',
    ];
    const { schema } = fc.letrec((tie) => ({
      schema: fc.dictionary(
        fc.constantFrom(...keys),
        fc.oneof(
          { maxDepth: 4 },
          fc.jsonValue({ maxDepth: 1 }),
          tie('schema'),
          fc.array(tie('schema'), { maxLength: 2 }),
        ),
      ),
    }));
    fc.assert(
      fc.property(schema, (connectionSpecification) => {
        expect(checkSpec({ connectionSpecification })).not.toEqual([]);
      }),
    );
    for (const nothing of [null, undefined, 1, 'x', [], {}]) expect(checkSpec(nothing)).not.toEqual([]);
  });
});
