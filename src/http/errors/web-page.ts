import type { RawResponse } from '../../define/http.ts';
import { ConnectorError } from '../../errors.ts';
import { errorOptionsFor, header, unreadableResponseError } from './classify.ts';
import { baseUrlSetting, type RequestContext } from './request-context.ts';

/** Whether the response is a web page: an API that responds in JSON did not send it. */
function isWebPage(response: RawResponse): boolean {
  return (
    response.text !== '' && header(response, 'content-type')?.toLowerCase().startsWith('text/html') === true
  );
}

/** Statuses that gateways send with web pages and that keep their meaning: they are about the request, not about its sender. */
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([407, 408, 413, 414, 421, 425, 429, 431]);

/**
 * Returns the error for a rejection that is a web page: a firewall, proxy or gateway before the API sent it. It is about neither the
 * credentials nor the settings. It may be about the content of a record, which the engine finds by bisection. Otherwise undefined.
 */
export function webPageError(response: RawResponse, where: RequestContext): ConnectorError | undefined {
  const { status } = response;
  if (status < 400 || status >= 500 || GATEWAY_STATUSES.has(status) || !isWebPage(response)) return undefined;
  return new ConnectorError(
    'transient',
    `A web page came instead of a response of the API: a firewall, a proxy or a gateway before it rejected the request. Check ${baseUrlSetting(where.settings)} and the network. (${where.host} responded with ${status}.)`,
    { ...errorOptionsFor(response, where), code: 'ERR_WEB_PAGE' },
  );
}

/** Whether something before the API rejected a request with a web page. */
export const isWebPageError = ({ code }: Pick<ConnectorError, 'code'>): boolean => code === 'ERR_WEB_PAGE';

/** Returns the error for a success with a web page as its body, else undefined. */
export function foreignResponseError(
  response: RawResponse,
  where: RequestContext,
): ConnectorError | undefined {
  if (!isWebPage(response)) return undefined;
  return unreadableResponseError(
    response,
    where,
    `A web page came instead of a response of the API: from a proxy, or as a login or maintenance page. Check ${baseUrlSetting(where.settings)} and the network.`,
  );
}
