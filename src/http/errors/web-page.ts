import type { RawResponse } from '../../define/http.ts';
import { ConnectorError } from '../../errors.ts';
import { errorOptionsFor, header, unreadableResponseError } from './classify.ts';
import { baseUrlSetting, type RequestContext } from './request-context.ts';

/** Whether the answer is written for people: where an API answers in JSON, something else wrote it. */
function isWebPage(answer: RawResponse): boolean {
  return answer.text !== '' && header(answer, 'content-type')?.toLowerCase().startsWith('text/html') === true;
}

/** What gateways say in web pages about a request as such, and not about who sent it. */
const TOLD_BY_GATEWAYS: ReadonlySet<number> = new Set([407, 408, 413, 414, 421, 425, 429, 431]);

/**
 * A web page as a refusal: no API wrote it, but a firewall, a proxy or a gateway before it. It is about neither the credentials nor the
 * settings; it may be about the content of a record, which the engine finds out when it does not pass. Undefined for everything else.
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

/** Whether something before the API refused a request with a web page. */
export const isWebPageError = ({ code }: Pick<ConnectorError, 'code'>): boolean => code === 'ERR_WEB_PAGE';

/** A success whose body no API wrote. Undefined when nothing speaks against the answer. */
export function foreignResponseError(answer: RawResponse, where: RequestContext): ConnectorError | undefined {
  if (!isWebPage(answer)) return undefined;
  return unreadableResponseError(
    answer,
    where,
    `A web page came instead of a response of the API: from a proxy, or as a login or maintenance page. Check ${baseUrlSetting(where.settings)} and the network.`,
  );
}
