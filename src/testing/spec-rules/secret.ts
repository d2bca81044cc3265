import type { Rule } from '../rule.ts';
import { isSelector, type Node } from './node.ts';

/** Names that the acceptance tests treat as secrets, in upper and lower case. */
const NAMES = [
  ...[
    'client_token',
    'access_token',
    'api_token',
    'token',
    'secret',
    'client_secret',
    'password',
    'key',
    'jwt',
  ],
  ...[
    'service_account_info',
    'service_account',
    'tenant_id',
    'certificate',
    'credentials',
    'app_id',
    'appid',
  ],
  'refresh_token',
];

/** Ends of names that indicate a secret; the acceptance tests check fewer. */
const ENDINGS = /(?:^|_)(?:api_key|access_key|secret_key|private_key|token|secret|password|passphrase)$/;

const SCALARS = ['string', 'number', 'integer'];

export const secretRules: readonly Rule<Node>[] = [
  {
    name: 'secret-true',
    reference: 'airbyte-platform JsonSecretsProcessor masks a field with the keyword, for any value of it',
    check: ({ schema }) =>
      schema.airbyte_secret !== undefined &&
      schema.airbyte_secret !== true &&
      'airbyte_secret is true or absent.',
  },
  {
    name: 'secret-string',
    reference:
      'connector-acceptance-test test_secret_is_properly_marked; airbyte-webapp schemaToFormBlock.ts',
    check: ({ schema }) =>
      schema.airbyte_secret !== undefined && schema.type !== 'string' && 'Only a text can be a secret.',
  },
  {
    name: 'secret-enum',
    reference: 'airbyte-webapp Control.tsx: a dropdown shows the secret',
    check: ({ schema }) =>
      schema.airbyte_secret !== undefined &&
      schema.enum !== undefined &&
      'A secret is not chosen from a list.',
  },
  {
    name: 'secret-default',
    reference: 'a specification is public',
    check: ({ schema }) =>
      schema.airbyte_secret !== undefined &&
      (Boolean(schema.default) || schema.examples !== undefined) &&
      'A secret has no default except the empty text, and no examples.',
  },
  {
    name: 'secret-marked',
    reference: 'connector-acceptance-test test_secret_is_properly_marked',
    check: (node) =>
      node.name !== undefined &&
      (NAMES.includes(node.name.toLowerCase()) || ENDINGS.test(node.name.toLowerCase())) &&
      SCALARS.includes(String(node.schema.type)) &&
      !isSelector(node) &&
      node.schema.airbyte_secret === undefined &&
      `${node.name} is the name of a secret and needs airbyte_secret: true.`,
  },
];
