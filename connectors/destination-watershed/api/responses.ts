import { ExactNumber, isObject, parseExact } from '@airbyte-ts/cdk';
import { z } from 'zod';

/**
 * The parts that the connector uses of the responses of
 * https://support.watershedlrs.com/hc/en-us/articles/218210943-Import-a-Data-CSV-via-API.
 */

/** A map by line. Some libraries write an empty one as a list. */
const none = z
  .array(z.unknown())
  .max(0)
  .transform((): Record<string, unknown> => ({}));
const rows = z.union([z.record(z.string(), z.unknown()), none]).nullish();

/** A text that the connector can do without. */
const optionalText = z.string().nullish().catch(undefined);

/**
 * An import that is finished and not voided. `failedRows` maps the line of a row to its error; the header is line 1. The ids of
 * all generated statements are given as a list and as a comma-separated text. The documentation misspells both names, and the API
 * may do so too.
 *
 * An entry of any form is readable: the list has imports of other programs, one of which must not hide the
 * others, and an import that is hidden would be sent again. Without a readable `id` an import can be found by its name, but not
 * voided.
 */
const imported = z
  .object({
    id: z
      .union([z.string().min(1), z.number()])
      .optional()
      .catch(undefined),
    originalFilename: optionalText,
    created: optionalText,
    failedRows: z.unknown().optional().transform(byLine).optional(),
    alllStatementIds: z.unknown().optional(),
    allStatementIds: z.unknown().optional(),
    statemenIds: z.unknown().optional(),
    statementIds: z.unknown().optional(),
  })
  .catch({ failedRows: undefined });

/**
 * Failed rows that are not given by line failed all the same: each item of a list, or another value as one, gets a key that is no
 * line, so that its row counts as unknown.
 */
function byLine(failed: unknown): Readonly<Record<string, unknown>> | undefined {
  if (failed === undefined || failed === null) return undefined;
  if (Array.isArray(failed)) return Object.fromEntries(failed.map((each, nth) => [`item ${nth}`, each]));
  return isObject(failed) ? failed : { unreadable: failed };
}

export type Imported = z.output<typeof imported>;

/** The ids of the statements that an import generated, in lower case; undefined if the response does not list them. */
export function statementIds(each: Imported): ReadonlySet<string> | undefined {
  const lists = [each.alllStatementIds, each.allStatementIds, each.statemenIds, each.statementIds].flatMap(
    (value) => (typeof value === 'string' ? [value.split(',')] : Array.isArray(value) ? [value] : []),
  );
  if (lists.length === 0) return undefined;
  const ids = lists.flat().map((id) => String(id).trim().toLowerCase());
  return new Set(ids.filter((id) => id !== ''));
}

/** Approximate size of an import in the list, beside its ids and failed rows, and of an item of a list. */
const IMPORT_BYTES = 500;
const ID_BYTES = 39;
const FAILED_ROW_BYTES = 120;

/** The approximate number of bytes of an import in a response, most of which are its ids. */
export function sizeOf(each: Imported): number {
  let bytes = IMPORT_BYTES;
  for (const ids of [each.alllStatementIds, each.allStatementIds, each.statemenIds, each.statementIds])
    bytes += typeof ids === 'string' ? ids.length : Array.isArray(ids) ? ID_BYTES * ids.length : 0;
  return bytes + FAILED_ROW_BYTES * Object.keys(each.failedRows ?? {}).length;
}

/** A number, also in digits as a text. */
const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d+(?:\.\d+)?$/)
    .transform(Number),
]);

/**
 * `count` is the length of `results` or of the whole list: the documentation pages disagree. A value of another type counts as
 * absent.
 */
export const importPage = z.object({
  count: number.nullish().catch(undefined),
  results: z.array(imported),
});

export type ImportPage = z.output<typeof importPage>;

/**
 * `statements` maps the line of a row to the statements that it generates; `failedRows` maps the line of a failed row to its
 * error.
 */
export const previewResult = z.object({ failedRows: rows, statements: rows });

export type PreviewResult = z.output<typeof previewResult>;

/** Status of a job. Not documented; taken from the provider's PHP client (getCSVJobStatus). */
export const jobStatus = z.object({ percentage: number });

/**
 * The id of the job in the response to an upload, or undefined. The sources differ: the documentation has an id in the response,
 * an older page an empty response, and the PHP client uses the whole body as the id.
 */
export function jobIdIn(response: string): string | undefined {
  const text = response.trim();
  if (/^\d+$/.test(text)) return text;
  let value: unknown;
  try {
    value = parseExact(text);
  } catch {
    return validId(text);
  }
  if (typeof value !== 'object' || value === null) return validId(value);
  const { id, jobId, importId } = value as Readonly<Record<string, unknown>>;
  return validId(id ?? jobId ?? importId);
}

function validId(id: unknown): string | undefined {
  const text = typeof id === 'number' || id instanceof ExactNumber ? String(id) : id;
  return typeof text === 'string' && /^[\w-]{1,100}$/.test(text) ? text : undefined;
}
