import type { ErrorCatalog } from '@airbyte-ts/cdk';

export const errorCatalog = {
  ERR_TOKEN_NEEDED: {
    failureType: 'config_error',
    cause:
      'Tidepool requires a token on the chosen Route (`route`), and Credentials (`credentials`) is None.',
    remedy: 'Choose other Credentials (`credentials`).',
  },
  ERR_UNREADABLE_RESPONSE: {
    failureType: 'transient_error',
    cause:
      'The response to an event was a success with content, which the metrics service does not send. It is unknown whether the event was recorded.',
    remedy: 'Run the sync again. If this happens again, check proxies between the connector and Tidepool.',
  },
  ERR_UNUSABLE_SETTING: {
    failureType: 'config_error',
    cause:
      'A setting cannot be part of the address of an event: it is `.` or `..`, or has control characters such as line breaks.',
    remedy: 'Correct the setting that the message names.',
  },
  ERR_WRONG_KIND_OF_TOKEN: {
    failureType: 'config_error',
    cause:
      'Tidepool records events of a server only with a server token, and events of a user only with a user token.',
    remedy:
      'Choose the Route (`route`) that fits the token, or enter the other kind of token as Session Token (`credentials.session_token`).',
  },
} satisfies ErrorCatalog;
