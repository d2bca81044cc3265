import { broken } from './faults.ts';

export const spec = {
  documentationUrl: 'https://example.com/reference',
  protocol_version: '0.2.0',
  supportsIncremental: true,
  supported_destination_sync_modes: ['append', 'append_dedup', 'overwrite'],
  connectionSpecification: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Reference Destination',
    type: 'object',
    additionalProperties: true,
    required: ['url', 'key'],
    groups: [{ id: 'connection', title: 'Connection' }],
    properties: {
      url: field('Address', 'Where the rows go.', 0, { examples: ['https://example.com'] }),
      key: field('Key', 'Goes with every request.', 1, { airbyte_secret: true }),
    },
  },
};

function field(title: string, description: string, order: number, more: object) {
  return { type: 'string', title, description, order, group: 'connection', ...more };
}

/** Returns the specification. */
export function specification(): object {
  const { connectionSpecification: schema, ...rest } = spec;
  return {
    ...rest,
    connectionSpecification: {
      ...schema,
      ...(broken('demands-too-much') && { required: [...schema.required, 'more'] }),
      ...(broken('changes-its-spec') && { title: String(Math.random()) }),
      ...(broken('spec-without-groups') && { groups: undefined }),
    },
  };
}
