import { describe, expect, it } from 'vitest';
import { completeSpecification } from './complete-specification.ts';
import type { ConnectorSpecification, JsonSchema } from './specification.ts';

const withProperties = (
  properties: JsonSchema['properties'],
  rest: Partial<JsonSchema> = {},
): ConnectorSpecification => ({
  documentationUrl: 'https://example.com',
  supported_destination_sync_modes: ['append'],
  connectionSpecification: { type: 'object', ...rest, properties },
});

const complete = (properties: JsonSchema['properties'], rest?: Partial<JsonSchema>) =>
  completeSpecification(withProperties(properties, rest)).connectionSpecification;

describe('a complete specification', () => {
  it('has field mappings, the store and the limit of rejected records after the own settings', () => {
    expect(Object.keys(complete({ token: { type: 'string' } }).properties!)).toEqual([
      'token',
      'field_mappings',
      'object_storage_config',
      'max_rejected_percent',
      'unsupported_deletions',
    ]);
  });

  it('has stream mappings only if the connector declares them', () => {
    const { stream_mappings } = complete({
      stream_mappings: { items: { properties: { object: { enum: ['a', 'b'] } } } },
    }).properties!;
    expect(stream_mappings).toMatchObject({ title: 'Stream Mappings', type: 'array', group: 'sync' });
    expect(stream_mappings!.items!.properties!.object).toMatchObject({ title: 'Object', enum: ['a', 'b'] });
  });

  it('keeps the place where the connector declares a shared setting', () => {
    const keys = Object.keys(complete({ field_mappings: {}, token: { type: 'string' } }).properties!);
    expect(keys.slice(0, 2)).toEqual(['field_mappings', 'token']);
  });

  it('continues a shared description and replaces every other keyword', () => {
    const { field_mappings } = complete({
      field_mappings: { description: 'Fields are columns.', order: 7 },
    }).properties!;
    expect(field_mappings!.description).toMatch(
      /^Renames columns .* keep their names\. Fields are columns\.$/,
    );
    expect(field_mappings!.order).toBe(7);
  });

  it('places new keywords before the order, so that one text results wherever they are declared', () => {
    const own = { items: { properties: { source_field: { examples: ['city'] } } } };
    const keywords = Object.keys(
      complete({ field_mappings: own }).properties!.field_mappings!.items!.properties!.source_field!,
    );
    expect(keywords).toEqual(['title', 'description', 'type', 'examples', 'order']);
  });

  it('has the groups of the shared settings after the own groups, unless the connector declares them', () => {
    const groups = [
      { id: 'auth', title: 'Connection' },
      { id: 'sync', title: 'Events' },
    ];
    expect(complete({}, { groups }).groups).toEqual([
      ...groups,
      { id: 'rejects', title: 'Rejected Records' },
    ]);
    expect(complete({}).groups).toEqual([
      { id: 'sync', title: 'Records' },
      { id: 'rejects', title: 'Rejected Records' },
    ]);
  });

  it('stays as it is when completed again', () => {
    const once = completeSpecification(
      withProperties({ field_mappings: { description: 'Fields are columns.' }, stream_mappings: {} }),
    );
    expect(JSON.stringify(completeSpecification(once))).toBe(JSON.stringify(once));
  });

  it('leaves settings of the connector unchanged', () => {
    const own = { title: 'Token', description: 'A token.', type: 'string', group: 'auth', order: 0 };
    expect(complete({ token: own }).properties!.token).toEqual(own);
  });
});
