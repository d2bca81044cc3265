import type { Context } from '../define/context.ts';
import type { Log } from '../define/log.ts';
import type { Environment } from '../environment.ts';
import { asConnectorError, type ConnectorError } from '../errors.ts';
import type { HttpEnvironment } from '../http/client.ts';
import { startWaiting } from '../observer/meter.ts';
import type { SyncObserver } from '../observer/sync-observer.ts';
import { errorTrace } from '../protocol/output.ts';
import { createOutput, type Output } from '../protocol/stdout.ts';
import type { Random } from '../random.ts';
import { createRedactor, type Redactor } from '../redact.ts';
import { createLog } from './command-log.ts';
import type { Connector } from './connector.ts';
import { HttpClients } from './http-clients.ts';
import { LiveConfig } from './live-config.ts';
import { type ProcessHost, processHost } from './process-host.ts';

/** Resources of one run of a command: its output, and the context of the connector. */
export interface CommandRuntime {
  readonly output: Output;
  readonly redactor: Redactor;
  readonly context: Context;
  /** The configuration, once `loadConfig` has read it. */
  readonly liveConfig: LiveConfig;
  readonly log: Log;
  /** Environment variables, which name proxies. */
  readonly environment: Environment;
  readonly random: Random;
  /** See `ProcessHost.ownsFiles`. */
  readonly ownsFiles: boolean;
  /** Aborted when the reader of stdout has gone. */
  readonly readerGone: AbortSignal;
  /** Sets the maximum number of concurrent requests, for clients that are created later. */
  limitConcurrency(limit: number | undefined): void;
  /** Aborts every request immediately. */
  abort(reason: unknown): void;
  /** Waits until no renewal of credentials is in flight, for 5 seconds at most. Call it before `abort`, which would lose one. */
  renewalsEnded(): Promise<void>;
  /** Emits a failure as a TRACE, without secrets. */
  trace(thrown: unknown): ConnectorError;
  /** Setting with the address of the first client's API, as messages name it. */
  readonly addressSetting: string | undefined;
  /** Closes the connections that were opened. */
  close(): Promise<void>;
}

export interface CommandRuntimeOptions {
  /** For the `user-agent` header, which names no connector by default. */
  readonly connector?: Pick<Connector, 'name' | 'version'>;
  /** Upper limit of the time of one attempt, in milliseconds; a connector can only set less. */
  readonly timeoutMs?: number;
  readonly retryBudgetMs?: number;
  /** See `HttpEnvironment.hasRecords`. */
  readonly hasRecords?: boolean;
  readonly onClosed?: HttpEnvironment['onClosed'];
  /** Observes requests and waits. */
  readonly observer?: SyncObserver;
  /** Whether changes of the configuration are sent to the platform; not by default. */
  readonly sendsConfig?: boolean;
  /** Called before each line of output. */
  readonly beforeLine?: () => void;
}

export function createCommandRuntime(
  options: CommandRuntimeOptions = {},
  host: ProcessHost = processHost,
): CommandRuntime {
  const { clock, random } = host;
  const gone = new AbortController();
  const aborting = new AbortController();
  host.killed?.addEventListener('abort', () => aborting.abort(host.killed?.reason), { once: true });
  const output = createOutput(
    host.stdout,
    () => gone.abort(new Error('stopped because the reader of stdout has gone')),
    options.beforeLine,
  );
  const redactor = createRedactor();
  const log = createLog(output, redactor, host.env.LOG_LEVEL);
  const liveConfig = new LiveConfig({
    ...{ output, redactor, log, now: clock.wall },
    isSent: options.sendsConfig ?? false,
  });
  const clients = new HttpClients({
    environment: {
      clock,
      random,
      environment: host.env,
      signal: aborting.signal,
      log,
      redact: redactor.redact,
      observer: options.observer,
      ...(options.connector && { userAgent: userAgentOf(options.connector) }),
      ...(options.onClosed && { onClosed: options.onClosed }),
      ...(options.retryBudgetMs !== undefined && { retryBudgetMs: options.retryBudgetMs }),
      hasRecords: options.hasRecords ?? true,
    },
    timeoutMs: options.timeoutMs,
  });
  const context: Context = {
    version: options.connector?.version ?? '0.0.0',
    log,
    clock,
    signal: aborting.signal,
    http: (wanted) => clients.create(wanted),
    maskSecret: (text) => redactor.add(text),
    updateConfig: (changes) => liveConfig.update(changes),
    async waiting(reason, wait) {
      const end = startWaiting(reason, options.observer);
      try {
        return await wait();
      } finally {
        end();
      }
    },
  };
  return {
    output,
    redactor,
    context,
    liveConfig,
    log,
    environment: host.env,
    random,
    ownsFiles: host.ownsFiles ?? false,
    readerGone: gone.signal,
    get addressSetting() {
      return clients.addressSetting;
    },
    abort: (reason) => aborting.abort(reason),
    renewalsEnded: () => clients.renewalsEnded(),
    limitConcurrency(limit) {
      clients.maxConcurrency = limit;
    },
    trace(thrown) {
      const error = asConnectorError(thrown);
      host.onError?.(error);
      output.line(JSON.stringify(errorTrace(error, clock.wall(), redactor.redact)));
      return error;
    },
    close: () => clients.close(),
  };
}

const userAgentOf = ({ name, version }: Pick<Connector, 'name' | 'version'>): string =>
  `airbyte-${name}/${version}`;
