import { numberOf, type RecordContext, Reject, reject, stringifyExact } from '@airbyte-ts/cdk';
import { z } from 'zod';
import { identified, identifierFields, identifierOf } from './identifiers.ts';
import { changed, isBlank, type Line } from './line.ts';
import type { LineOptions } from './line-options.ts';
import { operationOf } from './operations.ts';
import { epochMs, timeFault } from './times.ts';

/**
 * A USER_SEGMENT line or row. https://developer.mediarithmics.io/data-ingestion/bulk-processing/imports/segments: it needs a
 * segment, and one of the two expirations.
 */
export const segmentFields = z.object({
  operation: z.enum(['UPDATE', 'DELETE']).describe('UPDATE when absent.'),
  ...identifierFields,
  segment_id: z.string().optional().describe('Id of the segment.'),
  segment_technical_name: z.string().optional().describe('Technical name of the segment.'),
  expiration_duration: z
    .int()
    .min(0)
    .optional()
    .describe('Minutes until the membership ends; 0 for never, as when no expiration is given.'),
  expiration_ts: z
    .int()
    .min(0)
    .optional()
    .describe(
      'End of the membership: ISO 8601 with a zone, or milliseconds or seconds since 1970; 0 for never.',
    ),
  data_bag: z
    .string()
    .optional()
    .describe('Data of the membership: JSON as text. Objects are converted to such a text.'),
});

/** Converts a row to a valid membership, or rejects it. */
export function transformSegment(row: Line, context: RecordContext, options: LineOptions): Line | Reject {
  const operation = operationOf(row, context, options.allowsDeletions);
  if (operation instanceof Reject) return operation;
  const line = identified(row, options.emails);
  if (line instanceof Reject) return line;
  const segment = segmentOf(line);
  if (Object.keys(segment).length === 0)
    return reject('the record has no segment_id and no segment_technical_name');
  if (operation === 'delete')
    return { operation: 'DELETE', ...identifierOf(line), ...segment, expiration_duration: 0 };
  const expiration = expirationOf(line);
  if (expiration instanceof Reject) return expiration;
  const data_bag = isBlank(line.data_bag) ? undefined : line.data_bag;
  if (typeof data_bag === 'string' && !isJson(data_bag)) return reject('data_bag is not JSON');
  return changed(line, {
    operation: 'UPDATE',
    segment_id: segment.segment_id,
    segment_technical_name: segment.segment_technical_name,
    ...expiration,
    data_bag: typeof data_bag === 'object' ? stringifyExact(data_bag) : data_bag,
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The segment of a line: its id if present, else its technical name. */
function segmentOf({ segment_id, segment_technical_name }: Line): Line {
  if (!isBlank(segment_id)) return { segment_id };
  return isBlank(segment_technical_name) ? {} : { segment_technical_name };
}

function expirationOf({ expiration_duration, expiration_ts }: Line): Line | Reject {
  if (isBlank(expiration_ts))
    return {
      expiration_duration: isBlank(expiration_duration) ? 0 : expiration_duration,
      expiration_ts: undefined,
    };
  const ms = numberOf(expiration_ts) === 0 ? 0 : epochMs(expiration_ts);
  if (ms === undefined) return reject(`expiration_ts ${timeFault(expiration_ts)}`);
  return { expiration_ts: ms, ...(isBlank(expiration_duration) && { expiration_duration: undefined }) };
}

/** Identifies a membership of a user: its segment. */
export const segmentKey = (line: Line): unknown => line.segment_id ?? { name: line.segment_technical_name };
