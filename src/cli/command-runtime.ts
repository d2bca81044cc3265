import type { Context } from '../define/context.ts';
import type { HttpOptions } from '../define/http.ts';
import { LEVELS, type Level, type Log } from '../define/log.ts';
import type { Environment } from '../environment.ts';
import { asConnectorError, type ConnectorError } from '../errors.ts';
import { createHttp, type HttpEnvironment } from '../http/client.ts';
import { startWaiting } from '../observer/meter.ts';
import type { SyncObserver } from '../observer/sync-observer.ts';
import { errorTrace, logMessage } from '../protocol/output.ts';
import { createOutput, type Output } from '../protocol/stdout.ts';
import type { Random } from '../random.ts';
import { createRedactor, type Redactor } from '../redact.ts';
import { formatList } from '../text/format-list.ts';
import type { Connector } from './connector.ts';
import { type ProcessHost, processHost } from './process-host.ts';

/** Resources of one run of a command: its output, and the context of the connector. */
export interface CommandRuntime {
  readonly output: Output;
  readonly redactor: Redactor;
  readonly context: Context;
  readonly log: Log;
  /** Environment variables, which name proxies. */
  readonly environment: Environment;
  readonly random: Random;
  /** Aborted when the reader of stdout has gone. */
  readonly readerGone: AbortSignal;
  /** Sets the maximum number of concurrent requests, for clients that are created later. */
  limitConcurrency(limit: number | undefined): void;
  /** Aborts every request immediately. */
  abort(reason: unknown): void;
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
  readonly onClosed?: HttpEnvironment['onClosed'];
  /** Observes requests and waits. */
  readonly observer?: SyncObserver;
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
  let maxConcurrency: number | undefined;
  let addressSetting: string | undefined;
  const clients: { close(): Promise<void> }[] = [];
  const http = (wanted: HttpOptions) => {
    addressSetting ??= wanted.settings?.baseUrl;
    const timeoutMs = Math.min(
      wanted.timeoutMs ?? Number.POSITIVE_INFINITY,
      options.timeoutMs ?? Number.POSITIVE_INFINITY,
    );
    const client = createHttp(
      { ...wanted, ...(Number.isFinite(timeoutMs) && { timeoutMs }) },
      {
        clock,
        random,
        environment: host.env,
        signal: aborting.signal,
        log,
        redact: redactor.redact,
        maxConcurrency,
        observer: options.observer,
        ...(options.connector && { userAgent: userAgentOf(options.connector) }),
        ...(options.onClosed && { onClosed: options.onClosed }),
        ...(options.retryBudgetMs !== undefined && { retryBudgetMs: options.retryBudgetMs }),
      },
    );
    clients.push(client);
    return client;
  };
  const context: Context = {
    version: options.connector?.version ?? '0.0.0',
    log,
    clock,
    signal: aborting.signal,
    http,
    secret: (text) => redactor.add(text),
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
    log,
    environment: host.env,
    random,
    readerGone: gone.signal,
    get addressSetting() {
      return addressSetting;
    },
    abort: (reason) => aborting.abort(reason),
    limitConcurrency(limit) {
      maxConcurrency = limit;
    },
    trace(thrown) {
      const error = asConnectorError(thrown);
      host.onError?.(error);
      output.line(JSON.stringify(errorTrace(error, clock.wall(), redactor.redact)));
      return error;
    },
    async close() {
      await Promise.allSettled(clients.map((client) => client.close()));
    },
  };
}

const userAgentOf = ({ name, version }: Pick<Connector, 'name' | 'version'>): string =>
  `airbyte-${name}/${version}`;

/** Writes only levels at least as severe as `LOG_LEVEL`: INFO by default, and with an unknown level, which causes a warning. */
function createLog(output: Output, redactor: Redactor, wanted: string | undefined): Log {
  const known = LEVELS.indexOf(wanted?.trim().toUpperCase() as Level);
  const maxLevel = known === -1 ? LEVELS.indexOf('INFO') : known;
  const at = (level: Level) => {
    if (LEVELS.indexOf(level) > maxLevel) return () => undefined;
    // Texts are redacted before they become a line: a secret such as `level` would otherwise mask the line's own names.
    return (message: string) => output.line(JSON.stringify(logMessage(level, redactor.redact(message))));
  };
  const debug = at('DEBUG');
  const isOff = LEVELS.indexOf('DEBUG') > maxLevel;
  const warn = at('WARN');
  if (known === -1 && wanted !== undefined && wanted.trim() !== '')
    warn(
      `LOG_LEVEL is not the name of a level, so INFO is used. The levels are ${formatList(LEVELS, 'and')}.`,
    );
  return {
    error: at('ERROR'),
    warn,
    info: at('INFO'),
    debug: isOff ? () => undefined : (message) => debug(message()),
  };
}
