import { type CheckResult, type Description, type Failure, TOKEN_HEADER } from '../description.ts';
import type { Values } from '../form/values.ts';

/** The address that the command prints has the token; the page sends it with each request. */
const token = new URLSearchParams(location.search).get('token') ?? '';

/** Reads the specification again. Throws an `Error` with the server's message. */
export function fetchDescription(): Promise<Description> {
  return call<Description>('/specification', {});
}

/** Runs the connector's `check`. Throws an `Error` with the server's message. */
export function fetchCheck(configuration: Values): Promise<CheckResult> {
  return call<CheckResult>('/check', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ configuration }),
  });
}

async function call<T extends object>(path: string, init: RequestInit): Promise<T> {
  const headers = { ...init.headers, [TOKEN_HEADER]: token };
  const response = await fetch(path, { ...init, headers }).catch(() => {
    throw new Error(
      'The preview has ended. Start `airbyte-ts preview` again and open the address that it prints.',
    );
  });
  const result = (await response.json()) as T | Failure;
  if ('error' in result) throw new Error(result.error);
  return result;
}
