import type { HttpOptions, RawResponse } from '../../define/http.ts';
import type { ConnectorError } from '../../errors.ts';
import type { PreparedRequest } from '../request/prepare-request.ts';
import { withoutRecords } from './without-records.ts';

/**
 * Returns the error of a response: the connector's own, if it classifies the response, or else `usual`. `isOwn`: the body is an
 * error in the provider's own form.
 */
export function classified(
  usual: ConnectorError,
  response: RawResponse,
  { isWithoutRecords }: Pick<PreparedRequest, 'isWithoutRecords'>,
  options: Pick<HttpOptions, 'classify' | 'isProviderError'>,
): { readonly error: ConnectorError; readonly isOwn: boolean } {
  const own = options.classify?.(response);
  const error = own ? completed(own, usual) : usual;
  const isOwn = options.isProviderError?.(response) === true;
  return { error: isWithoutRecords ? withoutRecords(error, isOwn) : error, isOwn };
}

const TECHNICAL = ['detail', 'status', 'retryAfterMs', 'providerMessage'] as const;

/** Completes the error that a connector made of a response with the technical details that it lacks. */
function completed(own: ConnectorError, usual: ConnectorError): ConnectorError {
  const missing = TECHNICAL.filter((name) => own[name] === undefined && usual[name] !== undefined);
  return own.with(Object.fromEntries(missing.map((name) => [name, usual[name]])));
}
