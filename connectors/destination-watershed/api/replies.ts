import { z } from 'zod';

/** Answers of https://support.watershedlrs.com/hc/en-us/articles/218210943-Import-a-Data-CSV-via-API, as far as they are needed. */

const rows = z.record(z.string(), z.unknown()).nullish();

/**
 * An import that is finished and not voided. `failedRows` says by the line of a row what was wrong with it; the header is
 * line 1. The ids of all statements that it generated come as a list and as a text with commas. The page misspells both names,
 * perhaps as the API does.
 */
const imported = z.object({
  id: z.union([z.string(), z.number()]),
  originalFilename: z.string().nullish(),
  created: z.string().nullish(),
  failedRows: rows,
  alllStatementIds: z.unknown().optional(),
  allStatementIds: z.unknown().optional(),
  statemenIds: z.unknown().optional(),
  statementIds: z.unknown().optional(),
});

export type Imported = z.output<typeof imported>;

/** The ids of the statements that an import generated, in lower case; undefined where it does not say. */
export function statementIds(each: Imported): ReadonlySet<string> | undefined {
  const told = [each.alllStatementIds, each.allStatementIds, each.statemenIds, each.statementIds].flatMap(
    (value) => (typeof value === 'string' ? [value.split(',')] : Array.isArray(value) ? [value] : []),
  );
  if (told.length === 0) return undefined;
  const ids = told.flat().map((id) => String(id).trim().toLowerCase());
  return new Set(ids.filter((id) => id !== ''));
}

/** `count` is how many are in `results`, or how many there are in all: the pages disagree. */
export const importPage = z.object({ count: z.number().nullish(), results: z.array(imported) });

export type ImportPage = z.output<typeof importPage>;

/** Statements by the line of the row that makes them, and what is wrong with rows that make none. */
export const previewResult = z.object({ failedRows: rows, statements: rows });

export type PreviewResult = z.output<typeof previewResult>;

/** Known from the provider's PHP client alone (getCSVJobStatus). */
export const jobStatus = z.object({ percentage: z.number() });

/**
 * The id of the job in the answer to an upload: the page says that it is there, an older one that nothing is, and the PHP client
 * takes the whole body for it. Undefined when there is none.
 */
export function jobIdIn(answer: string): string | undefined {
  const text = answer.trim();
  if (/^\d+$/.test(text)) return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return plausible(text);
  }
  if (typeof value !== 'object' || value === null) return plausible(value);
  const { id, jobId, importId } = value as Readonly<Record<string, unknown>>;
  return plausible(id ?? jobId ?? importId);
}

function plausible(id: unknown): string | undefined {
  const text = typeof id === 'number' ? String(id) : id;
  return typeof text === 'string' && /^[\w-]{1,100}$/.test(text) ? text : undefined;
}
