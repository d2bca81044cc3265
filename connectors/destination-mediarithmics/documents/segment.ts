import { z } from 'zod';
import { numberOf, type RecordContext, Reject, reject, stringifyExact } from '#cdk';
import { identified, identifierFields, identifierOf } from './identifiers.ts';
import { changed, isBlank, type Line } from './line.ts';
import type { LineOptions } from './line-options.ts';
import { wanted } from './operations.ts';
import { epochMs, noTime } from './times.ts';

/**
 * A USER_SEGMENT line or row. https://developer.mediarithmics.io/data-ingestion/bulk-processing/imports/segments: it needs a
 * segment, and one of the two expirations.
 */
export const segmentFields = z.object({
  operation: z.enum(['UPDATE', 'DELETE']).describe('UPDATE when absent.'),
  ...identifierFields,
  segment_id: z.string().optional().describe('The segment, by its id.'),
  segment_technical_name: z.string().optional().describe('The segment, by its technical name.'),
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
      'When the membership ends: ISO 8601 with a zone, or milliseconds or seconds since 1970; 0 for never.',
    ),
  data_bag: z
    .string()
    .optional()
    .describe('Data of the membership: JSON as text. Objects become such a text.'),
});

export function arrangeSegment(row: Line, context: RecordContext, making: LineOptions): Line | Reject {
  const operation = wanted(row, context, making.allowsDeletions);
  if (operation instanceof Reject) return operation;
  const line = identified(row, making.emails);
  if (line instanceof Reject) return line;
  const segment = segmentOf(line);
  if (Object.keys(segment).length === 0)
    return reject('the record has no segment_id and no segment_technical_name');
  if (operation === 'delete')
    return { operation: 'DELETE', ...identifierOf(line), ...segment, expiration_duration: 0 };
  const expiration = expirationOf(line);
  if (expiration instanceof Reject) return expiration;
  const { data_bag } = line;
  if (typeof data_bag === 'string' && !isJson(data_bag)) return reject('data_bag is no JSON');
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

/** The segment of a line: its id where it has one. */
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
  if (ms === undefined) return reject(`expiration_ts ${noTime(expiration_ts)}`);
  return { expiration_ts: ms, ...(isBlank(expiration_duration) && { expiration_duration: undefined }) };
}

/** What a membership is about, beside its user. */
export const segmentKey = (line: Line): unknown => line.segment_id ?? { name: line.segment_technical_name };
