import { API_KEY, emulator, FORBIDDEN_API_KEY } from '@airbyte-ts/cdk/emulator';
import { type DirectoryOptions, directory } from './directory.ts';

const config = (url: string) => ({ api_key: API_KEY, base_url: url });

export default emulator({
  summary: 'Directory: PUT /v2/people:batch and GET /v2/fields',
  create: (options?: DirectoryOptions) => directory(options),
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
