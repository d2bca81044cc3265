import type { z } from 'zod';
import type { RawResponse } from '../../define/http.ts';
import { memberNames } from '../../member-names.ts';
import { unreadableResponseError } from '../errors/classify.ts';
import type { RequestContext } from '../errors/request-context.ts';

const NAMED_PATHS = 5;

/**
 * The answer's JSON in the shape of the schema. Throws ERR_UNREADABLE_REPLY where it is not JSON or does not fit;
 * that names paths and rules, never a value, for the values may be somebody's data.
 */
export function parseResponse<S extends z.ZodType>(
  answer: RawResponse,
  schema: S,
  where: RequestContext,
): z.infer<S> {
  let data: unknown;
  try {
    data = JSON.parse(answer.text);
  } catch {
    throw unreadableResponseError(
      answer,
      where,
      'The API reported a success, but its response is not JSON or is incomplete.',
    );
  }
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const issues = result.error.issues.slice(0, NAMED_PATHS);
  throw unreadableResponseError(
    answer,
    where,
    'The API reported a success, but its response does not have the expected form.',
    issues.map((issue) => `${placeOf(issue.path, schema)} ${issue.code}`).join(', '),
  );
}

/** A path into an answer. A name that the schema does not declare is content: an answer may have an entry for each person. */
function placeOf(path: readonly PropertyKey[], schema: z.ZodType): string {
  const declared = memberNames(schema);
  return `/${path.map((step) => (typeof step === 'number' || declared.has(String(step)) ? String(step) : '…')).join('/')}`;
}
