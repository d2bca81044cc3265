import type { Http, HttpRequest } from '../../define/http.ts';
import type { ConnectorError } from '../../errors.ts';

/** A request that the client does not repeat. */
export const post: HttpRequest = { method: 'POST', path: '/track', body: '{}' };
/** A request that the client repeats. */
export const look: HttpRequest = { method: 'GET', path: '/status', idempotent: true };
/** Resolves with the error of a request; rejects if it succeeds. */
export const errorOf = (http: Http, request: HttpRequest): Promise<ConnectorError> =>
  http.request(request).then(
    () => Promise.reject(new Error('it succeeded')),
    (error) => error,
  );
