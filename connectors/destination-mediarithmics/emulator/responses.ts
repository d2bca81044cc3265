import { randomUUID } from 'node:crypto';
import { type EmulatedRequest, type EmulatedResponse, jsonResponse } from '@airbyte-ts/cdk/emulator';

/** Body of a response with one entity. */
export const one = (data: object): EmulatedResponse => jsonResponse(200, { status: 'ok', data });

/** Body of an error. Errors are numbered, so that the provider's support can find them. */
export const error = (status: number, text: string): EmulatedResponse =>
  jsonResponse(status, { status: 'error', error: text, error_id: randomUUID() });

/** A page of a list, as selected by `first_result` and `max_results`. */
export function page(all: readonly object[], { query }: EmulatedRequest, most: number): EmulatedResponse {
  const first_result = whole(query.get('first_result')) ?? 0;
  const max_results = Math.min(whole(query.get('max_results')) ?? 20, most);
  const data = all.slice(first_result, first_result + max_results);
  return jsonResponse(200, {
    status: 'ok',
    count: data.length,
    first_result,
    max_results,
    total: all.length,
    data,
  });
}

function whole(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
