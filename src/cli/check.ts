import type { ConnectionStatusMessage } from '../../spec/types/output.ts';
import { type Clock, systemClock } from '../clock.ts';
import { checkOperations } from '../define/operation.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import { disconnect } from '../engine/delivery/disconnect.ts';
import { asConnectorError, configError, transientError } from '../errors.ts';
import { aboutSettingsWithResponse } from '../http/errors/without-records.ts';
import { findMappingFaults } from '../mapping/streams/mapping-faults.ts';
import { connectionStatus } from '../protocol/output.ts';
import { lostWithContainer } from '../rejects/container-files.ts';
import { openRejectStore } from '../rejects/open-reject-store.ts';
import { ENDPOINT } from '../rejects/s3-storage.ts';
import { type CommandRuntime, createCommandRuntime } from './command-runtime.ts';
import type { Connector } from './connector.ts';
import { withFetchedOperations } from './fetched-operations.ts';
import { loadConfig, loadDefinition } from './load-config.ts';
import { type ProcessHost, processHost } from './process-host.ts';
import { ATTEMPT_MS, CHECK_DEADLINE_MS, RETRY_BUDGET_MS } from './setup-limits.ts';

/** The storage of rejected records is checked first, so it gets less time. */
const STORAGE_DEADLINE_MS = 15_000;
const STORAGE_RETRY_BUDGET_MS = 12_000;
/** Time limit for ending a session; the status waits for it. */
const CLEAN_UP_MS = 5_000;
/** Maximum length of a status message: the platform shows a few lines. */
const MAX_MESSAGE = 1_000;

/**
 * Checks whether a sync could write. Emits exactly one CONNECTION_STATUS, with exit code 0 in every case. Transient failures
 * are repeated first, because the platform does not repeat a failed check.
 */
export async function check(
  connector: Connector,
  configPath: string,
  host: ProcessHost = processHost,
): Promise<void> {
  const runtime = createCommandRuntime(
    { connector, timeoutMs: ATTEMPT_MS, retryBudgetMs: RETRY_BUDGET_MS, sendsConfig: true },
    host,
  );
  let status: ConnectionStatusMessage;
  try {
    await prove(connector, configPath, runtime);
    status = connectionStatus('SUCCEEDED');
  } catch (thrown) {
    const error = aboutSettingsWithResponse(asConnectorError(thrown));
    host.onError?.(error);
    runtime.log.debug(() => `The check failed: ${error.code} ${error.detail ?? ''}`);
    status = connectionStatus('FAILED', runtime.redactor.redact(error.message).slice(0, MAX_MESSAGE));
  }
  runtime.output.message(status);
  await runtime.output.drained();
  await runtime.close();
}

async function prove(connector: Connector, configPath: string, runtime: CommandRuntime): Promise<void> {
  const read = await loadConfig(connector, configPath, runtime);
  const loaded = await loadDefinition(connector, read, runtime);
  const provider = {
    clock: runtime.context.clock,
    ms: CHECK_DEADLINE_MS,
    title: loaded.displayName,
    setting: () => runtime.addressSetting ?? 'its address in the settings',
  };
  const definition = await within(provider, withFetchedOperations(loaded, read, runtime), runtime);
  const config = runtime.liveConfig.current;
  const operations = checkOperations(definition.operations(config, runtime.context));
  const { errors, doubts } = findMappingFaults(config, operations);
  for (const doubt of doubts) runtime.log.warn(doubt);
  if (errors.length > 0) throw configError(errors.join(' '), { code: 'ERR_MAPPINGS' });
  // Disks and the bucket's client use the system clock.
  const storage = {
    clock: systemClock,
    ms: STORAGE_DEADLINE_MS,
    title: 'The storage of rejected records',
    setting: () =>
      config.object_storage_config?.s3_endpoint ? ENDPOINT : 'Rejected Records (object_storage_config)',
  };
  await within(storage, checkRejects(config, runtime), runtime);
  const api = definition.connect(config, runtime.context);
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => {
    ending ??= disconnect(definition, api, runtime.context, CLEAN_UP_MS);
    return ending;
  };
  try {
    await within(provider, definition.check(api, config, runtime.context), runtime, end);
  } finally {
    await end();
  }
}

async function checkRejects(config: SharedConfig, runtime: CommandRuntime): Promise<void> {
  const { context, redactor } = runtime;
  const { clock, signal } = context;
  const rejects = await openRejectStore(config, {
    runName: 'check',
    clock,
    signal,
    redact: redactor.redact,
    environment: runtime.environment,
    random: runtime.random,
    log: runtime.log,
    retryBudgetMs: STORAGE_RETRY_BUDGET_MS,
  });
  try {
    await rejects.check();
    const doubt = await lostWithContainer(rejects.location);
    if (doubt !== undefined) runtime.log.warn(doubt);
  } finally {
    await rejects.close();
  }
}

interface Deadline {
  readonly clock: Clock;
  readonly ms: number;
  /** The service that has to respond. */
  readonly title: string;
  /** The setting with its address, as a message names it. */
  readonly setting: () => string;
}

/**
 * Waits for a proof, and aborts it at the deadline. `end` is called before that: nothing can be sent to the provider after it, such
 * as the end of a session.
 */
async function within<T>(
  { clock, ms, title, setting }: Deadline,
  proof: Promise<T>,
  runtime: CommandRuntime,
  end: () => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  const late = () =>
    transientError(
      `${title} did not respond within ${ms / 1000} seconds. Check ${setting()} and that the network lets the connector reach it, then test again.`,
      { code: 'ERR_CHECK_DEADLINE' },
    );
  const cancel = clock.after(ms, () => {
    const abort = (): void => runtime.abort(late());
    // The end may wait for work that only the abort ends.
    const cancelBound = clock.after(CLEAN_UP_MS, abort);
    void end()
      .then(() => runtime.renewalsEnded())
      .then(() => {
        cancelBound();
        abort();
      });
  });
  try {
    return await proof;
  } finally {
    cancel();
  }
}
