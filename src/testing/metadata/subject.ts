import type { ConnectorSpecification } from '../../define/specification.ts';

/** `data` of a metadata.yaml with a valid shape. */
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

/** Input of the rules. A missing file is undefined. */
export interface MetadataSubject {
  readonly name: string;
  readonly data: MetadataData;
  readonly spec: ConnectorSpecification;
  read(file: string): string | undefined;
  /** Paths of all files in the folder, except those in `secrets/`. */
  readonly files: readonly string[];
}
