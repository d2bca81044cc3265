import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depth } from './depth.ts';
import { field, good, type Spec } from './spec-rules/testing/example.ts';
import { spoiled } from './spec-rules/testing/spoiled.ts';
import { checkSpec, SPEC_RULES } from './spec-rules.ts';

const rulesBroken = (change: (spec: Spec) => void): string[] => {
  const spec = good();
  change(spec);
  return checkSpec(JSON.parse(JSON.stringify(spec))).map((violation) => violation.rule);
};

describe('the rules of a specification', () => {
  it('report nothing for a valid one', () => {
    expect(checkSpec(good())).toEqual([]);
  });

  it.each(spoiled)('%s: %s', (rule, _because, change) => {
    expect(rulesBroken(change)).toContain(rule);
  });

  it('are each violated by an example', () => {
    expect([...new Set(spoiled.map(([rule]) => rule))].sort()).toEqual([...SPEC_RULES].sort());
  });

  it('have unique names', () => {
    expect(new Set(SPEC_RULES).size).toBe(SPEC_RULES.length);
  });

  it('report the path and the reference of a violation', () => {
    const spec = good();
    spec.connectionSpecification.properties.url!.pattern = '^(a$';
    expect(checkSpec(spec)).toContainEqual({
      rule: 'pattern-compiles',
      path: '/connectionSpecification/properties/url',
      message: 'The pattern does not compile.',
      reference: expect.stringContaining('schemaToYup.ts'),
    });
  });

  it('apply to options and items', () => {
    const spec = good();
    spec.connectionSpecification.properties.rows!.items = { type: ['object'] };
    expect(checkSpec(spec).map((violation) => violation.path)).toContain(
      '/connectionSpecification/properties/rows/items',
    );
  });

  it('accept the same order in two cards', () => {
    expect(rulesBroken(field('url', { order: 0 }))).toEqual([]);
  });

  it('accept escapes and classes that all three regular expression dialects share', () => {
    const pattern = '^$|^[a-z|(]{1,5}\\|[0-9]+(\\.[0-9]+)?$';
    expect(rulesBroken(field('url', { pattern }))).toEqual([]);
  });

  it('do not throw for any value', () => {
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
      { numRuns: depth(10, 200) },
    );
    for (const nothing of [null, undefined, 1, 'x', [], {}]) expect(checkSpec(nothing)).not.toEqual([]);
  });
});
