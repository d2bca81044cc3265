import type { ConnectorSpecification } from '../../define/specification.ts';

/** One connector in a registry: `ConnectorRegistryDestinationDefinition` of the platform. Its other members are its metadata. */
export interface DestinationDefinition extends Readonly<Record<string, unknown>> {
  readonly destinationDefinitionId: string;
  readonly name: string;
  readonly dockerRepository: string;
  readonly dockerImageTag: string;
  readonly documentationUrl: string;
  readonly spec: ConnectorSpecification;
}

/** What `destinationDefinition` reads of the `data` of a metadata.yaml. */
export interface RegistryMetadata extends Readonly<Record<string, unknown>> {
  readonly definitionId: string;
  readonly name: string;
  readonly dockerRepository: string;
  readonly dockerImageTag: string;
  readonly documentationUrl: string;
  readonly tags: readonly string[];
  readonly registryOverrides: {
    /** Members that replace those of `data` in the registry of the open-source platform. */
    readonly oss: Readonly<Record<string, unknown>> & { readonly enabled: boolean };
  };
  readonly releases?: Releases;
}

interface Releases extends Readonly<Record<string, unknown>> {
  readonly migrationDocumentationUrl?: string;
  readonly breakingChanges?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const LANGUAGE = 'language:';

/**
 * Returns the definition that a registry of the open-source platform has for a connector, with its members in alphabetical
 * order. It is the metadata in the form that Airbyte's own registry gives it (metadata_service/registry_entry.py), without what
 * only that registry knows: the time of publication, and the address of the icon.
 */
export function destinationDefinition(
  metadata: RegistryMetadata,
  spec: ConnectorSpecification,
): DestinationDefinition {
  const { registryOverrides, definitionId, ...data } = metadata;
  const { enabled: _, ...overrides } = registryOverrides.oss;
  const { connectorSubtype, ...members } = { ...data, ...overrides } as typeof data;
  const { releases } = members;
  const definition: Record<string, unknown> = {
    ...members,
    ...(connectorSubtype !== undefined && { sourceType: connectorSubtype }),
    ...(releases && { releases: withMigrationUrls(releases) }),
    destinationDefinitionId: definitionId,
    language: metadata.tags.find((tag) => tag.startsWith(LANGUAGE))?.slice(LANGUAGE.length),
    tombstone: false,
    // The platform hides a definition that is not public from workspaces, and gives a custom one fewer features.
    public: true,
    custom: false,
    spec,
  };
  // These are about the build and the tests of a connector.
  for (const name of ['connectorType', 'connectorBuildOptions', 'connectorTestSuitesOptions'])
    delete definition[name];
  return Object.fromEntries(
    Object.entries(definition).sort(([one], [other]) => (one < other ? -1 : 1)),
  ) as unknown as DestinationDefinition;
}

/** The platform requires the page of each breaking change; by default it is that of all of them. */
function withMigrationUrls(releases: Releases): Releases {
  const { breakingChanges, migrationDocumentationUrl } = releases;
  if (!breakingChanges) return releases;
  const changes = Object.entries(breakingChanges).map(
    ([version, change]) => [version, { migrationDocumentationUrl, ...change }] as const,
  );
  return { ...releases, breakingChanges: Object.fromEntries(changes) };
}
