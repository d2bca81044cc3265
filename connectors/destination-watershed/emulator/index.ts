import { API_KEY, emulator, FORBIDDEN_API_KEY } from '@airbyte-ts/cdk/emulator';
import { watershedOptions } from './options.ts';
import { ORGANIZATION, WATERSHED_SECRET, type WatershedOptions, watershed } from './watershed.ts';

const config = (url: string) => ({
  organization_id: ORGANIZATION,
  api_key: API_KEY,
  api_secret: WATERSHED_SECRET,
  default_template: 'Course Completions',
  statement_id_column: 'Statement ID',
  // The emulator responds fast, so shorter waits suffice.
  poll_interval_seconds: 0.5,
  base_url: url,
});

export default emulator({
  summary: 'Watershed: POST, GET and DELETE /csv-import, previews and jobs of one organization',
  create: (options?: WatershedOptions) => watershed(options),
  options: watershedOptions,
  config,
  invalidConfig: (url, kind) => ({
    ...config(url),
    ...{
      wrong_credentials: { api_secret: 'emulator-wrong-secret' },
      no_permission: { api_key: FORBIDDEN_API_KEY },
      wrong_path: { organization_id: '1' },
    }[kind],
  }),
});
