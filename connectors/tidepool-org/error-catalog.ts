import type { ErrorCatalog } from '@airbyte-ts/cdk';

export const errorCatalog = {
  ERR_ACCOUNT_NOT_VERIFIED: {
    failureType: 'config_error',
    cause: 'The e-mail address of the Tidepool account is not verified.',
    remedy: 'Follow the link in the message that Tidepool sent to the address, then try again.',
  },
  ERR_CLIENT_REJECTED: {
    failureType: 'config_error',
    cause: 'Tidepool rejected the client id and secret, or the client may not sign in without a user.',
    remedy:
      'Check Client ID (`credentials.client_id`) and Client Secret (`credentials.client_secret`), or ask Tidepool about the client.',
  },
  ERR_LOGIN_REJECTED: {
    failureType: 'config_error',
    cause: 'Tidepool rejected the user name and password.',
    remedy:
      'Check User Name (`credentials.username`) and Password (`credentials.password`). An account that signs in through another provider needs Client Credentials as Credentials (`credentials`).',
  },
  ERR_NO_TOKEN: {
    failureType: 'transient_error',
    cause: 'Tidepool accepted a login, but its response has no token.',
    remedy: 'Check Environment (`environment`) or Base URL (`base_url`): another server may respond there.',
  },
  ERR_SIGN_IN_NOT_ENCRYPTED: {
    failureType: 'config_error',
    cause: 'Tidepool names a sign-in address without encryption. Nothing was sent there.',
    remedy: 'Check Environment (`environment`) or Base URL (`base_url`): another server may respond there.',
  },
  ERR_TOKEN_REJECTED: {
    failureType: 'config_error',
    cause: 'Tidepool rejected the token: it has expired, is incomplete, or its session was ended.',
    remedy:
      'With Session Token (`credentials.session_token`), create a new one, or choose other Credentials (`credentials`), which the connector renews. Otherwise check the account or client with Tidepool.',
  },
} satisfies ErrorCatalog;
