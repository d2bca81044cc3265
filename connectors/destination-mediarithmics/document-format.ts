import type { DestinationMediarithmicsConfig as Config } from '../../spec/types/destination-mediarithmics.ts';
import type { TypeName } from './documents/document-type.ts';
import type { DocumentFormat } from './imports/imports.ts';

/** The format of a type's documents: only segments may be CSV. */
export function formatOf(type: TypeName, { segment_format }: Config): DocumentFormat {
  const isCsv = type === 'USER_SEGMENT' && segment_format === 'CSV';
  return { type, mimeType: isCsv ? 'TEXT_CSV' : 'APPLICATION_X_NDJSON' };
}
