import type { ConnectorSpecification } from '../../define/specification.ts';

/** A specification with one setting, the address of the API (`base_url`). */
export const baseUrlSpec = (
  modes: ConnectorSpecification['supported_destination_sync_modes'] = ['append'],
): ConnectorSpecification => ({
  documentationUrl: 'https://example.com',
  supported_destination_sync_modes: modes,
  connectionSpecification: {
    type: 'object',
    required: ['base_url'],
    properties: { base_url: { type: 'string', title: 'Base URL' } },
  },
});
