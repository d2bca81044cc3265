import { check } from '../cli/check.ts';
import type { Connector } from '../cli/connector.ts';
import { discover } from '../cli/discover.ts';
import { write } from '../cli/write.ts';
import type { AnyDestination } from '../define/destination.ts';
import type { FaultPlanInput } from '../emulator/faults.ts';
import type { EmulatedProvider } from '../emulator/provider.ts';
import { startEmulator } from '../emulator/server.ts';
import { type Command, CommandRunner } from './command-runner.ts';
import type { ConfiguredStream } from './configured-catalog.ts';
import { type ProvidedRequest, type ProvidedResponse, scriptedProvider } from './scripted-provider.ts';
import type { TestCheck, TestDiscovery, TestWrite } from './test-run.ts';

/** Options of `createTestDestination`. */
export interface TestDestinationOptions {
  /** Returns the configuration. `url` is the address of the test's provider, without a trailing slash. */
  config(url: string): Readonly<Record<string, unknown>>;
  /** The provider: a function that responds to each request, or the provider of an emulator. */
  readonly provider: EmulatedProvider | ((request: ProvidedRequest) => ProvidedResponse);
  /** Faults of the provider, as a plan of an emulator. */
  readonly faults?: FaultPlanInput;
}

/**
 * A destination inside the test: its commands from standard input to standard output, over real sockets. A command gets the
 * configuration that an earlier one sent in place of its own (`Context.updateConfig`), as from the platform.
 */
export interface TestDestination {
  /** Runs `check` with the configuration. */
  check(): Promise<TestCheck>;
  /** Runs `discover` with the configuration. */
  discover(): Promise<TestDiscovery>;
  /** Runs `write` with these messages and streams. */
  write(
    streams: readonly ConfiguredStream[],
    messages: readonly string[],
    options?: {
      /** Runs `write --dry-run`, which stores nothing; `false` by default. */
      readonly dryRun?: boolean;
    },
  ): Promise<TestWrite>;
  /** Ends the provider. Call it after the last run. */
  close(): Promise<void>;
}

/**
 * Runs a definition inside the test: the same commands as the image has, without a process, against a provider of the test.
 * Time is a fake clock that jumps to the next timer whenever nothing else can happen, so that retries of minutes take
 * milliseconds.
 *
 * @example
 * const destination = await createTestDestination(definition, {
 *   config: (url) => ({ base_url: url, token: 't' }),
 *   provider: ({ json }) => ((json as unknown[]).length > 0 ? 201 : { status: 422, json: { message: 'no records' } }),
 * });
 * const { states, requests } = await destination.write(
 *   [configuredStream('users')],
 *   [record({ name: 'users' }, { id: 1 }), streamState({ name: 'users' }, {}, { id: 1 })],
 * );
 * expect(states).toEqual([1]);
 * await destination.close();
 */
export async function createTestDestination(
  definition: AnyDestination,
  { config, provider, faults }: TestDestinationOptions,
): Promise<TestDestination> {
  const runner = new CommandRunner();
  const { clock, watch, onRequest } = runner;
  const served = typeof provider === 'function' ? scriptedProvider(provider) : provider;
  const emulator = await startEmulator(served, { clock, watch, onRequest, ...(faults && { faults }) });
  const connector: Connector = {
    name: definition.name,
    version: '0.0.0',
    specification: definition.spec,
    load: () => Promise.resolve(definition),
  };

  const run = (command: Command, streams?: readonly ConfiguredStream[]) =>
    runner.run(command, config(emulator.url), streams);

  return {
    async check() {
      const { rejected: _none, ...ended } = await run((files, { host }) =>
        check(connector, files.config, host),
      );
      const status = ended.messages.find(({ type }) => type === 'CONNECTION_STATUS')?.connectionStatus;
      return { ...ended, status: status?.status, message: status?.message };
    },
    async discover() {
      const { rejected: _none, ...ended } = await run((files, { host }) =>
        discover(connector, files.config, host),
      );
      const found = ended.messages.find(({ type }) => type === 'DESTINATION_CATALOG');
      return { ...ended, operations: found?.destination_catalog?.operations ?? [] };
    },
    async write(streams, messages, { dryRun = false } = {}) {
      const ended = await run((files, { host, stdin }) => {
        stdin.end(messages.map((line) => `${line}\n`).join(''));
        return write(connector, { ...files, dryRun }, host);
      }, streams);
      return {
        ...ended,
        states: ended.messages.flatMap(({ type, state }) => (type === 'STATE' ? [state?.id] : [])),
      };
    },
    close: () => emulator.close(),
  };
}
