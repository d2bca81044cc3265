import { gzipSync } from 'node:zlib';
import type { Effect, EmulatedRequest, EmulatedResponse } from '@airbyte-ts/cdk/emulator';
import { newId, oneOf } from './text.ts';

/** A response of the data service before it is serialised. */
export interface ServiceResponse {
  readonly status: number;
  readonly body: unknown;
  /** Whether `meta` with the trace of the request is put into the body. */
  readonly traced?: boolean;
  readonly effect?: Effect | undefined;
}

/** Thrown by a check that ends a request. */
export class RejectedRequest extends Error {
  readonly response: ServiceResponse;

  constructor(response: ServiceResponse) {
    super('rejected');
    this.response = response;
  }
}

/** The usual success of older routes; newer ones return the bare value. */
export const dataResponse = (status: number, data: unknown): ServiceResponse => ({
  status,
  body: { data },
  traced: true,
});

/** An error of older routes: a list of one error, whose status is a string. */
const listedError = (status: number, code: string, title: string, detail: string): ServiceResponse => ({
  status,
  body: { errors: [{ code, title, detail, status: String(status) }] },
  traced: true,
});

/** An error of newer routes and of the token check: the bare object. */
export const bareError = (status: number, code: string, title: string, detail = title): ServiceResponse => ({
  status,
  body: { code, title, detail },
});

export const unauthenticated = bareError(401, 'unauthenticated', 'authentication token is invalid');
export const bareUnauthorized = bareError(
  403,
  'unauthorized',
  'authentication token is not authorized for requested action',
);
export const unauthorized = listedError(
  403,
  'unauthorized',
  'auth token is not authorized for requested action',
  'Auth token is not authorized for requested action',
);
export const malformedJson = listedError(400, 'json-malformed', 'json is malformed', 'JSON is malformed');
export const internalFailure = listedError(
  500,
  'internal-server-failure',
  'internal server failure',
  'Internal server failure',
);
export const unknownSet = (id: string): ServiceResponse => {
  const title = 'data set with specified id not found';
  return listedError(404, 'data-set-id-not-found', title, `Data set with id ${id} not found`);
};
export const closedSet = (id: string): ServiceResponse => {
  const title = 'data set with specified id is closed for new data';
  return listedError(409, 'data-set-closed', title, `Data set with id ${id} is closed for new data`);
};

/** Serialises a response with the trace of the request, or a new one, and gzips it when the client accepts that. */
export function serialize(
  { headers }: EmulatedRequest,
  { status, body, traced, effect }: ServiceResponse,
): EmulatedResponse {
  const request = oneOf(headers['x-tidepool-trace-request'])?.slice(0, 64) || newId();
  const session = oneOf(headers['x-tidepool-trace-session'])?.slice(0, 64);
  const trace = { request, ...(session && { session }) };
  const text = JSON.stringify(traced ? { ...(body as object), meta: { trace } } : body);
  const gzip = /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
  return {
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'X-Tidepool-Trace-Request': request,
      Vary: 'Accept-Encoding',
      ...(gzip && { 'Content-Encoding': 'gzip' }),
    },
    body: gzip ? gzipSync(text) : text,
    ...(effect && { effect }),
  };
}
