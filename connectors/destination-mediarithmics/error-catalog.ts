import type { ErrorCatalog } from '@airbyte-ts/cdk';

const RUN_AGAIN = 'Run the sync again; it sends the records of the document again.';
const SEE_REASON =
  'mediarithmics shows the reason beside the execution of the document import that the message names.';

export const errorCatalog = {
  ERR_DATAMART_ARCHIVED: {
    failureType: 'config_error',
    cause: 'The data mart is archived.',
    remedy: 'Enter the Datamart ID (`datamart_id`) of another one.',
  },
  ERR_DELETIONS_OFF: {
    failureType: 'config_error',
    cause:
      'Every document type in the settings deletes data at mediarithmics, and Allow Deletions (`allow_deletions`) is off.',
    remedy:
      'Switch Allow Deletions (`allow_deletions`) on, or choose other types as Default Document Type (`default_document_type`) and in Stream Mappings (`stream_mappings`).',
  },
  ERR_DOCUMENT_CUT: {
    failureType: 'transient_error',
    cause: 'mediarithmics received fewer lines of a document than were sent, also when it was sent again.',
    remedy: `${RUN_AGAIN} If this happens again, lower Maximum Bytes per Document (\`document_max_bytes\`) and check the network.`,
  },
  ERR_ERROR_IN_SUCCESS: {
    failureType: 'transient_error',
    cause:
      'mediarithmics reported an error in the body of a success response, without a reference to a line of a document. The request is repeated for a time.',
    remedy: `${RUN_AGAIN} If this happens again, give mediarithmics the \`error_id\` of the internal message, and ask for the reason.`,
  },
  ERR_EXECUTION_CANCELED: {
    failureType: 'config_error',
    cause:
      'The execution of a document import was cancelled in mediarithmics. Its records are not delivered.',
    remedy: RUN_AGAIN,
  },
  ERR_EXECUTION_FAILED: {
    failureType: 'transient_error',
    cause: 'The execution of a document import failed. Its records are not delivered.',
    remedy: `${RUN_AGAIN} ${SEE_REASON}`,
  },
  ERR_EXECUTION_TIMEOUT: {
    failureType: 'transient_error',
    cause: 'The execution of a document import did not end in time.',
    remedy:
      'Run the sync again, or allow more time with Execution Timeout (Minutes) (`execution_timeout_minutes`).',
  },
  ERR_EXECUTION_UNCOUNTED: {
    failureType: 'transient_error',
    cause:
      'An execution succeeded without the numbers of successful and failed lines, so all of them count as not delivered.',
    remedy: `${RUN_AGAIN} ${SEE_REASON}`,
  },
  ERR_EXECUTION_VANISHED: {
    failureType: 'transient_error',
    cause: 'mediarithmics accepted a document and no longer finds its execution.',
    remedy: RUN_AGAIN,
  },
  ERR_IMPORT_AGAIN: {
    failureType: 'transient_error',
    cause:
      'mediarithmics was asked for a new document import and returned one that already exists, whose last document is missing.',
    remedy: `${RUN_AGAIN} If this happens again, ask mediarithmics for the reason.`,
  },
  ERR_IMPORT_MISMATCH: {
    failureType: 'config_error',
    cause: 'The configured document import is for another document type or format than the connection sends.',
    remedy: 'Enter the Document Import ID (`document_import_id`) of another import, or leave it empty.',
  },
  ERR_IMPORT_REJECTED: {
    failureType: 'config_error',
    cause:
      'mediarithmics rejected the creation of a document import of this type in the data mart. The message quotes its reason.',
    remedy:
      'Follow the reason. Without one, ask mediarithmics whether its platform version supports documents of this type.',
  },
  ERR_REQUEST_REJECTED: {
    failureType: 'config_error',
    cause: 'mediarithmics rejected a document for its content, in the body of a success response.',
    remedy: 'Give mediarithmics the `error_id` of the internal message, and ask for the reason.',
  },
  ERR_TOKEN_FORBIDDEN: {
    failureType: 'config_error',
    cause: 'The account of the API Token (`api_token`) lacks a permission.',
    remedy: 'Give the account the right to import documents into the data mart.',
  },
  ERR_TOKEN_REJECTED: {
    failureType: 'config_error',
    cause: 'mediarithmics rejected the API Token (`api_token`): it is wrong or has expired.',
    remedy:
      'Create a new token and enter it as API Token (`api_token`), with `api:` in front of a long-lived one.',
  },
  ERR_UNKNOWN_ID: {
    failureType: 'config_error',
    cause: 'mediarithmics does not have the data mart or document import, or the token may not see it.',
    remedy:
      'Check Datamart ID (`datamart_id`), Document Import ID (`document_import_id`) and Base URL (`base_url`).',
  },
  ERR_UNREADABLE_RESPONSE: {
    failureType: 'transient_error',
    cause:
      'mediarithmics, or a gateway before it, responded to the request of a file with an empty body. The file is requested again.',
    remedy: `${RUN_AGAIN} If this happens again, check proxies between the connector and mediarithmics.`,
  },
} satisfies ErrorCatalog;
