import type { ConnectorSpecification } from '../../define/specification.ts';
import type { Violation } from '../spec-rules.ts';

/** `data` of a metadata.yaml whose shape has been checked. */
export interface MetadataData {
  readonly name: string;
  readonly dockerRepository: string;
  readonly dockerImageTag: string;
  readonly githubIssueLabel: string;
  readonly documentationUrl: string;
  readonly supportsRefreshes: boolean;
  readonly allowedHosts?: { readonly hosts?: readonly string[] | undefined } | undefined;
  readonly releases?:
    | {
        readonly breakingChanges?: Readonly<Record<string, unknown>> | undefined;
        readonly migrationDocumentationUrl?: string | undefined;
      }
    | undefined;
}

/** What the rules look at. A file that is not there is undefined. */
export interface MetadataSubject {
  readonly name: string;
  readonly data: MetadataData;
  readonly spec: ConnectorSpecification;
  read(file: string): string | undefined;
  /** All files but those in `secrets/`, by their path in the folder. */
  readonly files: readonly string[];
}

export interface Rule {
  readonly rule: string;
  readonly reference: string;
  /** Yields what is wrong: the file, with the place in it where it is structured, and what would be right. */
  check(subject: MetadataSubject): Iterable<readonly [path: string, message: string]>;
}

export function judge(rules: readonly Rule[], subject: MetadataSubject): Violation[] {
  return rules.flatMap(({ rule, reference, check }) =>
    [...check(subject)].map(([path, message]) => ({ rule, path, message, reference })),
  );
}
