import { FORBIDDEN_KEY, KEY } from './api-keys.ts';
import type { MediarithmicsOptions } from './mediarithmics/options.ts';
import { DATAMART, mediarithmics } from './mediarithmics.ts';
import type { Provider } from './provider.ts';
import { TIDEPOOL_SO_PATH, type TidepoolSoOptions, tidepoolSo } from './tidepool-so.ts';

type Config = Readonly<Record<string, unknown>>;

/** The ways in which a configuration can be wrong that only the provider finds out. */
export type InvalidKind = 'wrong_key' | 'forbidden_key' | 'wrong_path';

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
        wrong_key: { api_key: 'emulator-wrong-key' },
        forbidden_key: { api_key: FORBIDDEN_KEY },
        wrong_path: { base_url: `${url}/api/v0/events` },
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
        wrong_key: { api_token: 'emulator-wrong-key' },
        forbidden_key: { api_token: FORBIDDEN_KEY },
        wrong_path: { datamart_id: '1' },
      }[kind],
    }),
  },
} as const satisfies Record<string, EmulatorEntry>;

export type EmulatedConnector = keyof typeof EMULATORS;

export const isEmulated = (name: string): name is EmulatedConnector => Object.hasOwn(EMULATORS, name);
