import type { ErrorCatalog } from '../errors.ts';

const CHECK_ADDRESS =
  'Check the setting with the address of the API, such as Base URL (`base_url`), and the ids in the settings.';
const CHECK_NETWORK =
  'Check the network, its firewall and the setting with the address of the API, such as Base URL (`base_url`).';
const RUN_AGAIN = 'Run the sync again; it continues from the last state.';
const PROXY_VARIABLES = 'the environment variables `HTTPS_PROXY` and `HTTP_PROXY`';

/** The codes of requests to a provider. */
export const errorCatalog = {
  ERR_BASE_URL: {
    failureType: 'config_error',
    cause: 'The address of the API cannot be used. The message names the mistake in it.',
    remedy: 'Correct the setting that the message names, such as Base URL (`base_url`).',
  },
  ERR_CERTIFICATE: {
    failureType: 'config_error',
    cause: "The certificate of the API's host, or of a proxy, is not trusted.",
    remedy:
      'Check the address in the settings, such as Base URL (`base_url`), and the date and name of the certificate. Where a private authority issued it, name its certificate in `NODE_EXTRA_CA_CERTS`.',
  },
  ERR_CONFLICT: {
    failureType: 'config_error',
    cause: 'The API rejected records because they conflict with stored data (HTTP 409).',
    remedy: 'Correct the records at the source.',
  },
  ERR_CONTROL_REQUEST_REJECTED: {
    failureType: 'config_error',
    cause:
      'The API, or a gateway before it, rejected a request without records as invalid, twice (HTTP 400, 409, 413, 414, 422 or 431).',
    remedy:
      'Check the settings of the destination, and proxies between the connector and the API. If both are right, report it with the log.',
  },
  ERR_FORBIDDEN: {
    failureType: 'config_error',
    cause: 'The API accepts the credentials but does not permit the request (HTTP 403 or 451).',
    remedy: 'Ask the provider for the permission, and check the ids in the settings.',
  },
  ERR_GONE: {
    failureType: 'config_error',
    cause: 'The address existed and was removed (HTTP 410).',
    remedy: CHECK_ADDRESS,
  },
  ERR_HEADER_VALUE: {
    failureType: 'config_error',
    cause: 'A setting that is sent as an HTTP header has characters that HTTP does not allow.',
    remedy: 'Enter the credentials again, without line breaks and invisible characters.',
  },
  ERR_INVALID_GRANT: {
    failureType: 'config_error',
    cause:
      'The API rejected the credentials from which a token is obtained, with the OAuth error `invalid_grant`: they are wrong, expired or ' +
      'revoked, or a refresh token that the API replaces at each use was used by another connection.',
    remedy:
      'Authenticate again in the settings of the destination. If several connections share the destination, give each one a destination with credentials of its own.',
  },
  ERR_LOCKED: {
    failureType: 'transient_error',
    cause: 'The resource is locked (HTTP 423), and was still locked when the retry time ended.',
    remedy: RUN_AGAIN,
  },
  ERR_MISDIRECTED: {
    failureType: 'transient_error',
    cause: 'A server got the request that does not serve this API (HTTP 421).',
    remedy: `${RUN_AGAIN} If this happens again, ask the provider about its gateways.`,
  },
  ERR_NO_RESPONSE: {
    failureType: 'transient_error',
    cause:
      'The request was sent, but no complete response came: a timeout, or a broken connection. The provider may have applied it.',
    remedy: `${RUN_AGAIN} ${CHECK_NETWORK}`,
  },
  ERR_NO_TURN: {
    failureType: 'transient_error',
    cause: 'A request was not sent within its time, because other requests got slow responses or none.',
    remedy: RUN_AGAIN,
  },
  ERR_NOT_FOUND: {
    failureType: 'config_error',
    cause: 'The API does not have this address or id (HTTP 404).',
    remedy: CHECK_ADDRESS,
  },
  ERR_NOT_SENT: {
    failureType: 'transient_error',
    cause: 'No connection to the API, or to the proxy before it, could be made. Nothing was sent.',
    remedy: `${CHECK_NETWORK} With a proxy, check ${PROXY_VARIABLES}.`,
  },
  ERR_NOT_SUPPORTED: {
    failureType: 'config_error',
    cause: 'The address does not accept requests of this method or content (HTTP 405, 406, 411, 415 or 501).',
    remedy: CHECK_ADDRESS,
  },
  ERR_OVERLOADED: {
    failureType: 'transient_error',
    cause:
      'The API is overloaded and asks to wait (HTTP 503 with Retry-After) for longer than the sync may. The provider may have applied the request.',
    remedy: `${RUN_AGAIN} If it continues, ask the provider about its status.`,
  },
  ERR_PAYMENT_REQUIRED: {
    failureType: 'config_error',
    cause: 'The account may not use the API until it is paid for (HTTP 402).',
    remedy: 'Check the account with the provider.',
  },
  ERR_PROXY: {
    failureType: ['config_error', 'transient_error'],
    cause: `The proxy rejects the host of the API, or ${PROXY_VARIABLES} do not contain a URL. A rejection counts as a mistake in the settings after 10 seconds without a response of the API.`,
    remedy:
      'Ask those who run the proxy to allow the host, add the host to `NO_PROXY`, or correct the variable.',
  },
  ERR_PROXY_AUTH: {
    failureType: ['config_error', 'transient_error'],
    cause:
      'The proxy requires credentials (HTTP 407). It counts as a mistake in the settings after 10 seconds without a response of the API.',
    remedy: `Put them into ${PROXY_VARIABLES}, as in \`http://user:password@proxy:3128\`.`,
  },
  ERR_RATE_LIMITED: {
    failureType: 'transient_error',
    cause: 'The API limits the rate of requests (HTTP 429), and asks to wait for longer than the sync may.',
    remedy:
      'Run the sync again after the time that the message names. Where the destination has a setting for the rate, such as Maximum Requests per Second (`max_requests_per_second`), lower it.',
  },
  ERR_REDIRECT: {
    failureType: ['config_error', 'transient_error'],
    cause:
      'The API, or a firewall or proxy before it, redirects to another address. Redirects are not followed, because they would carry credentials and data along. Before the first response of the API, a permanent redirect (301, 308) counts as a mistake in the settings at once, any other after 10 seconds.',
    remedy:
      'The message names the host of the other address. If the API moved there, enter it, such as in Base URL (`base_url`). Otherwise ask the operator of the network to let the requests pass.',
  },
  ERR_REQUEST_PATH: {
    failureType: 'system_error',
    cause: 'The connector has a request whose path does not begin with a slash.',
    remedy:
      'Begin the path of the request with a slash. Users of the connector: report it to its maintainers.',
  },
  ERR_REQUEST_REJECTED: {
    failureType: 'config_error',
    cause: 'The API rejected a request as invalid (HTTP 400 or 422).',
    remedy: 'Correct the records at the source, or Field Mappings (`field_mappings`).',
  },
  ERR_REQUEST_TIMEOUT: {
    failureType: 'transient_error',
    cause: 'The API stopped waiting for the rest of the request (HTTP 408).',
    remedy: `${RUN_AGAIN} Check whether the network is slow.`,
  },
  ERR_SERVER: {
    failureType: 'transient_error',
    cause: 'The API failed with a server error (HTTP 5xx), also after retries.',
    remedy: `${RUN_AGAIN} If it continues, ask the provider about its status.`,
  },
  ERR_TOO_EARLY: {
    failureType: 'transient_error',
    cause: 'The API asked to repeat the request later (HTTP 425), also after retries.',
    remedy: RUN_AGAIN,
  },
  ERR_TOO_LARGE: {
    failureType: 'config_error',
    cause: 'The API rejected a record as too large (HTTP 413, 414 or 431).',
    remedy: 'Shorten the record at the source, or select fewer columns.',
  },
  ERR_UNAUTHORIZED: {
    failureType: 'config_error',
    cause: 'The API rejected the credentials (HTTP 401).',
    remedy: 'Enter valid credentials in the settings of the destination; they may have expired.',
  },
  ERR_UNEXPECTED_STATUS: {
    failureType: 'transient_error',
    cause:
      'The API, or a gateway before it, responded with a status that the request does not expect. It is unknown whether the request was applied.',
    remedy: `${RUN_AGAIN} If this happens again, check proxies between the connector and the API.`,
  },
  ERR_UNKNOWN_HOST: {
    failureType: ['config_error', 'transient_error'],
    cause:
      "The DNS has no address for the API's host. After 30 seconds it counts as a mistake in the settings.",
    remedy: 'Correct the setting with the address of the API, such as Base URL (`base_url`), or the network.',
  },
  ERR_UNREADABLE_RESPONSE: {
    failureType: ['config_error', 'transient_error'],
    cause:
      'The API reported a success, but the response is not the expected JSON, or does not end. It is unknown whether the request was applied. Before the first response of the API, web pages count as a mistake in the settings like `ERR_WEB_PAGE`.',
    remedy: `${RUN_AGAIN} If this happens again, check the address in the settings, such as Base URL (\`base_url\`), and proxies between the connector and the API.`,
  },
  ERR_UNUSABLE_IN_URL: {
    failureType: 'config_error',
    cause:
      'A value of a record cannot be part of a URL: it is empty, `.` or `..`, or has control characters or broken Unicode.',
    remedy: 'Correct the value at the source.',
  },
  ERR_WEB_PAGE: {
    failureType: ['config_error', 'transient_error'],
    cause:
      'A firewall, proxy or gateway before the API rejected the request with a web page. Before the first response of the API, pages count as a mistake in the settings after 10 seconds in `check` and `discover`, and after a minute in the other commands: the page is then one of another server, because the address is wrong, or a 403 of the API about the credentials.',
    remedy: `${CHECK_NETWORK} If no request has succeeded yet, check the credentials too.`,
  },
} satisfies ErrorCatalog;
