import type { RecordContext, Reject } from '@airbyte-ts/cdk';
import type { z } from 'zod';
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';
import { activityFields, transformActivity } from './activity.ts';
import { choiceFields, choiceKey, choiceParts, transformChoice } from './choice.ts';
import { declarationFields, transformDeclaration } from './declarations.ts';
import {
  deviceDeletionFields,
  identifierDeletionFields,
  pointDeletionFields,
  transformDeviceDeletion,
  transformIdentifierDeletion,
  transformPointDeletion,
} from './deletion.ts';
import { identifierOf } from './identifiers.ts';
import type { Line } from './line.ts';
import type { LineOptions } from './line-options.ts';
import { profileFields, profileParts, transformProfile } from './profile.ts';
import { segmentFields, segmentKey, transformSegment } from './segment.ts';

export type TypeName = Config['default_document_type'];

/** A document type, https://developer.mediarithmics.io/data-ingestion/bulk-processing. */
export interface DocumentType {
  readonly fields: z.ZodObject;
  readonly unmappedColumns: 'drop' | 'keep' | { readonly into: string };
  /** Default values of fields. */
  readonly defaults?: Readonly<Record<string, () => unknown>>;
  /** Converts a row to a line, or rejects it. */
  readonly transform: (row: Line, context: RecordContext, options: LineOptions) => Line | Reject;
  /** Identifies the subject of a line. */
  readonly subject: (line: Line) => unknown;
  /** The names of the parts of the subject that a line changes; null for all. All if this function is absent. */
  readonly parts?: (line: Line) => unknown;
  /** Fields, or sets of fields, that identify the subject of a line. */
  readonly matchingKeys: readonly (readonly string[])[];
  /** Whether a later line replaces an earlier one about the same subject, so that lines have to be read in order in each mode. */
  readonly isState?: true;
  /** Whether lines may have the operation DELETE. */
  readonly supportsDelete?: true;
  /** A field whose values are shared by all streams, so that a line of one stream may replace a line of another. */
  readonly globalId?: { readonly field: string; readonly advice: string };
  /** Whether all lines of the type delete or dissociate data. */
  readonly isDestructive?: true;
}

/** The dedup key of a line: of two lines with the same key, the later one completely replaces the earlier one. */
export function identityOf({ subject, parts }: DocumentType, line: Line): string {
  const text = JSON.stringify(subject(line));
  return parts ? `${text}\n${JSON.stringify(parts(line))}` : text;
}

const identifier: readonly (readonly string[])[] = [['user_account_id'], ['email_hash'], ['user_agent_id']];
const identifierWith = (...fields: string[]) => identifier.map((key) => [...key, ...fields]);
const destructive = {
  ...({ subject: (line: Line) => line, unmappedColumns: 'drop', isDestructive: true } as const),
};

export const DOCUMENT_TYPES: Readonly<Record<TypeName, DocumentType>> = {
  USER_ACTIVITY: {
    fields: activityFields,
    unmappedColumns: 'keep',
    defaults: { $session_status: () => 'NO_SESSION' },
    transform: (row, context, { emails }) => transformActivity(row, context, emails),
    subject: ({ $unique_key }) => $unique_key,
    matchingKeys: [['$unique_key']],
  },
  USER_PROFILE: {
    fields: profileFields,
    unmappedColumns: { into: 'user_profile' },
    defaults: { operation: () => 'UPSERT' },
    transform: transformProfile,
    subject: identifierOf,
    parts: profileParts,
    matchingKeys: identifier,
    globalId: {
      field: 'user_account_id',
      advice:
        'That is correct if the streams are about the same users. If each stream numbers separate users, give the streams ' +
        'separate compartments with the column compartment_id.',
    },
    isState: true,
    supportsDelete: true,
  },
  USER_SEGMENT: {
    fields: segmentFields,
    unmappedColumns: 'drop',
    defaults: { operation: () => 'UPDATE' },
    transform: transformSegment,
    subject: (line) => [identifierOf(line), segmentKey(line)],
    matchingKeys: [...identifierWith('segment_id'), ...identifierWith('segment_technical_name')],
    isState: true,
    supportsDelete: true,
  },
  USER_CHOICE: {
    fields: choiceFields,
    unmappedColumns: { into: 'user_choice' },
    defaults: { operation: () => 'UPSERT' },
    transform: transformChoice,
    subject: (line) => [identifierOf(line), choiceKey(line)],
    parts: choiceParts,
    matchingKeys: identifierWith('$processing_id'),
    isState: true,
    supportsDelete: true,
  },
  USER_IDENTIFIERS_ASSOCIATION_DECLARATIONS: {
    fields: declarationFields,
    unmappedColumns: 'drop',
    transform: transformDeclaration,
    subject: (line) => line,
    matchingKeys: [['identifiers']],
  },
  USER_IDENTIFIERS_DISSOCIATION_DECLARATIONS: {
    ...destructive,
    fields: declarationFields,
    transform: transformDeclaration,
    matchingKeys: [['identifiers']],
  },
  USER_IDENTIFIERS_DELETION: {
    ...destructive,
    fields: identifierDeletionFields,
    transform: transformIdentifierDeletion,
    matchingKeys: [['user_account_id'], ['hash'], ['user_agent_id']],
  },
  USER_POINTS_DELETION: {
    ...destructive,
    fields: pointDeletionFields,
    transform: transformPointDeletion,
    matchingKeys: [['user_point_id'], ['user_account_id'], ['hash'], ['user_agent_id']],
  },
  USER_DEVICE_POINTS_DELETION: {
    ...destructive,
    fields: deviceDeletionFields,
    transform: transformDeviceDeletion,
    matchingKeys: [['user_agent_id']],
  },
};

export const TYPE_NAMES = Object.keys(DOCUMENT_TYPES) as readonly TypeName[];
