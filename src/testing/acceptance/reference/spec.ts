import { broken } from './faults.ts';

export const spec = {
  documentationUrl: 'https://example.com/reference',
  protocol_version: '0.2.0',
  supported_destination_sync_modes: ['append'],
  connectionSpecification: { type: 'object', required: ['url', 'key'], properties: {} },
};

/** What the connector answers. */
export function specification(): object {
  const { connectionSpecification: schema, ...rest } = spec;
  return {
    ...rest,
    connectionSpecification: {
      ...schema,
      ...(broken('demands-too-much') && { required: [...schema.required, 'more'] }),
      ...(broken('changes-its-spec') && { title: String(Math.random()) }),
    },
  };
}
