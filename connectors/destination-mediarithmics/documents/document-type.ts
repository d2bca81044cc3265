import type { z } from 'zod';
import type { RecordContext, Reject } from '#cdk';
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';
import { activityFields, arrangeActivity } from './activity.ts';
import { arrangeChoice, choiceFields, choiceKey, choiceParts } from './choice.ts';
import { arrangeDeclaration, declarationFields } from './declarations.ts';
import {
  arrangeDeviceDeletion,
  arrangeIdentifierDeletion,
  arrangePointDeletion,
  deviceDeletionFields,
  identifierDeletionFields,
  pointDeletionFields,
} from './deletion.ts';
import { identifierOf } from './identifiers.ts';
import type { Line } from './line.ts';
import type { LineOptions } from './line-options.ts';
import { arrangeProfile, profileFields, profileParts } from './profile.ts';
import { arrangeSegment, segmentFields, segmentKey } from './segment.ts';

export type TypeName = Config['default_document_type'];

/** One type of document, https://developer.mediarithmics.io/data-ingestion/bulk-processing. */
export interface DocumentType {
  readonly fields: z.ZodObject;
  readonly otherColumns: 'drop' | 'keep' | { readonly into: string };
  /** Fields that have a value without a column for them. */
  readonly fill?: Readonly<Record<string, () => unknown>>;
  readonly arrange: (row: Line, context: RecordContext, making: LineOptions) => Line | Reject;
  /** What makes two lines about the same thing. */
  readonly about: (line: Line) => unknown;
  /** Which parts of that thing a line changes, by their names; null for all of it, as everywhere without this. */
  readonly parts?: (line: Line) => unknown;
  /** Fields, or sets of them, that identify what a line is about. */
  readonly matchingKeys: readonly (readonly string[])[];
  /** Its lines may delete: the operation DELETE. */
  readonly deletes?: true;
  /** A field whose value means the same in all streams, where one stream's lines may take the place of another's. */
  readonly globalId?: { readonly field: string; readonly advice: string };
  /** All that its lines do is to delete or to tear apart. */
  readonly destroys?: true;
}

/** What makes two lines one in a deduplicated stream: the later one leaves nothing of the earlier. */
export function identityOf({ about, parts }: DocumentType, line: Line): string {
  const thing = JSON.stringify(about(line));
  return parts ? `${thing}\n${JSON.stringify(parts(line))}` : thing;
}

const identifier: readonly (readonly string[])[] = [['user_account_id'], ['email_hash'], ['user_agent_id']];
const withAlso = (...fields: string[]) => identifier.map((key) => [...key, ...fields]);
const byType = { about: (line: Line) => line, otherColumns: 'drop', destroys: true } as const;

export const DOCUMENT_TYPES: Readonly<Record<TypeName, DocumentType>> = {
  USER_ACTIVITY: {
    fields: activityFields,
    otherColumns: 'keep',
    fill: { $session_status: () => 'NO_SESSION' },
    arrange: (row, context, { emails }) => arrangeActivity(row, context, emails),
    about: ({ $unique_key }) => $unique_key,
    matchingKeys: [['$unique_key']],
  },
  USER_PROFILE: {
    fields: profileFields,
    otherColumns: { into: 'user_profile' },
    fill: { operation: () => 'UPSERT' },
    arrange: arrangeProfile,
    about: identifierOf,
    parts: profileParts,
    matchingKeys: identifier,
    globalId: {
      field: 'user_account_id',
      advice:
        'That is right where the streams are about the same users. Where each stream numbers users of its own, give them ' +
        'compartments of their own with the column compartment_id.',
    },
    deletes: true,
  },
  USER_SEGMENT: {
    fields: segmentFields,
    otherColumns: 'drop',
    fill: { operation: () => 'UPDATE' },
    arrange: arrangeSegment,
    about: (line) => [identifierOf(line), segmentKey(line)],
    matchingKeys: [...withAlso('segment_id'), ...withAlso('segment_technical_name')],
    deletes: true,
  },
  USER_CHOICE: {
    fields: choiceFields,
    otherColumns: { into: 'user_choice' },
    fill: { operation: () => 'UPSERT' },
    arrange: arrangeChoice,
    about: (line) => [identifierOf(line), choiceKey(line)],
    parts: choiceParts,
    matchingKeys: withAlso('$processing_id'),
    deletes: true,
  },
  USER_IDENTIFIERS_ASSOCIATION_DECLARATIONS: {
    fields: declarationFields,
    otherColumns: 'drop',
    arrange: arrangeDeclaration,
    about: (line) => line,
    matchingKeys: [['identifiers']],
  },
  USER_IDENTIFIERS_DISSOCIATION_DECLARATIONS: {
    ...byType,
    fields: declarationFields,
    arrange: arrangeDeclaration,
    matchingKeys: [['identifiers']],
  },
  USER_IDENTIFIERS_DELETION: {
    ...byType,
    fields: identifierDeletionFields,
    arrange: arrangeIdentifierDeletion,
    matchingKeys: [['user_account_id'], ['hash'], ['user_agent_id']],
  },
  USER_POINTS_DELETION: {
    ...byType,
    fields: pointDeletionFields,
    arrange: arrangePointDeletion,
    matchingKeys: [['user_point_id'], ['user_account_id'], ['hash'], ['user_agent_id']],
  },
  USER_DEVICE_POINTS_DELETION: {
    ...byType,
    fields: deviceDeletionFields,
    arrange: arrangeDeviceDeletion,
    matchingKeys: [['user_agent_id']],
  },
};

export const TYPE_NAMES = Object.keys(DOCUMENT_TYPES) as readonly TypeName[];
