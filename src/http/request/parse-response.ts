import type { z } from 'zod';
import type { RawResponse } from '../../define/http.ts';
import { memberNames } from '../../member-names.ts';
import { mayBeRounded } from '../../protocol/exact-search.ts';
import { unreadableResponseError } from '../errors/classify.ts';
import type { RequestContext } from '../errors/request-context.ts';

const NAMED_PATHS = 5;

/**
 * Parses a response's JSON with a schema. An id beyond 2^53 (a member whose name ends with id) is a text with all digits where
 * the schema accepts one: a rounded one would name another object. Throws ERR_UNREADABLE_RESPONSE if it is not JSON or does not
 * match; the error names paths and rules, never a value, because values may be personal data.
 */
export function parseResponse<S extends z.ZodType>(
  response: RawResponse,
  schema: S,
  where: RequestContext,
): z.infer<S> {
  if (response.text.trim() === '') {
    const call = `${where.method} ${where.route}`;
    throw unreadableResponseError(
      response,
      where,
      `The API reported a success, but its response to ${call} has an empty body.`,
    );
  }
  const { text } = response;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw unreadableResponseError(
      response,
      where,
      'The API reported a success, but its response is not JSON or is incomplete.',
    );
  }
  if (mayBeRounded(text)) {
    const exact = schema.safeParse(JSON.parse(text, largeIntegerAsText));
    if (exact.success) return exact.data;
  }
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const issues = result.error.issues.slice(0, NAMED_PATHS);
  throw unreadableResponseError(
    response,
    where,
    'The API reported a success, but its response does not have the expected form.',
    issues.map((issue) => `${placeOf(issue.path, schema)} ${issue.code}`).join(', '),
  );
}

/** Name of a member with an id. */
const ID = /id$/i;

/** A reviver of JSON.parse. Before Node 21 it gets no source, and changes nothing. */
function largeIntegerAsText(name: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isLarge = ID.test(name) && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isLarge && /^-?\d+$/.test(context?.source ?? '') ? context?.source : value;
}

/**
 * Formats a path into a response. A name that the schema does not declare is content: a response may have an entry for each
 * person.
 */
function placeOf(path: readonly PropertyKey[], schema: z.ZodType): string {
  const declared = memberNames(schema);
  return `/${path.map((step) => (typeof step === 'number' || declared.has(String(step)) ? String(step) : '…')).join('/')}`;
}
