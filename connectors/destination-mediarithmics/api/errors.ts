import { ConnectorError, type RawResponse } from '@airbyte-ts/cdk';

/** Matches error responses of mediarithmics, as opposed to those of a proxy. */
export const PROVIDER_ERROR = /^\s*\{.*"status"\s*:\s*"error"/s;

/** Creates the error for a response with a status of success whose body reports an error. */
export function rejectedWithSuccess(status: number, errorId: string | null | undefined): ConnectorError {
  const id = errorId && UUID.test(errorId) ? errorId : 'none';
  const detail = `status ${status} with an error in its body, error_id ${id}`;
  return new ConnectorError('reject', 'mediarithmics rejected the request.', {
    code: 'ERR_REQUEST_REJECTED',
    status,
    detail,
  });
}

/** Adds the provider's error id to the detail, and to the message of errors that end the sync. */
export function withErrorId(error: ConnectorError): ConnectorError {
  const id = errorIdIn(error.providerMessage ?? '');
  if (id === undefined) return error;
  const message =
    error.kind === 'reject' ? error.message : `${error.message} (mediarithmics’ error id: ${id}.)`;
  return error.with({ message, detail: `${error.detail ?? ''}, error_id ${id}` });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The top-level `error_id` of a response. Deeper ones may be part of a record that the provider quotes. */
function errorIdIn(text: string): string | undefined {
  try {
    const { error_id } = JSON.parse(text) as { readonly error_id?: unknown };
    return typeof error_id === 'string' && UUID.test(error_id) ? error_id : undefined;
  } catch {
    return undefined;
  }
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
