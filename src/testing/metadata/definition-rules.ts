import type { JsonSchema } from '../../define/specification.ts';
import type { Rule } from '../rule.ts';
import type { MetadataSubject } from './subject.ts';

const validators =
  'airbyte-ci/connectors/metadata_service/lib/metadata_service/validators/metadata_validator.py';

const HOST = /^(\$\{[\w.]+\}|(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+)$/;

/** Rules for the consistency of metadata.yaml with itself, the folder's name and the specification. */
export const definitionRules: readonly Rule<MetadataSubject>[] = [
  {
    name: 'repository-name',
    reference: 'docs/platform/connector-development/connector-metadata-file.md',
    *check({ name, data }) {
      if (data.dockerRepository.split('/').at(-1) !== name) {
        yield ['metadata.yaml#/data/dockerRepository', `must end with the folder's name, "${name}".`];
      }
      if (data.githubIssueLabel !== name) {
        yield ['metadata.yaml#/data/githubIssueLabel', `must be the folder's name, "${name}".`];
      }
    },
  },
  {
    name: 'documentation-url',
    reference: 'airbyte_protocol.yaml ConnectorSpecification.documentationUrl',
    *check({ data, spec }) {
      if (spec.documentationUrl !== data.documentationUrl) {
        yield ['metadata.yaml#/data/documentationUrl', 'must be the documentationUrl of the specification.'];
      }
    },
  },
  {
    name: 'breaking-changes',
    reference: `${validators} validate_major_version_bump_has_breaking_change_entry`,
    *check({ data, read }) {
      const versions = Object.keys(data.releases?.breakingChanges ?? {});
      const isMajor = /^[1-9]\d*\.0\.0$/.test(data.dockerImageTag);
      if (isMajor && !versions.includes(data.dockerImageTag)) {
        yield ['metadata.yaml#/data/releases', `must list ${data.dockerImageTag} under breakingChanges.`];
      }
      if (versions.length === 0) return;
      const guide = read('MIGRATIONS.md');
      if (!guide?.startsWith(`# ${data.name} Migration Guide`)) {
        yield ['MIGRATIONS.md', `must exist and begin with "# ${data.name} Migration Guide".`];
      }
      for (const version of versions) {
        if (!guide?.includes(`## Upgrading to ${version}`)) {
          yield ['MIGRATIONS.md', `must have a section "## Upgrading to ${version}".`];
        }
      }
      if (!data.releases?.migrationDocumentationUrl) {
        yield ['metadata.yaml#/data/releases/migrationDocumentationUrl', 'must link to MIGRATIONS.md.'];
      }
    },
  },
  {
    name: 'allowed-hosts',
    reference: 'docs/platform/connector-development/partner-certified-destinations.md',
    *check({ data, spec }) {
      const hosts = data.allowedHosts?.hosts ?? [];
      const path = 'metadata.yaml#/data/allowedHosts/hosts';
      for (const host of hosts) {
        if (!HOST.test(host)) yield [path, `"${host}" must be a host name or a template \${property}.`];
        const template = /^\$\{(.+)\}$/.exec(host)?.[1];
        if (template !== undefined && !hasProperty(spec.connectionSpecification, template.split('.'))) {
          yield [path, `"${host}" names no property of the specification.`];
        }
      }
      for (const [where, host] of urlsIn(spec.connectionSpecification, [])) {
        const covered = hosts.some(
          (each) => each === host || (each.startsWith('*.') && host.endsWith(each.slice(1))),
        );
        if (!covered) yield [path, `must hold ${host}, where ${where} leads by default.`];
        if (where !== '' && !hosts.includes(`\${${where}}`))
          yield [path, `must hold \${${where}}, which the user may change.`];
      }
    },
  },
];

/** Yields each https URL that the specification has as a default or constant, with the path of its property. */
function* urlsIn(
  node: JsonSchema,
  path: readonly string[],
): Generator<readonly [path: string, host: string]> {
  for (const value of new Set([node.default, node.const, ...(node.enum ?? [])])) {
    if (typeof value === 'string' && URL.canParse(value) && value.startsWith('https://')) {
      yield [path.join('.'), new URL(value).hostname];
    }
  }
  for (const [name, property] of Object.entries(node.properties ?? {})) {
    if (property) yield* urlsIn(property, [...path, name]);
  }
  for (const option of node.oneOf ?? []) yield* urlsIn(option, path);
}

function hasProperty(node: JsonSchema | undefined, [name, ...rest]: readonly string[]): boolean {
  if (!node || name === undefined) return node !== undefined;
  return [node, ...(node.oneOf ?? [])].some(
    (each) => each.properties?.[name] !== undefined && hasProperty(each.properties[name], rest),
  );
}
