import type { ErrorCatalog } from '@airbyte-ts/cdk';

export const errorCatalog = {
  ERR_CREDENTIALS_REJECTED: {
    failureType: 'config_error',
    cause: 'Watershed rejected API Key (`api_key`) and API Secret (`api_secret`).',
    remedy:
      'Check both, and that they belong to the address in Base URL (`base_url`): a sandbox has other credentials than production.',
  },
  ERR_ENDLESS_LIST: {
    failureType: 'transient_error',
    cause: "Watershed's list of the imports of a template does not end, or repeats a page.",
    remedy:
      'Run the sync again. If this happens again, check Base URL (`base_url`) and ask Watershed for the reason.',
  },
  ERR_IDS_UNUSED: {
    failureType: 'config_error',
    cause:
      'The template does not take the ids of its statements from the Statement ID Column (`statement_id_column`), which the sync mode of the stream needs.',
    remedy: 'Let the template use the column as `id`, as the message shows, or set the stream to append.',
  },
  ERR_IMPORT_INCOMPLETE: {
    failureType: 'transient_error',
    cause: 'Watershed finished an import, but some of its rows are neither stored nor named as failed.',
    remedy:
      'Run the sync again; it sends the rows again. Lower Rows per File (`rows_per_file`), or set Statement ID Column (`statement_id_column`) so that repeated rows are stored once. Without it, void the import before the next sync.',
  },
  ERR_IMPORT_TIMEOUT: {
    failureType: 'transient_error',
    cause: 'Watershed accepted an import, but did not finish it in time.',
    remedy:
      'Look for the import under *CSV Data Import* in Watershed. Allow more time with Import Timeout (Minutes) (`import_timeout_minutes`) if imports are slow.',
  },
  ERR_NEWER_IMPORTS: {
    failureType: 'config_error',
    cause:
      'Watershed has imports of a later overwrite of the stream than this sync. The connection was probably created again.',
    remedy:
      'Give the connection another File Name Prefix (`file_name_prefix`), and void the imports of the former connection in Watershed.',
  },
  ERR_NO_PERMISSION: {
    failureType: 'config_error',
    cause: 'The credentials are valid but lack the permission "Watershed API" in the organization.',
    remedy: 'Let a Global Admin of Watershed give it to the credentials. The LRS permission is not enough.',
  },
  ERR_NOT_FOUND: {
    failureType: 'config_error',
    cause: 'Watershed does not have the organization, or nothing at this address.',
    remedy:
      'Check Organization ID (`organization_id`), and whether Base URL (`base_url`) is that of production or of a sandbox.',
  },
  ERR_NOT_VOIDED: {
    failureType: 'transient_error',
    cause:
      'Watershed was asked to void an import of an earlier sync, but still lists it, or lists it without the id that voiding needs.',
    remedy: 'Void the import under *CSV Data Import* in Watershed, or run the sync again.',
  },
  ERR_TEMPLATE_REJECTED: {
    failureType: 'config_error',
    cause:
      'Watershed rejected a file for a CSV template: mostly because the organization has no template of exactly this name. The message quotes the response if it repeats nothing of a record.',
    remedy:
      'Run the check of the connection, which shows the response to a sample row. Create the template in Watershed, or correct it, Default Template (`default_template`) or Stream Mappings (`stream_mappings`).',
  },
} satisfies ErrorCatalog;
