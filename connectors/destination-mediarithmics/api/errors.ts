import {
  ConnectorError,
  type ConnectorErrorOptions,
  configError,
  isObject,
  type RawResponse,
  transientError,
} from '@airbyte-ts/cdk';
import type { ErrorEnvelope, Execution } from './responses.ts';

/** Matches error responses of mediarithmics, as opposed to those of a proxy. */
export const PROVIDER_ERROR = /^\s*\{.*"status"\s*:\s*"error"/s;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Matches texts about the content of a document, as opposed to quotas and failures. */
const ABOUT_CONTENT =
  /\b(?:line|row)\s+(?:number\s+)?\d|\b(?:ndjson|json|csv|malformed)\b|\bpars(?:e|ing)\b/i;

/** Maximum number of characters of the provider's text in a message, and beside a rejected record. */
const MAX_SHOWN = 300;
const MAX_KEPT = 4_000;

/** What mediarithmics says of an error, in the body of a response or in an execution. */
interface Explanation {
  readonly text: string | undefined;
  /** The id for the provider's support. Other text could contain data of records. */
  readonly id: string | undefined;
}

/**
 * Creates the error for a response with a status of success whose body reports an error. The documentation does not say when that
 * happens. It rejects records only if its text is about the content of a document; otherwise the cause is unknown, and may be
 * temporary.
 */
export function errorInSuccess(
  {
    call,
    status,
    hasRecords,
  }: { readonly call: string; readonly status: number; readonly hasRecords: boolean },
  envelope: ErrorEnvelope,
): ConnectorError {
  const { text, id } = explanationIn(envelope);
  const options = {
    status,
    detail: `${call}, status ${status} with an error in its body, error_id ${id ?? 'none'}`,
    ...(text !== undefined && { providerMessage: text }),
  };
  if (hasRecords && text !== undefined && ABOUT_CONTENT.test(text))
    return new ConnectorError('reject', 'mediarithmics rejected the request.', {
      ...options,
      providerMessage: withReference(text, id),
      code: 'ERR_REQUEST_REJECTED',
    });
  const quoted = hasRecords ? '' : quotation(text);
  return transientError(
    `mediarithmics reported an error, although its response has the status ${status}.${quoted}${support(id)}`,
    { ...options, code: 'ERR_ERROR_IN_SUCCESS', quotesProvider: hasRecords },
  );
}

/**
 * Adds the provider's error id to the detail, and to the message of errors that end the sync; after a request without records,
 * also the provider's text. That text becomes the provider message of rejected records instead of the body: the body's member
 * names, such as the `id` in `error_id`, are not words of the provider, and may equal names in a record.
 */
export function withExplanation(error: ConnectorError, hasRecords: boolean): ConnectorError {
  const { text, id } = explanationOf(error);
  if (id === undefined && text === undefined) return error;
  const isRejection = error.kind === 'reject';
  const shown = isRejection ? '' : `${hasRecords ? '' : quotation(text)}${support(id)}`;
  return error.with({
    message: error.message + shown,
    ...(isRejection && hasRecords && text !== undefined && { providerMessage: withReference(text, id) }),
    ...(id !== undefined && { detail: `${error.detail ?? ''}, error_id ${id}` }),
  });
}

/** A sentence with the provider's text about a rejected request; empty without one. Only for requests without records. */
export const quotationOf = (error: ConnectorError): string => quotation(explanationOf(error).text);

/** Whether mediarithmics itself, and no gateway, rejected a request without records as invalid. */
export const isOwnRejection = (error: unknown): error is ConnectorError =>
  error instanceof ConnectorError &&
  error.code === 'ERR_CONTROL_REQUEST_REJECTED' &&
  PROVIDER_ERROR.test(error.providerMessage ?? '');

/** Replaces mediarithmics' rejection of a request without records by an error that names the settings of its address. */
export function namingSettings(error: unknown): never {
  if (!isOwnRejection(error)) throw error;
  throw configError(
    `mediarithmics rejected a request of the connector as invalid.${quotationOf(error)} Check Datamart ID (datamart_id) and Document Import ID (document_import_id); if they are right, report this.`,
    { ...(error.detail !== undefined && { detail: error.detail }), cause: error },
  );
}

/** Whether mediarithmics does not know an id. A web page with the status 404 comes from something before it. */
export const isNotFound = (error: unknown): error is ConnectorError =>
  error instanceof ConnectorError && error.status === 404 && error.code !== 'ERR_WEB_PAGE';

/** Returns a handler that converts a 404 to a config error about the id in a field. */
export function unknownId(what: string, field: string): (error: unknown) => never {
  return (error) => {
    if (!isNotFound(error)) throw error;
    throw configError(
      `mediarithmics does not know the ${what}, or the API Token (api_token) may not see it. Check the ${field}, and the Base URL (base_url).`,
      { code: 'ERR_UNKNOWN_ID', cause: error, ...(error.detail !== undefined && { detail: error.detail }) },
    );
  };
}

/** The error of an execution: options of the error that ends the sync. Its text may quote records. */
export function executionError({
  error,
  error_id,
}: Execution): Pick<ConnectorErrorOptions, 'providerMessage' | 'quotesProvider' | 'detail'> {
  const inner = isObject(error) ? error : { message: error };
  const { text, id } = explanationIn({ error: inner.message, error_id: inner.error_id ?? error_id });
  return {
    ...(text !== undefined && { providerMessage: text, quotesProvider: true }),
    ...(id !== undefined && { detail: `error_id ${id}` }),
  };
}

const quotation = (text: string | undefined): string =>
  text === undefined ? '' : ` mediarithmics says: ${text.slice(0, MAX_SHOWN).replace(/[\s.]+$/, '')}.`;

/** The text with the error id. Not with the word `id`, which is the name of a column in many records. */
const withReference = (text: string, id: string | undefined): string =>
  id === undefined ? text : `${text} (reference ${id})`;

const support = (id: string | undefined): string =>
  id === undefined ? '' : ` (mediarithmics’ error id: ${id}.)`;

/** What the body of a rejection says. Members of deeper objects may be part of a record that the provider quotes. */
function explanationOf({ providerMessage = '' }: ConnectorError): Explanation {
  try {
    const value: unknown = JSON.parse(providerMessage);
    if (isObject(value)) return explanationIn(value);
  } catch {}
  return { text: undefined, id: undefined };
}

function explanationIn({
  error,
  error_id,
}: {
  readonly error?: unknown;
  readonly error_id?: unknown;
}): Explanation {
  const text = typeof error === 'string' ? error.replace(/\s+/g, ' ').trim().slice(0, MAX_KEPT) : '';
  return {
    text: text === '' ? undefined : text,
    id: typeof error_id === 'string' && UUID.test(error_id) ? error_id : undefined,
  };
}

/** Returns the classification of responses that reject the token. */
export function classifyWith(token: string): (response: RawResponse) => ConnectorError | undefined {
  const hint = token.startsWith('api:')
    ? ''
    : ' Long-lived tokens begin with api:, which has to be entered too.';
  return ({ status }) => {
    if (status === 401)
      return new ConnectorError(
        'auth',
        `mediarithmics rejects the API Token (api_token): it is wrong, or has expired. Create a new one and enter it unchanged.${hint}`,
        { code: 'ERR_TOKEN_REJECTED' },
      );
    if (status === 403)
      return new ConnectorError(
        'auth',
        'mediarithmics does not allow this API Token (api_token) to do what is needed. Give its account the right to import documents into the data mart.',
        { code: 'ERR_TOKEN_FORBIDDEN' },
      );
    return undefined;
  };
}
