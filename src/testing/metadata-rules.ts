import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import type { ConnectorSpecification } from '../define/specification.ts';
import { definitionRules } from './metadata/definition-rules.ts';
import { fileRules } from './metadata/file-rules.ts';
import { pageRules } from './metadata/page-rules.ts';
import { checkShape, SHAPE_RULES } from './metadata/shape.ts';
import type { MetadataData, MetadataSubject } from './metadata/subject.ts';
import { type Violation, violationsOf } from './rule.ts';

const rules = [...definitionRules, ...fileRules, ...pageRules];

/** Names of all rules. */
export const METADATA_RULES: readonly string[] = [...SHAPE_RULES, ...rules.map(({ name }) => name)];

/**
 * Checks whether a connector's folder meets the rules of a registry: its metadata.yaml, its page for users (README.md), its
 * icon and its acceptance-test-config.yml. The rules are those of the platform's metadata service and of its quality checks,
 * which support only connectors in Python and Java.
 *
 * Returns all violations at once, except that a metadata.yaml of the wrong shape stops the rules that read it.
 */
export function checkMetadata(
  folder: string,
  { spec }: { readonly spec: ConnectorSpecification },
): Violation[] {
  const read = (file: string): string | undefined => {
    const full = path.join(folder, file);
    return fs.existsSync(full) ? fs.readFileSync(full, 'utf8') : undefined;
  };
  let metadata: unknown;
  try {
    metadata = parse(read('metadata.yaml') ?? '');
  } catch {
    metadata = undefined;
  }
  const violations = checkShape(metadata);
  if (violations.length > 0) return violations;
  const subject: MetadataSubject = {
    name: path.basename(path.resolve(folder)),
    data: (metadata as { data: MetadataData }).data,
    spec,
    read,
    files: filesIn(folder),
  };
  return violationsOf(rules, subject, 'metadata.yaml');
}

function filesIn(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .filter((file) => !file.startsWith('secrets/'));
}
