import type { ConnectionStatusMessage } from '../../spec/types/output.ts';
import { systemClock } from '../clock.ts';
import { checkOperations } from '../define/operation.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import { asConnectorError, type ConnectorError, configError, transientError } from '../errors.ts';
import { aboutSettingsWithResponse } from '../http/errors/without-records.ts';
import { findMappingFaults } from '../mapping/streams/mapping-faults.ts';
import { connectionStatus } from '../protocol/output.ts';
import { lostWithContainer } from '../rejects/container-files.ts';
import { openRejectStore } from '../rejects/open-reject-store.ts';
import { ENDPOINT } from '../rejects/s3-storage.ts';
import { type Bounds, bounded } from './bounded.ts';
import { type CommandRuntime, createCommandRuntime } from './command-runtime.ts';
import type { Connector } from './connector.ts';
import { withFetchedOperations } from './fetched-operations.ts';
import { inSession } from './in-session.ts';
import { loadConfig, loadDefinition } from './load-config.ts';
import { type ProcessHost, processHost } from './process-host.ts';
import { ATTEMPT_MS, CHECK_DEADLINE_MS, RETRY_BUDGET_MS } from './setup-limits.ts';

/** The storage of rejected records is checked first, so it gets less time. */
const STORAGE_DEADLINE_MS = 15_000;
const STORAGE_RETRY_BUDGET_MS = 12_000;
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
    {
      connector,
      timeoutMs: ATTEMPT_MS,
      retryBudgetMs: RETRY_BUDGET_MS,
      hasRecords: false,
      sendsConfig: true,
    },
    host,
  );
  const { terminate, end } = host.onTermination(runtime.readerGone);
  let status: ConnectionStatusMessage;
  try {
    await prove(connector, configPath, runtime, terminate);
    status = connectionStatus('SUCCEEDED');
  } catch (thrown) {
    const error = aboutSettingsWithResponse(asConnectorError(thrown));
    host.onError?.(error);
    runtime.log.debug(() => `The check failed: ${error.code} ${error.detail ?? ''}`);
    status = connectionStatus('FAILED', runtime.redactor.redact(error.message).slice(0, MAX_MESSAGE));
  }
  // A check that was stopped has no result.
  if (!terminate.aborted) runtime.output.message(status);
  await runtime.output.drained();
  await runtime.close();
  end();
}

async function prove(
  connector: Connector,
  configPath: string,
  runtime: CommandRuntime,
  terminate: AbortSignal,
): Promise<void> {
  const read = await loadConfig(connector, configPath, runtime);
  const loaded = await loadDefinition(connector, read, runtime);
  const { clock } = runtime.context;
  const bounds = (title: string, ms: number, setting: () => string): Bounds => ({
    clock,
    terminate,
    deadline: { ms, error: () => lateResponse(title, ms, setting()) },
  });
  const provider = bounds(
    loaded.displayName,
    CHECK_DEADLINE_MS,
    () => runtime.addressSetting ?? 'its address in the settings',
  );
  const definition = await withFetchedOperations(loaded, read, runtime, provider);
  const config = runtime.liveConfig.current;
  const operations = checkOperations(definition.operations(config, runtime.context));
  const { errors, warnings } = findMappingFaults(config, operations);
  for (const warning of warnings) runtime.log.warn(warning);
  if (errors.length > 0) throw configError(errors.join(' '), { code: 'ERR_MAPPINGS' });
  const storage = bounds('The storage of rejected records', STORAGE_DEADLINE_MS, () =>
    config.object_storage_config?.s3_endpoint ? ENDPOINT : 'Rejected Records (object_storage_config)',
  );
  // Disks and the bucket's client use the system clock.
  await bounded(checkRejects(config, runtime), { ...storage, clock: systemClock }, runtime);
  await inSession(definition, config, runtime, provider, (api) =>
    definition.check(api, config, runtime.context),
  );
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
    const warning = runtime.ownsFiles ? undefined : await lostWithContainer(rejects.location);
    if (warning !== undefined) runtime.log.warn(warning);
  } finally {
    await rejects.close();
  }
}

const lateResponse = (title: string, ms: number, setting: string): ConnectorError =>
  transientError(
    `${title} did not respond within ${ms / 1000} seconds. Check ${setting} and that the network lets the connector reach it, then test again.`,
    { code: 'ERR_CHECK_DEADLINE' },
  );
