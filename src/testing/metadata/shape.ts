import { z } from 'zod';
import type { Violation } from '../rule.ts';

const semver = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?$/;
const url = z.url({ protocol: /^https$/, error: 'must be an https URL' });

const quantities = z
  .strictObject({
    cpu_request: z.string(),
    cpu_limit: z.string(),
    memory_request: z.string(),
    memory_limit: z.string(),
  })
  .partial();

const jobs = [
  'get_spec',
  'check_connection',
  'discover_schema',
  'sync',
  'reset_connection',
  'connection_updater',
  'replicate',
];

const resources = z.strictObject({
  default: quantities.optional(),
  jobSpecific: z
    .array(z.strictObject({ jobType: z.enum(jobs), resourceRequirements: quantities }))
    .optional(),
});

const subtypes = ['api', 'database', 'datalake', 'file', 'custom', 'message_queue', 'unknown', 'vectorstore'];

const allowedHosts = z.strictObject({ hosts: z.array(z.string().min(1)).optional() });

const override = z.strictObject({
  enabled: z.boolean(),
  name: z.string().optional(),
  dockerRepository: z.string().optional(),
  dockerImageTag: z.string().optional(),
  documentationUrl: url.optional(),
  allowedHosts: allowedHosts.optional(),
  resourceRequirements: resources.optional(),
  connectorSubtype: z.enum(subtypes).optional(),
  license: z.string().optional(),
});

const breakingChange = z.strictObject({
  message: z.string().min(1),
  upgradeDeadline: z.iso.date(),
  deadlineAction: z.enum(['auto_upgrade', 'disable']).optional(),
  migrationDocumentationUrl: url.optional(),
  scopedImpact: z
    .array(z.strictObject({ scopeType: z.literal('stream'), impactedScopes: z.array(z.string()) }))
    .optional(),
});

const suite = z.strictObject({
  suite: z.enum(['unitTests', 'integrationTests', 'acceptanceTests', 'liveTests']),
  testSecrets: z.array(z.unknown()).optional(),
  testConnections: z.array(z.unknown()).optional(),
});

const externalKinds = [
  'api_deprecations',
  'api_reference',
  'api_release_history',
  'authentication_guide',
  'data_model_reference',
  'developer_community',
  'migration_guide',
  'openapi_spec',
  'other',
  'permissions_scopes',
  'rate_limits',
  'sql_reference',
  'status_page',
];

/** `data` of a metadata.yaml, as in ConnectorMetadataDefinitionV0. An unknown field is an error there too. */
const data = z.strictObject({
  name: z.string().min(1),
  definitionId: z.uuid({ version: 'v4', error: 'must be a uuid of version 4 that never changes' }),
  connectorType: z.literal('destination'),
  connectorSubtype: z.enum(subtypes),
  dockerRepository: z.string().regex(/^[a-z0-9._/-]+$/, 'must be an image name without a tag'),
  dockerImageTag: z.string().regex(semver, 'must be a semantic version'),
  license: z.enum(['MIT', 'ELv2']),
  documentationUrl: url,
  githubIssueLabel: z.string(),
  releaseStage: z.enum(['alpha', 'beta', 'generally_available', 'custom']),
  supportLevel: z.enum(['community', 'certified', 'archived']),
  icon: z.literal('icon.svg'),
  tags: z
    .array(z.string().regex(/^[^:\s]+:[^:\s]+$/, 'must be key:value'))
    .refine((tags) => tags.some((tag) => tag.startsWith('language:')), 'must hold a tag language:…'),
  registryOverrides: z.strictObject({ oss: override, cloud: override }),
  allowedHosts: allowedHosts.required(),
  supportsRefreshes: z.boolean(),
  supportsDataActivation: z.boolean(),
  supportsFileTransfer: z.boolean().optional(),
  connectorBuildOptions: z
    .strictObject({
      baseImage: z
        .string()
        .regex(/^[^@\s]+:[^@\s]+@sha256:[0-9a-f]{64}$/, 'must be repository:tag@sha256:digest'),
    })
    .optional(),
  resourceRequirements: resources.optional(),
  releases: z
    .strictObject({
      breakingChanges: z.record(z.string().regex(semver), breakingChange).optional(),
      migrationDocumentationUrl: url.optional(),
      rolloutConfiguration: z
        .strictObject({
          enableProgressiveRollout: z.boolean(),
          initialPercentage: z.int().min(0).max(100),
          maxPercentage: z.int().min(0).max(100),
          advanceDelayMinutes: z.int().min(10),
        })
        .partial()
        .optional(),
    })
    .optional(),
  connectorTestSuitesOptions: z.array(suite).min(1),
  externalDocumentationUrls: z
    .array(
      z.strictObject({
        title: z.string(),
        url,
        type: z.enum(externalKinds),
        requiresLogin: z.boolean().optional(),
      }),
    )
    .optional(),
  ab_internal: z.strictObject({
    sl: z.literal([0, 100, 200, 300]),
    ql: z.literal([0, 100, 200, 300, 400, 500, 600]),
    isEnterprise: z.boolean().optional(),
    requireVersionIncrementsInPullRequests: z.boolean().optional(),
  }),
  releaseDate: z.iso.date().optional(),
  protocolVersion: z.string().optional(),
});

const document = z.strictObject({ metadataSpecVersion: z.literal('1.0'), data });

export const SHAPE_RULES = ['metadata-shape', 'metadata-unknown-field'] as const;

/** Returns the violations in the shape of a metadata.yaml; empty if it is valid. */
export function checkShape(metadata: unknown): Violation[] {
  const issues = document.safeParse(metadata).error?.issues ?? [];
  return issues.map((issue) => ({
    rule: SHAPE_RULES[issue.code === 'unrecognized_keys' ? 1 : 0],
    path: `metadata.yaml#/${issue.path.map(String).join('/')}`,
    message: issue.message,
    reference:
      'airbyte-ci/connectors/metadata_service/lib/metadata_service/models/src/ConnectorMetadataDefinitionV0.yaml',
  }));
}
