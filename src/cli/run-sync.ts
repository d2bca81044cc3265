import type { Readable } from 'node:stream';
import type { AnyDestination } from '../define/destination.ts';
import type { Log } from '../define/log.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import { type PlannedStream, plansOf } from '../engine/plan.ts';
import { sync } from '../engine/sync.ts';
import type { Environment } from '../environment.ts';
import { asConnectorError, configError } from '../errors.ts';
import { aboutSettingsWithResponse } from '../http/errors/without-records.ts';
import { contradictions } from '../mapping/streams/mapping-faults.ts';
import type { ConfiguredStream } from '../protocol/catalog.ts';
import { openRejectStore } from '../rejects/open-reject-store.ts';
import { Activity } from '../report/activity.ts';
import { DRY_RUN, DRY_RUN_SUCCEEDED, SUCCEEDED } from '../report/report-data.ts';
import { stoppedLine, summaryLines } from '../report/summary.ts';
import { type CommandRuntime, createCommandRuntime } from './command-runtime.ts';
import type { Connector } from './connector.ts';
import { withoutDelivery, withoutStateCount, withoutStates } from './dry-run.ts';
import { inSession } from './in-session.ts';
import { type ProcessHost, processHost } from './process-host.ts';
import { type Progress, startProgress } from './progress.ts';
import { drainInput } from './stdin.ts';
import { howToType, logRejectedRecords, reasonOf, reportLongWait } from './sync-messages.ts';
import { SyncReport } from './sync-report.ts';
import { loadSyncSetup, type SyncSetup } from './sync-setup.ts';
import { isTerminal, showOnTerminal } from './terminal.ts';
import type { Termination } from './termination.ts';

/** The plans, settings and input of a sync. */
export interface SyncJob {
  readonly streams: (log: Log) => Promise<readonly ConfiguredStream[]>;
  /** Validates the plans of the streams before anything is sent. Throws a config error. */
  readonly planned?: (plans: readonly PlannedStream[], definition: AnyDestination) => void;
  readonly input: () => Readable;
  /** File for a report of the sync, if requested. */
  readonly report?: string | undefined;
  /** Prepares and validates the records, and stores nothing. */
  readonly isDryRun?: boolean;
  /** Another process writes the input, which has to be drained after a failure. */
  readonly isPiped?: boolean;
}

/** Runs a sync from its configuration to its last message. A failure is reported as a TRACE, with exit code 1. */
export async function runSync(
  connector: Connector,
  configPath: string,
  job: SyncJob,
  host: ProcessHost = processHost,
): Promise<void> {
  await new SyncRun(connector, job, host).run(configPath);
}

/** One sync. Keeps what was opened so far, because each step may fail. */
class SyncRun {
  private readonly connector: Connector;
  private readonly job: SyncJob;
  private readonly host: ProcessHost;
  private readonly observer: Activity;
  private readonly runtime: CommandRuntime;
  private readonly report: SyncReport;
  private readonly termination: Termination;
  private plans: readonly PlannedStream[] = [];
  private progress: Progress | undefined;
  private input: Readable | undefined;

  constructor(connector: Connector, job: SyncJob, host: ProcessHost) {
    this.connector = connector;
    this.job = job;
    this.host = host;
    this.observer = new Activity(host.clock, host.memoryBytes);
    this.runtime = createCommandRuntime(
      {
        connector,
        observer: this.observer,
        sendsConfig: true,
        onClosed: (until, ms) => reportLongWait(this.runtime, this.plans, until, ms),
        ...(isTerminal(host.stdout) && { beforeLine: () => this.progress?.clear() }),
      },
      host,
    );
    this.report = new SyncReport(job.report);
    this.termination = host.onTermination(this.runtime.readerGone);
  }

  async run(configPath: string): Promise<void> {
    const { connector, job, runtime, termination } = this;
    // Waiting for a timer alone must not end the process before its work is done.
    const alive = setInterval(() => undefined, 2 ** 30);
    let outcome = this.job.isDryRun ? DRY_RUN_SUCCEEDED : SUCCEEDED;
    try {
      rejectSockets(this.host.env);
      await this.report.open();
      const { terminate } = termination;
      const loaded = await loadSyncSetup(
        { connector, configPath, readStreams: job.streams, terminate },
        runtime,
      );
      const setup = job.isDryRun ? { ...loaded, definition: withoutDelivery(loaded.definition) } : loaded;
      if (job.isDryRun) this.logAndShow(DRY_RUN);
      this.plan(setup);
      if (job.isDryRun) await this.checkConnection(setup);
      await this.deliver(setup);
    } catch (thrown) {
      outcome = await this.fail(thrown);
    }
    await this.close(outcome);
    clearInterval(alive);
    termination.end();
  }

  private plan({ config, definition, streams }: SyncSetup): void {
    const { log, context } = this.runtime;
    this.plans = plansOf(definition, config, streams, context);
    this.job.planned?.(this.plans, definition);
    // A check rejects these; connections that were saved before it did still work.
    for (const contradiction of contradictions(config)) log.warn(contradiction);
  }

  /** A dry run may send no other request, so it would not notice wrong credentials. */
  private async checkConnection({ config, definition }: SyncSetup): Promise<void> {
    const { runtime } = this;
    const { context } = runtime;
    const bounds = { clock: context.clock, terminate: this.termination.terminate };
    try {
      await inSession(definition, config, runtime, bounds, (api) => definition.check(api, config, context));
    } catch (thrown) {
      throw aboutSettingsWithResponse(asConnectorError(thrown));
    }
  }

  /** Delivers the records of the input. */
  private async deliver({ config, definition, streams }: SyncSetup): Promise<void> {
    const { connector, host, job, observer, plans, runtime } = this;
    const { context, output, abort } = runtime;
    const { terminate } = this.termination;
    const run = streams.find(({ syncId }) => syncId !== undefined)?.syncId ?? host.env.WORKER_JOB_ID;
    const rejects = await openRejects(job.isDryRun ? {} : config, run, runtime);
    try {
      this.startProgress();
      await sync({
        definition,
        config,
        plans,
        input: this.openInput(),
        output: job.isDryRun ? withoutStates(output) : output,
        context,
        rejects,
        redact: runtime.redactor.redact,
        random: host.random,
        observer: job.isDryRun ? withoutStateCount(observer) : observer,
        onEnd: () => {
          this.progress?.end();
          for (const line of summaryLines(observer)) this.logAndShow(line);
        },
        terminate,
        abort,
      });
    } finally {
      await rejects.close();
      logRejectedRecords(connector, plans, rejects, runtime);
      if (terminate.aborted) this.logAndShow(stoppedLine(reasonOf(terminate), observer));
    }
  }

  private startProgress(): void {
    const { host, observer, report, runtime } = this;
    this.progress = startProgress({
      activity: observer,
      clock: host.clock,
      log: runtime.log,
      stderr: host.stderr,
      isTyping: () => this.isTyping,
      isLogOnTerminal: isTerminal(host.stdout),
      onSample: report.onSample,
    });
  }

  private openInput(): Readable {
    this.input = this.job.input();
    if (this.isTyping) {
      this.progress?.clear();
      this.host.stderr?.write(howToType(this.connector));
    }
    return this.input;
  }

  /** Reports a failure. Returns the outcome of the sync for the report. */
  private async fail(thrown: unknown): Promise<string> {
    const { host, input, job, runtime } = this;
    const { terminate } = this.termination;
    host.fail();
    if (terminate.aborted) return stoppedLine(reasonOf(terminate), this.observer);
    const error = runtime.trace(thrown);
    showOnTerminal(runtime.redactor.redact(error.message), host);
    if (job.isPiped) await drainInput(() => input ?? job.input(), host.clock, terminate);
    return `The sync failed: ${error.message}`;
  }

  /** Closes what is open and writes the report. */
  private async close(outcome: string): Promise<void> {
    const { connector, host, observer, plans, runtime } = this;
    this.progress?.end();
    this.input?.destroy();
    await runtime.close();
    const end = { connector: connector.name, endedAt: host.clock.wall(), outcome };
    await this.report.write(observer, plans, end, runtime);
    await runtime.output.drained();
    // A short sync ends before the error of a closed stdout arrives. Its states were not received.
    if (runtime.output.closed) host.fail();
  }

  /** Whether a user types the input on a terminal. */
  private get isTyping(): boolean {
    const { input } = this;
    return input !== undefined && isTerminal(input) && !input.readableEnded;
  }

  private logAndShow(line: string): void {
    this.runtime.log.info(line);
    showOnTerminal(line, this.host);
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
