import type { EmulatedProvider, EmulatedRequest, EmulatedResponse } from '../emulator/provider.ts';

/** A request as a test's provider sees it. */
export interface ProvidedRequest {
  /** HTTP method in upper case. */
  readonly method: string;
  /** As sent, without the query; percent-encoding kept. */
  readonly path: string;
  /** Query parameters, decoded. */
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: EmulatedRequest['headers'];
  /** The body as UTF-8 text; empty without one. */
  readonly body: string;
  /** The body as a JSON value; undefined if it is not JSON. */
  readonly json: unknown;
}

/** A response: its status, or more. `json` is sent with its content type. */
export type ProvidedResponse =
  | number
  | {
      /** HTTP status. */
      readonly status: number;
      /** Headers; none by default. */
      readonly headers?: Readonly<Record<string, string>>;
      /** A value that is sent as JSON. Takes precedence over `body`. */
      readonly json?: unknown;
      /** Text of the body; empty by default. */
      readonly body?: string;
    };

/** A provider without state whose responses come from a function. */
export function scriptedProvider(response: (request: ProvidedRequest) => ProvidedResponse): EmulatedProvider {
  const handle = (request: EmulatedRequest): EmulatedResponse => responseOf(response(requestFrom(request)));
  return { name: 'provider of the test', stored: 0, handle, handlePartially: handle };
}

export function requestFrom({ method, path, query, headers, body }: EmulatedRequest): ProvidedRequest {
  const text = body.toString('utf8');
  return { method, path, query, headers, body: text, json: jsonOf(text) };
}

function responseOf(provided: ProvidedResponse): EmulatedResponse {
  if (typeof provided === 'number') return { status: provided };
  const { json, body, headers, status } = provided;
  if (json === undefined) return { status, ...(headers && { headers }), ...(body !== undefined && { body }) };
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(json),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
