import type { Readable, Writable } from 'node:stream';
import type { AnyDestination } from '../define/destination.ts';
import type { Log } from '../define/log.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import { plansOf, type StreamPlan } from '../engine/plan.ts';
import { sync } from '../engine/sync.ts';
import type { Environment } from '../environment.ts';
import { configError } from '../errors.ts';
import { contradictions } from '../mapping/streams/mapping-faults.ts';
import { type ConfiguredStream, readCatalog } from '../protocol/catalog.ts';
import { openRejectStore } from '../rejects/open-reject-store.ts';
import { Activity } from '../report/activity.ts';
import { SUCCEEDED } from '../report/report-data.ts';
import { stoppedLine, summaryLines } from '../report/summary.ts';
import { withoutControls } from '../text/without-controls.ts';
import { type CommandRuntime, createCommandRuntime } from './command-runtime.ts';
import type { Connector } from './connector.ts';
import { withFetchedOperations } from './fetched-operations.ts';
import { loadConfig, loadDefinition } from './load-config.ts';
import { type ProcessHost, processHost } from './process-host.ts';
import { type Progress, startProgress } from './progress.ts';
import { drainInput } from './stdin.ts';
import { howToType, logRejectedRecords, reasonOf, reportLongWait } from './sync-messages.ts';
import { SyncReport } from './sync-report.ts';

/** The plans, settings and input of a sync. */
export interface WriteOptions {
  readonly streams: (log: Log) => Promise<readonly ConfiguredStream[]>;
  /** Validates the plans of the streams before anything is sent. Throws a config error. */
  readonly planned?: (plans: readonly StreamPlan[], definition: AnyDestination) => void;
  readonly input: () => Readable;
  /** File for a report of the sync, if requested. */
  readonly report?: string | undefined;
  /** Another process writes the input, which has to be drained after a failure. */
  readonly isPiped?: boolean;
}

/** Paths of the files of a sync. */
export interface WritePaths {
  readonly config: string;
  readonly catalog: string;
  /** File for a report of the sync, if requested. */
  readonly report?: string | undefined;
}

/** Delivers the records on stdin and emits each state when every record before it has an outcome. */
export async function write(
  connector: Connector,
  { config, catalog, report }: WritePaths,
  host: ProcessHost = processHost,
): Promise<void> {
  const job = {
    streams: () => readCatalog(catalog, host.env),
    input: host.openStdin,
    isPiped: true,
    report,
  };
  await runSync(connector, config, job, host);
}

/** Runs a sync from its configuration to its last message. A failure is reported as a TRACE, with exit code 1. */
export async function runSync(
  connector: Connector,
  configPath: string,
  job: WriteOptions,
  host: ProcessHost = processHost,
): Promise<void> {
  let plans: readonly StreamPlan[] = [];
  let input: Readable | undefined;
  const report = new SyncReport(job.report);
  let outcome = SUCCEEDED;
  const observer = new Activity(host.clock, host.memoryBytes);
  const runtime = createCommandRuntime(
    {
      connector,
      observer,
      onClosed: (until, ms) => reportLongWait(runtime, plans, until, ms),
      ...(isTerminal(host.stdout) && { beforeLine: () => progress?.clear() }),
    },
    host,
  );
  const isTyping = (): boolean => input !== undefined && isTerminal(input) && !input.readableEnded;
  let progress: Progress | undefined;
  // The log is on stdout, which a user who redirects it does not see.
  const showOnTerminal = (line: string): void => {
    if (host.stderr?.isTTY && !isTerminal(host.stdout)) host.stderr.write(`${withoutControls(line)}\n`);
  };
  const logAndShow = (line: string): void => {
    runtime.log.info(line);
    showOnTerminal(line);
  };
  const termination = host.onTermination(runtime.readerGone);
  // Waiting for a timer alone must not end the process before its work is done.
  const alive = setInterval(() => undefined, 2 ** 30);
  try {
    rejectSockets(host.env);
    await report.open();
    const config = await loadConfig(connector, configPath, runtime);
    const streams = await job.streams(runtime.log);
    const loaded = await loadDefinition(connector, config, runtime);
    const definition = await endedBy(termination.terminate, runtime, () =>
      withFetchedOperations(loaded, config, runtime),
    );
    plans = plansOf(definition, config, streams, runtime.context);
    job.planned?.(plans, definition);
    // A check rejects these; connections that were saved before it did still work.
    for (const contradiction of contradictions(config)) runtime.log.warn(contradiction);
    const run = streams.find(({ syncId }) => syncId !== undefined)?.syncId ?? host.env.WORKER_JOB_ID;
    const rejects = await openRejects(config, run, runtime);
    const { context, output, abort } = runtime;
    const { terminate } = termination;
    try {
      progress = startProgress({
        ...{ activity: observer, clock: host.clock, log: runtime.log, stderr: host.stderr, isTyping },
        isLogOnTerminal: isTerminal(host.stdout),
        onSample: report.onSample,
      });
      input = job.input();
      if (isTyping()) {
        progress.clear();
        host.stderr?.write(howToType(connector));
      }
      await sync({
        definition,
        config,
        plans,
        input,
        output,
        context,
        rejects,
        redact: runtime.redactor.redact,
        random: host.random,
        observer,
        onEnd() {
          progress?.end();
          for (const line of summaryLines(observer)) logAndShow(line);
        },
        terminate,
        abort,
      });
    } finally {
      await rejects.close();
      logRejectedRecords(connector, plans, rejects, runtime);
      if (terminate.aborted) logAndShow(stoppedLine(reasonOf(terminate), observer));
    }
  } catch (thrown) {
    host.fail();
    if (termination.terminate.aborted) outcome = stoppedLine(reasonOf(termination.terminate), observer);
    else {
      const error = runtime.trace(thrown);
      outcome = `The sync failed: ${error.message}`;
      showOnTerminal(runtime.redactor.redact(error.message));
      if (job.isPiped) await drainInput(() => input ?? job.input(), host.clock, termination.terminate);
    }
  }
  progress?.end();
  input?.destroy();
  await runtime.close();
  const end = { connector: connector.name, endedAt: host.clock.wall(), outcome };
  await report.write(observer, plans, end, runtime);
  await runtime.output.drained();
  // A short sync ends before the error of a closed stdout arrives. Its states were not received.
  if (runtime.output.closed) host.fail();
  clearInterval(alive);
  termination.end();
}

const isTerminal = (stream: Readable | Writable): boolean => 'isTTY' in stream && stream.isTTY === true;

/** Aborts the requests of a task on a signal: nothing has been read that could still be delivered. */
async function endedBy<T>(signal: AbortSignal, runtime: CommandRuntime, task: () => Promise<T>): Promise<T> {
  const end = (): void => runtime.abort(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  try {
    return await task();
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** A sync without an id is named by its time: its attempts share a folder, other syncs have their own. */
function openRejects(config: SharedConfig, run: number | string | undefined, runtime: CommandRuntime) {
  const { clock, signal, log } = runtime.context;
  const { redact } = runtime.redactor;
  const { environment, random } = runtime;
  const name = String(run ?? new Date(clock.wall()).toISOString().replaceAll(':', '-'));
  return openRejectStore(config, { runName: name, clock, signal, redact, environment, random, log });
}

function rejectSockets(env: Environment): void {
  if (env.DATA_CHANNEL_MEDIUM !== 'SOCKET') return;
  throw configError(
    'The platform offers records over sockets, which this destination does not read. Run the connection with standard input (DATA_CHANNEL_MEDIUM=STDIO).',
    { code: 'ERR_SOCKETS' },
  );
}
