import type { HttpSettings } from '../../define/http.ts';
import type { ConnectorError } from '../../errors.ts';
import { invalidGrantError } from './invalid-grant.ts';
import { credentialsSetting } from './request-context.ts';

/** Code of the error of a rejected request without records. */
export const WITHOUT_RECORDS = 'ERR_CONTROL_REQUEST_REJECTED';

/** Codes of the errors whose message says that records are invalid. */
const ABOUT_RECORDS: ReadonlySet<string> = new Set(['ERR_REQUEST_REJECTED', 'ERR_CONFLICT', 'ERR_TOO_LARGE']);
/** Codes of rejections that the client itself classified; a connector's own errors keep their messages. */
const CLASSIFIED: ReadonlySet<string> = new Set([
  ...ABOUT_RECORDS,
  ...[WITHOUT_RECORDS, 'ERR_UNAUTHORIZED', 'ERR_FORBIDDEN'],
]);
/** Characters of a response that an error shows. */
const MAX_SHOWN = 200;

/**
 * Returns the error of a request without records: a rejection as invalid is about no record, so it ends the sync if it is
 * confirmed. Others unchanged. `isOwn`: it certainly is the API's, and not one of a gateway.
 */
export function withoutRecords(error: ConnectorError, isOwn = false): ConnectorError {
  if (error.kind !== 'reject') return error;
  const [api, proxies] = isOwn
    ? ['The API', '']
    : ['The API, or a gateway before it,', ', and proxies between the connector and the API'];
  return error.with({
    kind: 'config',
    code: WITHOUT_RECORDS,
    message: `${api} rejected a request that contains no records${statusOf(error)}. Check the settings of the destination${proxies}.`,
  });
}

/**
 * Returns the error of a call that sends no records, such as a commit: a rejection is about the settings there. Others unchanged.
 */
export function aboutSettings(error: ConnectorError): ConnectorError {
  if (error.kind !== 'reject') return error;
  return ABOUT_RECORDS.has(error.code) ? withoutRecords(error) : error.with({ kind: 'config' });
}

/**
 * As `aboutSettings`, with the response in the message. Only for calls before the first record is read: the address of a later
 * request may have a value of a record, such as a user, and the response may repeat it.
 */
export function aboutSettingsWithResponse(error: ConnectorError): ConnectorError {
  const about = aboutSettings(error);
  const response = about.providerMessage?.replace(/\s+/g, ' ').trim().slice(0, MAX_SHOWN);
  if (about.code !== WITHOUT_RECORDS || !response) return about;
  return about.with({ message: `${about.message} The response: ${response}` });
}

/**
 * Returns the error of credentials that could not be obtained: a rejection is about the credentials, never about the records of
 * the request that needs them. Others unchanged.
 */
export function aboutCredentials(error: ConnectorError, settings: HttpSettings | undefined): ConnectorError {
  const invalidGrant = CLASSIFIED.has(error.code) ? invalidGrantError(error, settings) : undefined;
  if (invalidGrant) return invalidGrant;
  if (error.kind !== 'reject') return error;
  if (!ABOUT_RECORDS.has(error.code)) return error.with({ kind: 'auth' });
  const message = `The API rejected the request for credentials${statusOf(error)}. Check ${credentialsSetting(settings)}; they may have expired.`;
  return error.with({ kind: 'auth', code: 'ERR_UNAUTHORIZED', message });
}

/** The status in brackets; empty for an error that a connector made without a response. */
const statusOf = ({ status }: ConnectorError): string => (status === undefined ? '' : ` (status ${status})`);
