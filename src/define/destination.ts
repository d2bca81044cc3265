import type { Context } from './context.ts';
import type { AnyOperation } from './operation.ts';
import type { SharedConfig } from './shared-config.ts';
import type { ConnectorSpecification } from './specification.ts';
import type { SyncMode } from './sync-mode.ts';

/** The `maxConcurrency` of a destination that sets none. */
export const DEFAULT_CONCURRENCY = 16;

/** A connector: one value, mostly data. It never sees stdin, batching, timers, retries or states. */
export interface Destination<Config extends object, Api> {
  /** `destination-…`: the name of its folder, its command and its image. */
  readonly name: string;
  /** As a person calls the provider. */
  readonly displayName: string;
  readonly spec: ConnectorSpecification;
  /** Most requests under way at once; 16 by default, 64 at most. Concurrency adapts to the provider below it. */
  readonly maxConcurrency?: number;
  /**
   * The settings that the ids of records depend on, by their keys; none of them a secret. Rejected records are kept with a fingerprint of
   * their values, and `replay` refuses records that would get other ids.
   */
  readonly identitySettings?: readonly (keyof Config & string)[];
  /**
   * Throws a `config` error for a configuration that fits the specification and that no command can work with, such as one that lacks
   * both of two fields of which it needs one. Makes no request. Every command calls it first.
   */
  validateConfig?(config: Config): void;
  connect(config: Config, context: Context): Api;
  /** Ends what `connect` began at the provider (a session), as far as that is possible. Called last, whatever happened. */
  disconnect?(api: Api): Promise<void>;
  /** Proves that a sync could write, and leaves nothing behind. Throws an error whose message says what to change. */
  check(api: Api, config: Config, context: Context): Promise<void>;
  operations(config: Config, context: Context): readonly AnyOperation<Api>[];
  /**
   * What can be done with an object that `operations` does not name. For providers whose objects are made by their users, so that
   * the configuration knows only some of them: with it every name is an object, and a stream that nothing routes feeds the one of
   * its own name.
   */
  operationsFor?(object: string, config: Config, context: Context): readonly AnyOperation<Api>[];
  /** What to do about a sync mode that an object does not take, where the configuration can change that. */
  syncModeHint?(mode: SyncMode, object: string): string | undefined;
  /** The object of streams that nothing routes. Connectors with one object need not say. */
  defaultObject?(config: Config): string | undefined;
}

/** A destination whose own types nobody has to know: what the engine and the commands work on. */
export type AnyDestination = Omit<Destination<SharedConfig, unknown>, 'identitySettings'> & {
  readonly identitySettings?: readonly string[];
};

/**
 * Checks a definition's types and forgets them. `Config` is what `npm run generate` makes from the specification;
 * the configuration is validated against that same specification before the definition sees it.
 */
export function destination<Config extends object, Api>(
  definition: Destination<Config, Api>,
): AnyDestination {
  return definition as unknown as AnyDestination;
}
