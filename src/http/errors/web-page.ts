import type { RawResponse } from '../../define/http.ts';
import { ConnectorError } from '../../errors.ts';
import { errorOptionsFor, header, unreadableResponseError } from './classify.ts';
import { baseUrlSetting, type RequestContext } from './request-context.ts';

/** Whether the response is a web page: an API that responds in JSON did not send it. */
function isWebPage(answer: RawResponse): boolean {
  return answer.text !== '' && header(answer, 'content-type')?.toLowerCase().startsWith('text/html') === true;
}

/** Statuses that gateways send with web pages and that keep their meaning: they are about the request, not about its sender. */
const TOLD_BY_GATEWAYS: ReadonlySet<number> = new Set([407, 408, 413, 414, 421, 425, 429, 431]);

/**
 * Returns the error for a rejection that is a web page: a firewall, proxy or gateway before the API sent it. It is about neither the
 * credentials nor the settings. It may be about the content of a record, which the engine finds by bisection. Otherwise undefined.
 */
export function webPageError(answer: RawResponse, where: RequestContext): ConnectorError | undefined {
  const { status } = answer;
  if (status < 400 || status >= 500 || TOLD_BY_GATEWAYS.has(status) || !isWebPage(answer)) return undefined;
  return new ConnectorError(
    'transient',
    `A web page came instead of a response of the API: a firewall, a proxy or a gateway before it rejected the request. Check ${baseUrlSetting(where.settings)} and the network. (${where.host} responded with ${status}.)`,
    { ...errorOptionsFor(answer, where), code: 'ERR_WEB_PAGE' },
  );
}

/** Whether something before the API rejected a request with a web page. */
export const isWebPageError = ({ code }: Pick<ConnectorError, 'code'>): boolean => code === 'ERR_WEB_PAGE';

/** Returns the error for a success with a web page as its body, else undefined. */
export function foreignResponseError(answer: RawResponse, where: RequestContext): ConnectorError | undefined {
  if (!isWebPage(answer)) return undefined;
  return unreadableResponseError(
    answer,
    where,
    `A web page came instead of a response of the API: from a proxy, or as a login or maintenance page. Check ${baseUrlSetting(where.settings)} and the network.`,
  );
}
