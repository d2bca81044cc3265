import type { ErrorCatalog } from '@airbyte-ts/cdk';

export const errorCatalog = {
  ERR_API_KEY_REJECTED: {
    failureType: 'config_error',
    cause: 'tidepool.so rejected the API Key (`api_key`).',
    remedy:
      'Create a key for the project under *Settings, API Keys* on app.tidepool.so and enter it as API Key (`api_key`).',
  },
  ERR_TEST_EVENT_REJECTED: {
    failureType: 'config_error',
    cause:
      'During a check, tidepool.so rejected the test event of the connector. The message has its reason.',
    remedy: 'Correct what the reason names, such as Default Event Name (`default_event_name`).',
  },
  ERR_ERROR_IN_SUCCESS: {
    failureType: 'transient_error',
    cause:
      'tidepool.so responded to `/track` or `/validate` with an error in its body in spite of a status of success.',
    remedy: 'Run the sync again. If this happens again, ask tidepool.so for the reason.',
  },
  ERR_INCOMPLETE_RESPONSE: {
    failureType: 'transient_error',
    cause:
      'tidepool.so responded to `/track` or `/validate` with a status of success and a body that is a part of a document, or a page.',
    remedy: 'Run the sync again. If this happens again, check proxies between the connector and tidepool.so.',
  },
} satisfies ErrorCatalog;
