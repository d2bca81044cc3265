import { emulator } from '@airbyte-ts/cdk/emulator';
import {
  SERVICE_TOKEN,
  SESSION_TOKEN,
  type TidepoolOrgOptions,
  tidepoolOrg,
  tidepoolOrgOptions,
} from '../../tidepool-org/emulator/tidepool-org.ts';

const session = (token: string) => ({ auth_type: 'session_token', session_token: token });

const config = (url: string) => ({
  base_url: url,
  credentials: session(SESSION_TOKEN),
  route: { target: 'thisuser' },
});

export default emulator({
  summary: 'tidepool.org metrics: GET /metrics/…/{event}',
  create: (options?: TidepoolOrgOptions) => tidepoolOrg(options),
  options: tidepoolOrgOptions,
  config,
  invalidConfig: (url, kind) => ({
    ...config(url),
    ...{
      wrong_credentials: { credentials: session('emulator-wrong-token') },
      // A service account has no user.
      no_permission: { credentials: session(SERVICE_TOKEN) },
      wrong_path: { base_url: `${url}/nowhere` },
    }[kind],
  }),
});
