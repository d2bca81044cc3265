import type { z } from 'zod';
import type { EmulatedProvider } from './provider.ts';

/**
 * Configurations that fit the specification and that only the provider can reject: an unknown key, a key without the
 * permission, and a base URL or id that leads nowhere. Later versions may add kinds, so handle them with a default.
 */
export type InvalidKind = 'wrong_credentials' | 'no_permission' | 'wrong_path';

/** How to emulate the provider of one connector: the default export of `emulator/index.ts` in the connector's folder. */
export interface Emulator<Options = never, P extends EmulatedProvider = EmulatedProvider> {
  /** One line for the list of emulators: the API and its routes. */
  readonly summary: string;
  /** Returns a provider without data. Throws a `ZodError` or an `Error` if an option is not valid. */
  create(options?: Options): P;
  /** The schema of the options, with a description of each; `airbyte-ts emulate <connector> --help` shows them. */
  readonly options?: z.ZodObject;
  /** Returns a configuration with which the connector works. `url` is a running emulator's, without a trailing slash. */
  config(url: string): Readonly<Record<string, unknown>>;
  /** Returns a configuration that the provider rejects. */
  invalidConfig(url: string, kind: InvalidKind): Readonly<Record<string, unknown>>;
}

/**
 * Checks the types of an emulator and returns it unchanged.
 *
 * @example
 * export default emulator({
 *   summary: 'notes: POST /notes',
 *   create: (options?: NotesOptions) => notes(options),
 *   config: (url) => ({ base_url: url, api_key: KEY }),
 *   invalidConfig: (url, kind) => ({ base_url: url, api_key: { wrong_credentials: 'x', … }[kind] }),
 * });
 */
export function emulator<Options, P extends EmulatedProvider>(
  entry: Emulator<Options, P>,
): Emulator<Options, P> {
  return entry;
}
