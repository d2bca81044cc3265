import { API_KEY, emulator, FORBIDDEN_API_KEY } from '@airbyte-ts/cdk/emulator';
import { DATAMART } from './datamart.ts';
import { mediarithmics } from './mediarithmics.ts';
import { type MediarithmicsOptions, mediarithmicsOptions } from './options.ts';

const config = (url: string) => ({
  api_token: API_KEY,
  datamart_id: DATAMART,
  base_url: url,
  poll_interval_seconds: 0.5,
});

export default emulator({
  summary: 'mediarithmics document imports: documents that jobs read afterwards',
  create: (options?: MediarithmicsOptions) => mediarithmics(options),
  options: mediarithmicsOptions,
  config,
  invalidConfig: (url, kind) => ({
    ...config(url),
    ...{
      wrong_credentials: { api_token: 'emulator-wrong-key' },
      no_permission: { api_token: FORBIDDEN_API_KEY },
      wrong_path: { datamart_id: '1' },
    }[kind],
  }),
});
