import type { ConnectorSpecification, JsonSchema } from '../../define/specification.ts';

const option = (constant: string, properties: Record<string, JsonSchema>): JsonSchema => ({
  title: constant,
  type: 'object',
  required: ['kind', ...Object.keys(properties)],
  properties: { kind: { title: 'Kind', type: 'string', const: constant }, ...properties },
});

/** A specification with every kind of field, for the tests of the configuration. */
export const example: ConnectorSpecification = {
  documentationUrl: 'https://example.com/docs',
  supported_destination_sync_modes: ['append'],
  connectionSpecification: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: true,
    required: ['api_key', 'login'],
    properties: {
      api_key: {
        title: 'API Key',
        type: 'string',
        airbyte_secret: true,
        pattern: '^\\S+$',
        pattern_descriptor: 'a key',
      },
      login: {
        title: 'Login',
        type: 'object',
        oneOf: [
          option('password', { password: { title: 'Password', type: 'string', airbyte_secret: true } }),
          option('token', { token: { title: 'Token', type: 'string', airbyte_secret: true } }),
        ],
      },
      store: {
        title: 'Rejected Records',
        type: 'object',
        oneOf: [option('none', {}), option('local', { directory: { title: 'Directory', type: 'string' } })],
      },
      label: { title: 'Label', type: 'string', default: '' },
      base_url: {
        title: 'Base URL',
        type: 'string',
        default: 'https://example.com',
        pattern: '^$|^https://\\S+$',
      },
      strict: { title: 'Strict', type: 'boolean', default: false },
      retries: { title: 'Retries', type: 'integer', minimum: 0, maximum: 9, default: 0 },
      pace: { title: 'Pace', type: 'number', minimum: 0, exclusiveMinimum: 0, default: 5 },
      mode: { title: 'Mode', type: 'string', enum: ['first', 'every'], default: 'first' },
      scope: {
        title: 'Scope',
        type: 'string',
        enum: ['narrow', 'wide'],
        default: 'narrow',
        default_for_new_only: true,
      },
      rows: {
        title: 'Rows',
        type: 'array',
        default: [],
        items: {
          type: 'object',
          required: ['column'],
          properties: {
            column: { title: 'Column', type: 'string' },
            stream: { title: 'Stream', type: 'string', default: '' },
            how: {
              title: 'How',
              type: 'object',
              oneOf: [option('keep', {}), option('hash', { salt: { title: 'Salt', type: 'string' } })],
            },
          },
        },
      },
    },
  },
};

/** The required settings only. */
export const minimalConfig = { api_key: 'k-1', login: { kind: 'token', token: 't-1' } };
