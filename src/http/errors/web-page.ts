import type { RawResponse } from '../../define/http.ts';
import { ConnectorError } from '../../errors.ts';
import { errorOptionsFor, header, unreadableResponseError } from './classify.ts';
import { baseUrlSetting, credentialsSetting, type RequestContext } from './request-context.ts';

/** Beginning of a web page, for a response whose content type does not show it. */
const PAGE = /^\s*<(?:!doctype html|html|head|body)[\s>]/i;

/** Whether the response is a web page: an API that responds in JSON did not send it. */
export function isWebPage(response: RawResponse): boolean {
  if (response.text === '') return false;
  const type = header(response, 'content-type')?.toLowerCase() ?? '';
  if (/^(?:text\/html|application\/xhtml\+xml)/.test(type)) return true;
  return (type === '' || type.startsWith('text/')) && PAGE.test(response.text.slice(0, 200));
}

/** Statuses that keep their meaning with a web page, because it is the one that gateways give them. */
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([407, 408, 421, 425, 429]);
/** Statuses about the size of the body or the URL. They keep their meaning for a request with records, which can be split. */
const SIZE_STATUSES: ReadonlySet<number> = new Set([413, 414]);

/** What is known about a rejected request, beside its response. */
export interface Rejected {
  /** Whether the request may contain records. */
  readonly mayCarryRecords: boolean;
  /** Whether a request of the client has succeeded. */
  readonly hasSucceeded: boolean;
}

/**
 * Returns the error for a rejection that is a web page: a firewall, proxy or gateway before the API sent it. It may be about the
 * content of a record, which the engine finds by bisection, or about the settings, which `SetupPatience` decides. Undefined for
 * other responses, and for a 401 that is about the credentials: servers send pages with it too.
 */
export function webPageError(
  response: RawResponse,
  where: RequestContext,
  { mayCarryRecords, hasSucceeded }: Rejected,
): ConnectorError | undefined {
  const { status } = response;
  if (status < 400 || (status >= 500 && status !== 501) || !isWebPage(response)) return undefined;
  if (GATEWAY_STATUSES.has(status) || (mayCarryRecords && SIZE_STATUSES.has(status))) return undefined;
  if (status === 401 && (!hasSucceeded || header(response, 'www-authenticate') !== undefined))
    return undefined;
  const other =
    status === 403 && !hasSucceeded
      ? `, or the API does not accept ${credentialsSetting(where.settings)}`
      : '';
  return new ConnectorError(
    'transient',
    `A web page came instead of a response of the API: a firewall, a proxy or a gateway before it rejected the request${other}. Check ${baseUrlSetting(where.settings)} and the network. (${where.host} responded with ${status}.)`,
    { ...errorOptionsFor(response, where), code: 'ERR_WEB_PAGE' },
  );
}

/** Whether something before the API rejected a request, perhaps because of the content of a record, and not of the settings. */
export const isGatewayError = ({ kind, code }: Pick<ConnectorError, 'kind' | 'code'>): boolean =>
  kind === 'transient' && (code === 'ERR_WEB_PAGE' || code === 'ERR_REDIRECT');

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
