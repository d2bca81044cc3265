import { describe, expect, it } from 'vitest';
import { type Destination, destination } from './destination.ts';

type Definition = Destination<object, unknown>;

const definition: Definition = {
  name: 'destination-example',
  displayName: 'Example',
  spec: { connectionSpecification: { type: 'object', properties: {} } } as unknown as Definition['spec'],
  connect: () => undefined,
  check: () => Promise.resolve(),
  operations: () => [],
};

describe('a destination', () => {
  it.each([
    ['a misspelt member', { fetchOperation: () => [] }, 'the member "fetchOperation"'],
    ['no check', { check: undefined }, '"check" is missing'],
    ['no name', { name: undefined }, '"name" is missing'],
    ['operations that are a list', { operations: [] }, '"operations" is no function'],
    ...[0, 2.5, 65, Number.NaN].map((value): [string, object, string] => [
      `a concurrency of ${value}`,
      { maxConcurrency: value },
      `"maxConcurrency" is ${value}, and has to be a whole number from 1 to 64.`,
    ]),
    ['a concurrency in a text', { maxConcurrency: '8' }, '"maxConcurrency" is no number.'],
  ])('with %s is invalid, and the error names it', (_, parts, message) => {
    const make = () => destination({ ...definition, ...parts } as Definition);
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'ERR_DEFINITION_INVALID', kind: 'bug' }));
  });

  it('that is an instance of a class is invalid, because its methods would be missing', () => {
    class Example {
      readonly name = definition.name;
      readonly displayName = definition.displayName;
      readonly spec = definition.spec;
      connect(): undefined {}
      check = definition.check;
      operations = definition.operations;
    }
    expect(() => destination(new Example())).toThrow('"connect" is missing');
  });

  it('with optional members is valid', () => {
    const optional = { maxConcurrency: 8, identitySettings: [], syncModeHint: () => undefined };
    expect(destination({ ...definition, ...optional })).toMatchObject({ maxConcurrency: 8 });
  });

  it('without optional members, or with undefined ones, is valid and has the complete specification', () => {
    const made = destination({ ...definition, disconnect: undefined } as unknown as Definition);
    expect(made.spec.connectionSpecification).toHaveProperty('properties.field_mappings');
  });
});
