import { emulator, FORBIDDEN_KEY, KEY } from '@airbyte-ts/cdk/emulator';
import { type MyApiOptions, myApi } from './my-api.ts';

const config = (url: string) => ({ api_key: KEY, base_url: url });

export default emulator({
  summary: 'My API: POST /v1/contacts',
  create: (options?: MyApiOptions) => myApi(options),
  config,
  invalidConfig: (url, kind) => ({
    ...config(url),
    ...{
      wrong_credentials: { api_key: 'emulator-wrong-key' },
      no_permission: { api_key: FORBIDDEN_KEY },
      wrong_path: { base_url: `${url}/nowhere` },
    }[kind],
  }),
});
