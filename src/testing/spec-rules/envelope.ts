import { SYNC_MODES } from '../../define/sync-mode.ts';
import { isObject } from '../../json.ts';
import type { Rule } from '../rule.ts';
import { repeated } from './node.ts';

/** Rules for the members beside the configuration's schema. */
export const envelopeRules: readonly Rule<Readonly<Record<string, unknown>>>[] = [
  {
    name: 'schema-present',
    reference:
      'airbyte-platform BasicAirbyteMessageValidator: a SPEC without connectionSpecification is dropped',
    check: (spec) =>
      !isObject(spec.connectionSpecification) && 'connectionSpecification has to be an object.',
  },
  {
    name: 'documentation-url',
    reference:
      'airbyte-platform ConnectorDefinitionSpecificationHandler: documentationUrl is read without a check',
    check: ({ documentationUrl: url }) =>
      !(typeof url === 'string' && /^https:\/\/[^\s/]+\/\S*$/.test(url)) &&
      'documentationUrl has to be an https URL.',
  },
  {
    name: 'protocol-version',
    reference: 'airbyte-platform AirbyteProtocolVersionRange: only major version 0 is accepted',
    check: ({ protocol_version: version }) =>
      !(typeof version === 'string' && /^0\.\d+\.\d+$/.test(version)) && 'protocol_version has to be 0.x.y.',
  },
  {
    name: 'sync-modes',
    reference:
      'airbyte-protocol DestinationSyncMode; airbyte-webapp formConfig.tsx offers only what is listed',
    check({ supported_destination_sync_modes: modes }) {
      if (!Array.isArray(modes) || modes.length === 0)
        return 'supported_destination_sync_modes has to list a mode.';
      const wrong = modes.filter((mode) => !SYNC_MODES.includes(mode));
      if (wrong.length > 0) return `${wrong.join(', ')} is not a sync mode of the protocol.`;
      return repeated(modes).length > 0 && 'supported_destination_sync_modes lists a mode twice.';
    },
  },
  {
    name: 'incremental',
    reference: 'airbyte-cdk DestinationAcceptanceTest reads supportsIncremental',
    check: (spec) => spec.supportsIncremental !== true && 'supportsIncremental has to be true.',
  },
  {
    name: 'no-normalization',
    reference: 'airbyte-protocol ConnectorSpecification: supportsNormalization and supportsDBT are obsolete',
    check: (spec) =>
      (spec.supportsNormalization === true || spec.supportsDBT === true) &&
      'Normalization and dbt are no longer part of a destination.',
  },
  {
    name: 'no-oauth',
    reference:
      'airbyte-platform: advanced_auth needs an OAuth implementation on the server, by definition id',
    check: (spec) => spec.advanced_auth !== undefined && 'advanced_auth has no effect in a custom connector.',
  },
];
