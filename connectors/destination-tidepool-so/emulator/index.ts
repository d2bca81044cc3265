import { API_KEY, emulator, FORBIDDEN_API_KEY } from '@airbyte-ts/cdk/emulator';
import { TIDEPOOL_SO_PATH, type TidepoolSoOptions, tidepoolSo, tidepoolSoOptions } from './tidepool-so.ts';

const config = (url: string) => ({ api_key: API_KEY, base_url: `${url}${TIDEPOOL_SO_PATH}` });

export default emulator({
  summary: 'tidepool.so events: POST /validate and /track',
  create: (options?: TidepoolSoOptions) => tidepoolSo(options),
  options: tidepoolSoOptions,
  config,
  invalidConfig: (url, kind) => ({
    ...config(url),
    ...{
      wrong_credentials: { api_key: 'emulator-wrong-key' },
      no_permission: { api_key: FORBIDDEN_API_KEY },
      wrong_path: { base_url: `${url}/api/v0/events` },
    }[kind],
  }),
});
