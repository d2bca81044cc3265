import { stringify } from 'yaml';
import type { ConnectorSpecification } from '../../../define/specification.ts';

export const NAME = 'destination-example';

/** The specification of the example connector. */
export const spec: ConnectorSpecification = {
  documentationUrl: 'https://example.com/docs',
  supported_destination_sync_modes: ['append'],
  connectionSpecification: {
    type: 'object',
    required: ['api_key'],
    properties: {
      api_key: { title: 'API Key', type: 'string' },
      base_url: { title: 'Base URL', type: 'string', default: 'https://api.example.com/v1' },
      storage: {
        type: 'object',
        oneOf: [
          { properties: { storage_type: { const: 'None' } } },
          { properties: { storage_type: { const: 'Local' }, directory: { type: 'string' } } },
        ],
      },
    },
  },
};

/** Returns the template by which metadata.yaml refers to a property of the configuration. */
export const template = (property: string): string => `\${${property}}`;

/** Texts of files, by path in the folder. */
export type Files = Readonly<Record<string, string>>;

/** A connector's folder that meets every rule; tests break one rule at a time. */
export const valid: Files = {
  'metadata.yaml': stringify({
    metadataSpecVersion: '1.0',
    data: {
      name: 'Example',
      definitionId: '6f0f3d6a-4a3c-4d59-9a53-0d3c3a2b8f11',
      connectorType: 'destination',
      connectorSubtype: 'api',
      dockerRepository: `someone/${NAME}`,
      dockerImageTag: '0.2.0',
      license: 'MIT',
      documentationUrl: 'https://example.com/docs',
      githubIssueLabel: NAME,
      releaseStage: 'alpha',
      supportLevel: 'community',
      icon: 'icon.svg',
      tags: ['language:typescript'],
      registryOverrides: { oss: { enabled: true }, cloud: { enabled: false } },
      allowedHosts: { hosts: ['api.example.com', template('base_url')] },
      supportsRefreshes: false,
      supportsDataActivation: true,
      connectorTestSuitesOptions: [{ suite: 'unitTests' }],
      ab_internal: { sl: 100, ql: 100 },
    },
  }),
  'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path d="M0 0h9"/></svg>',
  'acceptance-test-config.yml': stringify({
    connector_image: `someone/${NAME}:dev`,
    acceptance_tests: {
      spec: { tests: [{ config_path: 'secrets/config.json' }] },
      connection: {
        tests: [
          { config_path: 'secrets/config.json', status: 'succeed' },
          { config_path: 'integration_tests/invalid_config.json', status: 'failed' },
        ],
      },
    },
  }),
  'integration_tests/invalid_config.json': '{ "api_key": "" }',
  'README.md': `# Example

## Prerequisites

The API Key.

\`\`\`sh
# IP allow list
\`\`\`

## Setup guide

### Step 1: Set up Example in Airbyte

<FieldAnchor field="api_key,storage[Local],storage.directory">

Fill it in.

</FieldAnchor>

## Supported sync modes

| Sync mode | Supported? |
| :--- | :--- |
| [Full Refresh - Overwrite](https://example.com) | No |
| [Full Refresh - Append](https://example.com) | Yes |
| [Full Refresh - Overwrite + Deduped](https://example.com) | No |
| [Incremental Sync - Append](https://example.com) | Yes |
| Incremental Sync - Append + Deduped | No |

## Limitations & Troubleshooting

## Namespace support

## IP allow list

If you use Airbyte Cloud and your organization restricts access to specific IPs, add the [Airbyte Cloud IP addresses](/platform/operating-airbyte/ip-allowlist) to your allow list.

## Changelog

| Version | Date | Pull Request | Subject |
|:--------|:-----|:-------------|:--------|
| 0.2.0 | 2026-02-01 | [2](https://example.com/2) | More |
| 0.1.0 | 2026-01-31 | [1](https://example.com/1) | First |
`,
};
