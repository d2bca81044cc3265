import { completeSpecification } from './complete-specification.ts';
import type { Context } from './context.ts';
import { definitionError } from './definition-error.ts';
import type { AnyOperation } from './operation.ts';
import type { SharedConfig } from './shared-config.ts';
import type { ConnectorSpecification } from './specification.ts';
import type { RoutedStream } from './stream.ts';
import type { SyncMode } from './sync-mode.ts';

/** The `maxConcurrency` of a destination that sets none. */
export const DEFAULT_CONCURRENCY = 16;

/** The greatest `maxConcurrency`. */
export const MAX_CONCURRENCY = 64;

/**
 * Definition of a connector: mostly data. The CDK reads stdin, batches, repeats, and emits states. `Config` is the type that
 * `npm run generate` makes from the specification; `Api` is the connector's own client, which `connect` returns and every
 * operation gets.
 *
 * @example
 * export default destination<Config, EventsApi>({
 *   name: 'destination-example',
 *   displayName: 'Example',
 *   spec,
 *   connect: (config, context) => new EventsApi(config, context),
 *   check: (api) => api.ping(),
 *   operations: () => [events],
 * });
 */
export interface Destination<Config extends object, Api> {
  /** `destination-…`: name of the folder, the command and the image. */
  readonly name: string;
  /** Name of the provider in messages to users, such as `Example`. */
  readonly displayName: string;
  /**
   * The connector's specification. The CDK adds the settings of all destinations: field mappings, the store and the limit of
   * rejected records, and stream mappings if the specification declares `stream_mappings`. `spec` prints the complete one, and
   * configurations are validated against it.
   */
  readonly spec: ConnectorSpecification;
  /**
   * Concurrent requests at most, a whole number from 1 to 64; 16 by default. Concurrency adapts to the provider below it. It is
   * also the number of lanes: with an `orderingKey`, a higher value makes batches smaller.
   */
  readonly maxConcurrency?: number;
  /**
   * Keys of the settings that the ids of records depend on; no secrets. The reject store keeps a fingerprint of their values
   * with each record, and `replay` fails for records that would get other ids.
   */
  readonly identitySettings?: readonly (keyof Config & string)[];
  /**
   * Throws a `config` error if the configuration fits the specification but no command can work with it, such as one that
   * lacks both of two fields of which it needs one. Makes no request. Every command except `spec` calls it first, and
   * `Context.updateConfig` calls it with the changed configuration.
   */
  validateConfig?(config: Config): void;
  /**
   * Throws a `config` error if streams of one catalog exclude each other, such as one that replaces what another adds. Makes no
   * request. `write` calls it before it reads records. In a catalog with a stream that has the mode `overwrite` or keeps no earlier
   * generation, the error ends the sync at the first record: a clear job has such a catalog, and no records.
   *
   * @example
   * validateStreams(streams) {
   *   const modes = new Set(streams.map(({ syncMode }) => syncMode));
   *   if (modes.size > 1) throw configError('Give all streams one sync mode.', { code: 'ERR_SYNC_MODES' });
   * }
   */
  validateStreams?(streams: readonly RoutedStream[], config: Config): void;
  /** Returns the connector's client. Makes no request: `check` and `write` call it before any record is read. */
  connect(config: Config, context: Context): Api;
  /**
   * Releases what requests have opened at the provider, such as a login session. Called once after `check` and `write`, also
   * after a failure. Has 30 seconds (5 in `check`), waits included; an error is logged at DEBUG and does not fail the sync.
   */
  disconnect?(api: Api): Promise<void>;
  /**
   * Proves that a sync could write, and leaves nothing behind at the provider. Throws an error whose message names what to
   * change. Has 50 seconds; requests of it take 25 seconds at most and `idempotent` ones are repeated for 35 seconds.
   */
  check(api: Api, config: Config, context: Context): Promise<void>;
  /**
   * Returns the operations that the configuration allows. Called by `discover`, `check` and `write` before `connect`; makes
   * no request; `fetchOperations` may. Streams are routed by `Operation.object` and `syncModes`.
   */
  operations(config: Config, context: Context): readonly AnyOperation<Api>[];
  /**
   * Returns operations that depend on the provider, such as objects with fields that its users define; they are added to those
   * of `operations`. Called once by `discover`, `check` and `write`, with a client of its own, before anything else uses the
   * provider. In `discover` and `check`, requests take 25 seconds at most and `idempotent` ones are repeated for 35 seconds.
   *
   * Costs the time of its requests at the start of each command, while no record is read. An error ends the command.
   *
   * @example
   * fetchOperations: async (api) => [peopleWith(await api.fields())]
   */
  fetchOperations?(api: Api, config: Config, context: Context): Promise<readonly AnyOperation<Api>[]>;
  /**
   * Returns the operations of an object that `operations` does not list; makes no request. For providers whose users define the
   * objects: with it any name is an object, and a stream without a mapping feeds the object with the stream's name.
   */
  operationsFor?(object: string, config: Config, context: Context): readonly AnyOperation<Api>[];
  /**
   * Returns what the user can change so that an object supports a sync mode; undefined if nothing helps. The error of a
   * stream whose object lacks the sync mode ends with it, as in "Set it to "append" in the connection, or …".
   *
   * @example
   * syncModeHint: (mode) => (mode === 'overwrite' ? 'switch on Allow Replacing (allow_replace)' : undefined)
   */
  syncModeHint?(mode: SyncMode, object: string): string | undefined;
  /**
   * Returns the object of streams that neither the catalog nor Stream Mappings (`stream_mappings`) route and that are not
   * named like an object. Unnecessary for a connector with one object.
   */
  defaultObject?(config: Config): string | undefined;
}

/** A destination of any configuration and client: the type that the engine and the commands use. */
export type AnyDestination = Omit<Destination<SharedConfig, unknown>, 'identitySettings'> & {
  /** As in `Destination`, with keys of any configuration. */
  readonly identitySettings?: readonly string[];
};

/** The members of a definition, and the type of their values; with a question mark those that may be absent. */
const MEMBERS: Readonly<
  Record<keyof AnyDestination, `${'string' | 'object' | 'number' | 'function'}${'' | '?'}`>
> = {
  name: 'string',
  displayName: 'string',
  spec: 'object',
  maxConcurrency: 'number?',
  identitySettings: 'object?',
  validateConfig: 'function?',
  validateStreams: 'function?',
  connect: 'function',
  disconnect: 'function?',
  check: 'function',
  operations: 'function',
  fetchOperations: 'function?',
  operationsFor: 'function?',
  syncModeHint: 'function?',
  defaultObject: 'function?',
};

/**
 * Checks the types of a definition and returns it as an `AnyDestination`, with the complete specification. The configuration
 * is validated against it before the definition gets it, so `Config` holds. Throws `ERR_DEFINITION_INVALID` for an unknown or
 * missing member, and for one of another type; pass an object, because the methods of a class instance are not copied.
 *
 * @example
 * export default destination<Config, EventsApi>({
 *   name: 'destination-example',
 *   displayName: 'Example',
 *   spec,
 *   connect,
 *   check,
 *   operations,
 * });
 */
export function destination<Config extends object, Api>(
  definition: Destination<Config, Api>,
): AnyDestination {
  checkDefinition({ ...definition });
  return { ...(definition as unknown as AnyDestination), spec: completeSpecification(definition.spec) };
}

function checkDefinition(definition: Readonly<Record<string, unknown>>): void {
  const invalid = (fault: string) =>
    definitionError(`The definition of the destination is invalid: ${fault}.`);
  const unknown = Object.keys(definition).find((name) => !Object.hasOwn(MEMBERS, name));
  if (unknown !== undefined) throw invalid(`it has the member "${unknown}", which destinations do not have`);
  for (const [name, wanted] of Object.entries(MEMBERS)) {
    const value = definition[name];
    const isAbsent = value === undefined;
    if (isAbsent && !wanted.endsWith('?')) throw invalid(`"${name}" is missing`);
    const type = wanted.replace('?', '');
    if (!isAbsent && typeof value !== type) throw invalid(`"${name}" is no ${type}`);
  }
  const { maxConcurrency } = definition;
  const isAllowed = (value: unknown) =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_CONCURRENCY;
  if (maxConcurrency !== undefined && !isAllowed(maxConcurrency))
    throw invalid(
      `"maxConcurrency" is ${maxConcurrency}, and has to be a whole number from 1 to ${MAX_CONCURRENCY}`,
    );
}
