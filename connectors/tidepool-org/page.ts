import { type Answer, type ConnectorError, isWebPage, transientError } from '#cdk';

/**
 * A refusal that is no word of Tidepool's: its services refuse requests and rights in JSON (platform, service/api/v1), and a web page comes
 * from a firewall or a proxy before them. It says nothing of the settings, of a record or of a user, and may be another one soon.
 */
export function pageInstead(answer: Answer): ConnectorError | undefined {
  if ((answer.status !== 400 && answer.status !== 403) || !isWebPage(answer)) return undefined;
  return transientError(
    `A web page came instead of an answer of Tidepool (status ${answer.status}): something between, a firewall or a proxy, refused the request in its place. Check the Base URL (base_url) and the network.`,
    { code: 'ERR_WEB_PAGE' },
  );
}
