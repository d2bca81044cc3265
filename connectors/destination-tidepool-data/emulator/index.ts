import { emulator } from '@airbyte-ts/cdk/emulator';
import {
  DEVICE_ID,
  PASSWORD,
  STRANGER_ID,
  type TidepoolOrgOptions,
  tidepoolOrg,
  tidepoolOrgOptions,
  USER_ID,
  USERNAME,
} from '../../tidepool-org/emulator/tidepool-org.ts';

const login = { auth_type: 'password', username: USERNAME, password: PASSWORD };

const config = (url: string) => ({
  base_url: url,
  credentials: login,
  user_id: USER_ID,
  device_id: DEVICE_ID,
});

export default emulator({
  summary: 'tidepool.org device data: data sets, with logins and permissions',
  create: (options?: TidepoolOrgOptions) => tidepoolOrg(options),
  options: tidepoolOrgOptions,
  config,
  invalidConfig: (url, kind) => ({
    ...config(url),
    ...{
      wrong_credentials: { credentials: { ...login, password: 'emulator-wrong-password' } },
      no_permission: { user_id: STRANGER_ID },
      wrong_path: { base_url: `${url}/nowhere` },
    }[kind],
  }),
});
