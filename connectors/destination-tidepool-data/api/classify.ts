import { ConnectorError, configError, type RawResponse } from '@airbyte-ts/cdk';
import { type SignIn, tokenRejectionError } from '../../tidepool-org/session.ts';
import { settingsRejected } from './data-set.ts';
import { isServiceError } from './rejections.ts';

/**
 * Statuses of gateways that reject a request for its address, its headers, or a conflict of their own. The service rejects rows
 * with 400 only, and responds with 409 for a closed data set, which its requests expect.
 */
const NOT_ABOUT_ROWS: ReadonlySet<number> = new Set([409, 414, 422, 431]);

/**
 * Returns the error of a response that the service, or a gateway before it, rejects; undefined for the usual meaning of the
 * status.
 */
export function classify({ status, text }: RawResponse, credentials: SignIn): ConnectorError | undefined {
  if (status === 401) return tokenRejectionError(credentials);
  if (status === 403)
    return configError(
      'The Tidepool account may not upload data for this user. Check the User ID (user_id), and let the user (or their clinic) share upload rights with the account.',
      { code: 'ERR_NO_UPLOAD_RIGHT' },
    );
  if (NOT_ABOUT_ROWS.has(status))
    return new ConnectorError(
      'transient',
      `Tidepool, or a gateway before it, rejected the request (status ${status}). It is not about the records. Run the sync again; if this happens again, check Base URL (base_url) and proxies between the connector and Tidepool.`,
      { code: 'ERR_REJECTED_WITHOUT_REASON' },
    );
  return status === 400 && isServiceError(text) ? settingsRejected(text) : undefined;
}

/** The error for rows that the service could not parse, also when they were repeated. */
export const unreadableError = (): ConnectorError =>
  new ConnectorError(
    'bug',
    'Tidepool could not read a request of the connector as a list of data (status 400). Please report this with the log of the sync.',
    { code: 'ERR_REQUEST_UNREADABLE', status: 400 },
  );
