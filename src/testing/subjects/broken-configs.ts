import type { BrokenConfig, Config } from '../subject.ts';

/** A secret with every kind of character that some encoding changes, so that a leak shows in any encoding. */
export const CANARY_SECRET = 'Canary+Secret/1=&"%41\\end';

/**
 * Returns a configuration that violates the specification. `expects` are parts of the message of `check`: the settings, by title.
 *
 * @example
 * schemaMistake('no API key', { base_url: 'http://127.0.0.1:1' }, 'API Key');
 */
export const schemaMistake = (title: string, config: Config, ...expects: string[]): BrokenConfig => ({
  kind: 'schema',
  title,
  config,
  expects,
});

/**
 * Returns a valid configuration whose base URL (`base_url`) points to a closed port, and to a host name without an address.
 *
 * @example
 * unreachable(valid, 'http://127.0.0.1:1', 'https://unknown.invalid');
 */
export function unreachable(valid: Config, closed: string, unknown: string): BrokenConfig[] {
  const at = (base_url: string): Config => ({ ...valid, base_url });
  return [
    { kind: 'closed-port', title: 'a closed port', config: at(closed), expects: [new URL(closed).hostname] },
    {
      kind: 'unknown-host',
      title: 'a name without an address',
      config: at(unknown),
      expects: [new URL(unknown).hostname],
    },
  ];
}
