import { FORBIDDEN_KEY, KEY } from './api-keys.ts';
import type { MediarithmicsOptions } from './mediarithmics/options.ts';
import { DATAMART, mediarithmics } from './mediarithmics.ts';
import type { Provider } from './provider.ts';
import {
  DEVICE_ID,
  PASSWORD,
  SERVICE_TOKEN,
  SESSION_TOKEN,
  STRANGER_ID,
  type TidepoolOrgOptions,
  tidepoolOrg,
  USER_ID,
  USERNAME,
} from './tidepool-org.ts';
import { TIDEPOOL_SO_PATH, type TidepoolSoOptions, tidepoolSo } from './tidepool-so.ts';
import { ORGANIZATION, WATERSHED_SECRET, type WatershedOptions, watershed } from './watershed.ts';

type Config = Readonly<Record<string, unknown>>;

/** The ways in which a configuration can be wrong that only the provider finds out. */
export type InvalidKind = 'wrong_credentials' | 'no_permission' | 'wrong_path';

/** How to emulate the provider of one connector. `url` is a running emulator's. */
export interface EmulatorEntry {
  readonly summary: string;
  /** @throws Error when an option is not valid. */
  create(options?: never): Provider;
  /** A configuration of the connector with which it works against the emulator. */
  config(url: string): Config;
  /** Configurations that fit the connector's specification and that the provider refuses. */
  invalidConfig(url: string, kind: InvalidKind): Config;
}

const tidepoolSoConfig = (url: string): Config => ({
  api_key: KEY,
  base_url: `${url}${TIDEPOOL_SO_PATH}`,
});

const login = { auth_type: 'password', username: USERNAME, password: PASSWORD };

const tidepoolDataConfig = (url: string): Config => ({
  base_url: url,
  credentials: login,
  user_id: USER_ID,
  device_id: DEVICE_ID,
});

const session = (token: string) => ({ auth_type: 'session_token', session_token: token });

const tidepoolMetricsConfig = (url: string): Config => ({
  base_url: url,
  credentials: session(SESSION_TOKEN),
  route: { target: 'thisuser' },
});

const watershedConfig = (url: string): Config => ({
  organization_id: ORGANIZATION,
  api_key: KEY,
  api_secret: WATERSHED_SECRET,
  default_template: 'Course Completions',
  statement_id_column: 'Statement ID',
  // The emulator is quick.
  poll_interval_seconds: 0.5,
  base_url: url,
});

const mediarithmicsConfig = (url: string): Config => ({
  api_token: KEY,
  datamart_id: DATAMART,
  base_url: url,
  poll_interval_seconds: 0.5,
});

/** One entry for each connector, by its name. */
export const EMULATORS = {
  'destination-tidepool-so': {
    summary: 'tidepool.so events: POST /validate and /track',
    create: (options?: TidepoolSoOptions) => tidepoolSo(options),
    config: tidepoolSoConfig,
    invalidConfig: (url: string, kind: InvalidKind) => ({
      ...tidepoolSoConfig(url),
      ...{
        wrong_credentials: { api_key: 'emulator-wrong-key' },
        no_permission: { api_key: FORBIDDEN_KEY },
        wrong_path: { base_url: `${url}/api/v0/events` },
      }[kind],
    }),
  },
  'destination-tidepool-data': {
    summary: 'tidepool.org device data: data sets, with logins and permissions',
    create: (options?: TidepoolOrgOptions) => tidepoolOrg(options),
    config: tidepoolDataConfig,
    invalidConfig: (url: string, kind: InvalidKind) => ({
      ...tidepoolDataConfig(url),
      ...{
        wrong_credentials: { credentials: { ...login, password: 'emulator-wrong-password' } },
        no_permission: { user_id: STRANGER_ID },
        wrong_path: { base_url: `${url}/nowhere` },
      }[kind],
    }),
  },
  'destination-tidepool-metrics': {
    summary: 'tidepool.org metrics: GET /metrics/…/{event}',
    create: (options?: TidepoolOrgOptions) => tidepoolOrg(options),
    config: tidepoolMetricsConfig,
    invalidConfig: (url: string, kind: InvalidKind) => ({
      ...tidepoolMetricsConfig(url),
      ...{
        wrong_credentials: { credentials: session('emulator-wrong-token') },
        // A service has no user of its own.
        no_permission: { credentials: session(SERVICE_TOKEN) },
        wrong_path: { base_url: `${url}/nowhere` },
      }[kind],
    }),
  },
  'destination-watershed': {
    summary: 'Watershed: POST, GET and DELETE /csv-import, previews and jobs of one organization',
    create: (options?: WatershedOptions) => watershed(options),
    config: watershedConfig,
    invalidConfig: (url: string, kind: InvalidKind) => ({
      ...watershedConfig(url),
      ...{
        wrong_credentials: { api_secret: 'emulator-wrong-secret' },
        no_permission: { api_key: FORBIDDEN_KEY },
        wrong_path: { organization_id: '1' },
      }[kind],
    }),
  },
  'destination-mediarithmics': {
    summary: 'mediarithmics document imports: documents that jobs read afterwards',
    create: (options?: MediarithmicsOptions) => mediarithmics(options),
    config: mediarithmicsConfig,
    invalidConfig: (url: string, kind: InvalidKind) => ({
      ...mediarithmicsConfig(url),
      ...{
        wrong_credentials: { api_token: 'emulator-wrong-key' },
        no_permission: { api_token: FORBIDDEN_KEY },
        wrong_path: { datamart_id: '1' },
      }[kind],
    }),
  },
} as const satisfies Record<string, EmulatorEntry>;

export type EmulatedConnector = keyof typeof EMULATORS;

export const isEmulated = (name: string): name is EmulatedConnector => Object.hasOwn(EMULATORS, name);
