import { API_KEY, emulator, FORBIDDEN_API_KEY } from '@airbyte-ts/cdk/emulator';
import { type MyApiOptions, myApi } from './my-api.ts';

const config = (url: string) => ({ api_key: API_KEY, base_url: url });

export default emulator({
  summary: 'My API: POST /v1/contacts',
  create: (options?: MyApiOptions) => myApi(options),
  config,
  invalidConfig: (url, kind) => ({
    ...config(url),
    ...{
      wrong_credentials: { api_key: 'emulator-wrong-key' },
      no_permission: { api_key: FORBIDDEN_API_KEY },
      wrong_path: { base_url: `${url}/nowhere` },
    }[kind],
  }),
});
