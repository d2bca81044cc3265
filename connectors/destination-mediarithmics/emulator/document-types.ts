/**
 * Document types that mediarithmics accepts, one for each import. The provider's pages spell the deletion of device points in two
 * ways; the emulator accepts one of them.
 * https://developer.mediarithmics.io/data-ingestion/bulk-processing
 */
export const DOCUMENT_TYPES = [
  'USER_ACTIVITY',
  'USER_PROFILE',
  'USER_SEGMENT',
  'USER_CHOICE',
  'USER_IDENTIFIERS_ASSOCIATION_DECLARATIONS',
  'USER_IDENTIFIERS_DISSOCIATION_DECLARATIONS',
  'USER_IDENTIFIERS_DELETION',
  'USER_POINTS_DELETION',
  'USER_DEVICE_POINTS_DELETION',
  'USER_DEVICE_POINT_DELETION',
] as const;

export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** How an import names its format, and the Content-Type of its documents. */
export const CONTENT_TYPES = { APPLICATION_X_NDJSON: 'application/x-ndjson', TEXT_CSV: 'text/csv' } as const;

type MimeType = keyof typeof CONTENT_TYPES;

/** Configuration that the jobs of documents belong to. */
export interface DocumentImport {
  readonly id: string;
  readonly document_type: DocumentType;
  readonly mime_type: MimeType;
  readonly encoding: string;
  readonly name: string;
  readonly priority: string;
}
