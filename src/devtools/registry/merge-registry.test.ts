import { describe, expect, it } from 'vitest';
import type { DestinationDefinition } from './destination-definition.ts';
import { mergedRegistry, parseRegistry, registryText } from './merge-registry.ts';

const definition = (id: string, dockerRepository: string): DestinationDefinition =>
  ({ destinationDefinitionId: id, dockerRepository }) as DestinationDefinition;

const ids = (registry: { readonly destinations: readonly Readonly<Record<string, unknown>>[] }) =>
  registry.destinations.map(({ destinationDefinitionId }) => destinationDefinitionId);

describe('a merged registry', () => {
  const base = {
    sources: [{ sourceDefinitionId: 's' }],
    destinations: [definition('a', 'x/a'), definition('b', 'x/b'), definition('c', 'x/c')],
  };

  it('has new destinations at its end, in their order', () => {
    const merged = mergedRegistry(base, [definition('z', 'y/z'), definition('d', 'y/d')]);
    expect(ids(merged)).toEqual(['a', 'b', 'c', 'z', 'd']);
    expect(merged.sources).toBe(base.sources);
  });

  it('has a destination in the place of the one with its id, in any case of letters', () => {
    const own = definition('B', 'y/b');
    const { destinations } = mergedRegistry(base, [own]);
    expect(destinations).toEqual([base.destinations[0], own, base.destinations[2]]);
  });

  it('has a destination in the place of the first one with its id or its image, and no other with them', () => {
    expect(ids(mergedRegistry(base, [definition('c', 'x/a')]))).toEqual(['c', 'b']);
  });

  it('is the same when the definitions are merged again', () => {
    const own = [definition('z', 'y/z'), definition('b', 'y/b')];
    const once = mergedRegistry(base, own);
    expect(mergedRegistry(once, own)).toEqual(once);
  });
});

describe('the text of a registry', () => {
  it('has an entry per line and keeps other members, numbers and texts of the file', () => {
    const text = [
      '{',
      '"sources": [',
      '{"sourceDefinitionId":"s","spec":{"maximum":9223372036854775807,"rate":1.0,"title":"Å"}}',
      '],',
      '"destinations": [',
      '{"destinationDefinitionId":"a"},',
      '{"destinationDefinitionId":"b"}',
      '],',
      '"version": 1e3',
      '}',
      '',
    ].join('\n');
    expect(registryText(parseRegistry(text, 'oss_registry.json'))).toBe(text);
  });
});

describe('a file is no registry', () => {
  it('if it is not JSON', () => {
    expect(() => parseRegistry('<html>', 'saved.json')).toThrow(/^saved\.json is not JSON: /);
  });

  it.each([
    '[]',
    'null',
    '{}',
    '{"sources":[]}',
    '{"sources":[],"destinations":{}}',
    '{"sources":[1],"destinations":[]}',
  ])('if it lacks the lists of connectors: %s', (text) => {
    expect(() => parseRegistry(text, 'saved.json')).toThrow(
      'saved.json is not a registry: it lacks the lists "sources" and "destinations". Pass a copy of registries/v0/oss_registry.json.',
    );
  });
});
