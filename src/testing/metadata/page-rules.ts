import type { JsonSchema } from '../../define/specification.ts';
import { literalPattern } from '../../text/literal-pattern.ts';
import type { Rule } from '../rule.ts';
import type { MetadataSubject } from './subject.ts';

const page = 'README.md';
const guide = 'docs/platform/connector-development/writing-connector-docs.md';

/** In this order. Other sections may be between them. */
const SECTIONS = [
  'Prerequisites',
  'Setup guide',
  'Supported sync modes',
  'Limitations & Troubleshooting',
  'Namespace support',
  'IP allow list',
  'Changelog',
];

/**
 * Names of sync modes in the platform's documentation, with the destination sync modes that each needs. The platform composes the
 * mode that needs two, for destinations with refreshes (airbyte-webapp formConfig.tsx).
 */
const MODES: readonly (readonly [name: string, ...modes: readonly string[]])[] = [
  ['Full Refresh - Overwrite', 'overwrite'],
  ['Full Refresh - Append', 'append'],
  ['Full Refresh - Overwrite + Deduped', 'overwrite', 'append_dedup'],
  ['Incremental Sync - Append', 'append'],
  ['Incremental Sync - Append + Deduped', 'append_dedup'],
];

const IP_TEXT =
  /If you use Airbyte Cloud and your organization restricts access to specific IPs, add the \[Airbyte Cloud IP addresses\]\((https:\/\/docs\.airbyte\.com)?\/platform\/operating-airbyte\/ip-allowlist\) to your allow list\./;

/** Rules for the page of the connector's users. */
export const pageRules: readonly Rule<MetadataSubject>[] = [
  {
    name: 'page-title',
    reference: guide,
    *check(subject) {
      const title = /^# (.*)$/m.exec(text(subject))?.[1];
      if (title !== subject.data.name) yield [page, `must exist and begin with "# ${subject.data.name}".`];
    },
  },
  {
    name: 'page-sections',
    reference: `${guide}, connectors_qa/templates/template.md.j2`,
    *check(subject) {
      const headings = [...prose(text(subject)).matchAll(/^## (.*)$/gm)].map((match) => match[1]!.trim());
      const places = SECTIONS.map((section) => headings.indexOf(section));
      for (const [index, section] of SECTIONS.entries()) {
        if (places[index] === -1) yield [page, `must have a section "## ${section}".`];
        else if (places[index]! < Math.max(...places.slice(0, index))) {
          yield [page, `"## ${section}" must come after "## ${SECTIONS[index - 1]}".`];
        }
      }
    },
  },
  {
    name: 'page-prerequisites',
    reference: 'connectors_qa/checks/documentation CheckPrerequisitesSectionDescribesRequiredFieldsFromSpec',
    *check(subject) {
      const { required = [], properties = {} } = subject.spec.connectionSpecification;
      const section = sectionOf(subject, 'Prerequisites');
      for (const name of required) {
        const title = properties[name]?.title ?? name;
        if (!section.includes(title))
          yield [page, `"## Prerequisites" must name the required field "${title}".`];
      }
    },
  },
  {
    name: 'page-setup',
    reference: guide,
    *check(subject) {
      const section = sectionOf(subject, 'Setup guide');
      if (!/^### .* in Airbyte$/m.test(section)) {
        yield [page, '"## Setup guide" must have a step "### … in Airbyte".'];
      }
      for (const [, fields] of text(subject).matchAll(/<FieldAnchor field="([^"]*)">/g)) {
        for (const field of fields!.split(',')) {
          if (!anchors(subject.spec.connectionSpecification).has(field.trim())) {
            yield [page, `FieldAnchor "${field.trim()}" is not a field of the specification.`];
          }
        }
      }
    },
  },
  {
    name: 'page-sync-modes',
    reference:
      'metadata_service/validators/metadata_validator.py validate_docs_path_exists, sync modes of destinations',
    *check(subject) {
      const section = sectionOf(subject, 'Supported sync modes');
      if (!/^\| Sync mode +\|/m.test(section))
        yield [page, '"## Supported sync modes" must have a table "| Sync mode | …".'];
      const offered: readonly string[] = subject.spec.supported_destination_sync_modes ?? [];
      for (const [name, ...needed] of MODES) {
        const row = section
          .split('\n')
          .find((line) => new RegExp(`^\\| \\[?${literalPattern(name)}[\\] |]`).test(line));
        const isThere = needed.every((mode) => offered.includes(mode));
        const expected = isThere && (needed.length === 1 || subject.data.supportsRefreshes) ? 'Yes' : 'No';
        if (!row) yield [page, `"## Supported sync modes" must have a row for "${name}".`];
        else if (row.split('|')[2]?.trim() !== expected) {
          yield [
            page,
            `The row for "${name}" must say ${expected}, as the specification and supportsRefreshes do.`,
          ];
        }
      }
    },
  },
  {
    name: 'page-ip-allow-list',
    reference: guide,
    *check(subject) {
      if (!IP_TEXT.test(sectionOf(subject, 'IP allow list').replaceAll(/\s+/g, ' '))) {
        yield [page, '"## IP allow list" must contain the text that all connectors use.'];
      }
    },
  },
  {
    name: 'page-changelog',
    reference: 'connectors_qa/checks/documentation CheckChangelogEntry',
    *check(subject) {
      const rows = [
        ...sectionOf(subject, 'Changelog').matchAll(/^\| *(\d\S*) *\| *(\S+) *\| *(.+?) *\| *(.+?) *\|$/gm),
      ];
      const newest = rows[0];
      if (newest?.[1] !== subject.data.dockerImageTag) {
        yield [page, `The first row of "## Changelog" must be version ${subject.data.dockerImageTag}.`];
      }
      for (const [, version, date] of rows) {
        if (!/^\d{4}-\d{2}-\d{2}$/.test(date!) || Number.isNaN(Date.parse(date!))) {
          yield [page, `Version ${version} in "## Changelog" must have a date like 2026-01-31.`];
        }
      }
    },
  },
];

const text = ({ read }: MetadataSubject): string => read(page) ?? '';

/** Removes code blocks, whose comments look like headings. Line numbers do not change. */
const prose = (markdown: string): string =>
  markdown.replaceAll(/^```.*?^```/gms, (block) => block.replaceAll(/[^\n]/g, ''));

function sectionOf(subject: MetadataSubject, heading: string): string {
  const [, ...sections] = prose(text(subject)).split(/^## /m);
  return sections.find((each) => each.split('\n', 1)[0]?.trim() === heading) ?? '';
}

/** Returns the names by which the form finds the explanation of a field: its path, and `path[const]` for an option of a oneOf. */
function anchors(node: JsonSchema, path = ''): Set<string> {
  const found = new Set<string>();
  for (const [name, property] of Object.entries(node.properties ?? {})) {
    if (!property) continue;
    const own = path === '' ? name : `${path}.${name}`;
    found.add(own);
    for (const option of property.oneOf ?? []) {
      const constant = Object.values(option.properties ?? {}).find(
        (each) => each?.const !== undefined,
      )?.const;
      found.add(`${own}[${String(constant)}]`);
      for (const each of anchors(option, own)) found.add(each);
    }
    for (const each of anchors(property, own)) found.add(each);
  }
  return found;
}
