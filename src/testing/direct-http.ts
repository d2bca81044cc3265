import type { Clock } from '../clock.ts';
import type { Http, HttpOptions, HttpRequest, HttpResponse, RawResponse } from '../define/http.ts';
import type { EmulatedRequest } from '../emulator/provider.ts';
import { ConnectorError } from '../errors.ts';
import { classified } from '../http/errors/classified.ts';
import { rejectionError } from '../http/errors/classify.ts';
import { formText } from '../http/request/body.ts';
import { parseResponse } from '../http/request/parse-response.ts';
import { prepareRequest } from '../http/request/prepare-request.ts';

/** Options of `directHttp`. */
export interface DirectHttpOptions {
  /** Gives requests their times; replaces a missing `Date` header of a response. */
  readonly clock: Clock;
  /**
   * Returns the response to a request. What it throws is the error of the attempt, such as a `transient` one for a lost
   * response.
   */
  respond(request: EmulatedRequest): RawResponse;
  /** Attempts of an `idempotent` request at most; 21 by default. */
  readonly attempts?: number;
}

/**
 * Returns a replacement of `Context.http` without a network: a function gives the response to each request at once. Requests are
 * prepared, classified and parsed as usual; `idempotent` ones are repeated without waits. Pace, concurrency and credentials
 * are not modelled: use `createTestDestination` for them.
 *
 * @example
 * const http = directHttp({ clock, respond: () => ({ status: 200, headers: {}, text: '{}' }) });
 * const api = new MyApi(config, { ...testContext(clock).context, http });
 */
export function directHttp({
  clock,
  respond,
  attempts = 21,
}: DirectHttpOptions): (options: HttpOptions) => Http {
  let count = 0;
  return (options) => {
    const once = async (
      wanted: HttpRequest & { responseSchema?: Parameters<typeof parseResponse>[1] },
    ): Promise<HttpResponse<unknown>> => {
      const base = { origin: '', host: 'emulated', prefix: '', loopback: true };
      const prepared = prepareRequest(wanted, {
        base,
        headers: options.headers ?? {},
        timeoutMs: 1,
      });
      const { headers, method, path, where, isSuccess } = prepared;
      const { pathname, search, searchParams } = new URL(path, 'http://127.0.0.1');
      const response = respond({
        number: ++count,
        method,
        path: pathname,
        query: searchParams,
        search: search.slice(1),
        headers,
        body: bytesOf(wanted),
        at: clock.monotonic(),
        wallAt: clock.wall(),
      });
      if (!isSuccess(response.status)) {
        const usual = rejectionError(response, where, clock.wall(), options.isProviderError);
        throw classified(usual, response, prepared, options).error;
      }
      const data = wanted.responseSchema
        ? parseResponse(response, wanted.responseSchema, where)
        : response.text;
      return { status: response.status, headers: response.headers, data };
    };
    const request = async (wanted: HttpRequest): Promise<HttpResponse<unknown>> => {
      for (let left = attempts - 1; ; left--) {
        try {
          return await once(wanted);
        } catch (error) {
          const isRetryable = error instanceof ConnectorError && error.retryable;
          if (wanted.idempotent !== true || !isRetryable || left <= 0) throw error;
        }
      }
    };
    return { request: request as Http['request'], close: () => Promise.resolve() };
  };
}

function bytesOf({ body, json, form }: HttpRequest): Buffer {
  if (json !== undefined) return Buffer.from(JSON.stringify(json));
  if (form !== undefined) return Buffer.from(formText(form));
  if (body === undefined) return Buffer.alloc(0);
  return typeof body === 'string' || body instanceof Uint8Array
    ? Buffer.from(body)
    : Buffer.concat([...body]);
}
