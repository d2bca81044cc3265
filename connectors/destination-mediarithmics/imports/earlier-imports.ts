import { ConnectorError, type Context, type StreamRun, type WaitReason } from '@airbyte-ts/cdk';
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';
import type { Api } from '../api/api.ts';
import type { Execution } from '../api/responses.ts';
import { isOver, looksFinished } from '../api/status.ts';
import { type DocumentFormat, streamTag, timeIn } from './imports.ts';
import { type PollingLimits, poll, pollIntervals } from './wait-for-job.ts';

/** Older jobs were waited for by a later sync, or will not end. */
const RECENT_MS = 24 * 3_600_000;
/** Maximum number of earlier imports to read. Each sync creates one, after it has waited for the jobs of earlier ones. */
const MAX_IMPORTS = 10;

const EARLIER_JOB: WaitReason = {
  purpose: 'for jobs of earlier syncs',
  now: ['stream waits for a document of an earlier sync', 'streams wait for documents of earlier syncs'],
};

interface EarlierJob {
  readonly importId: string;
  readonly execution: Execution;
}

/**
 * Waits for unfinished jobs of earlier attempts of a stream. A sync that was killed leaves its documents in the queue, and
 * a document that is read after newer ones would restore older rows. The jobs are not cancelled, because they may belong to
 * another connection with a stream of the same name, or with the same import.
 */
export class EarlierImports {
  private readonly api: Api;
  private readonly importId: string;
  private readonly context: Context;
  private readonly patience: PollingLimits;
  private readonly waits = new Map<string, Promise<void>>();

  constructor(api: Api, config: Config, context: Context, patience: PollingLimits) {
    this.api = api;
    this.importId = config.document_import_id;
    this.context = context;
    this.patience = patience;
  }

  /** Resolves when the earlier jobs have ended, or have exceeded the time limit. Runs once per stream. */
  waitFor(stream: StreamRun, format: DocumentFormat): Promise<void> {
    const wait = this.waits.get(stream.key) ?? this.waitOnce(stream, format);
    this.waits.set(stream.key, wait);
    wait.catch(() => this.waits.delete(stream.key));
    return wait;
  }

  private async waitOnce(stream: StreamRun, format: DocumentFormat): Promise<void> {
    const { clock, log } = this.context;
    const jobs = await this.unfinishedJobs(stream, format);
    if (jobs.length === 0) return;
    log.info(
      `Stream ${stream.name}: mediarithmics has not read ${jobs.length} documents of earlier syncs or of other clients yet. The connector waits for them, so that none of them is read after newer ones.`,
    );
    const until = clock.monotonic() + this.patience.timeoutMs;
    for (const each of jobs)
      if (!(await this.context.waiting(EARLIER_JOB, () => this.hasEnded(each, until))))
        log.warn(
          `The execution ${each.execution.id} of the document import ${each.importId}, created before this sync, does not end. The sync of the stream ${stream.name} continues; rows of that document may be read after newer ones.`,
        );
  }

  private async unfinishedJobs(stream: StreamRun, format: DocumentFormat): Promise<readonly EarlierJob[]> {
    const oldest = this.context.clock.wall() - RECENT_MS;
    const jobs: EarlierJob[] = [];
    try {
      for (const importId of await this.importsOf(stream, format, oldest))
        for (const execution of await this.api.executions(importId))
          if (!isDone(execution) && (execution.creation_date ?? 0) >= oldest)
            jobs.push({ importId, execution });
    } catch (error) {
      // A token that may send documents but not list them can still sync.
      if (!(error instanceof ConnectorError) || error.code !== 'ERR_TOKEN_FORBIDDEN') throw error;
      this.context.log.warn(
        `Stream ${stream.name}: the API Token (api_token) may not list the executions of earlier syncs. Their rows may be read after newer ones.`,
      );
    }
    return jobs;
  }

  private async importsOf(
    stream: StreamRun,
    format: DocumentFormat,
    oldest: number,
  ): Promise<readonly string[]> {
    if (this.importId !== '') return [this.importId];
    const tag = streamTag(stream, format);
    return (await this.api.importsNamed(tag))
      .filter(({ name }) => name?.split(' ').includes(tag) && timeIn(name) >= oldest)
      .sort((a, b) => timeIn(b.name) - timeIn(a.name))
      .slice(0, MAX_IMPORTS)
      .map(({ id }) => String(id));
  }

  private async hasEnded({ importId, execution }: EarlierJob, until: number): Promise<boolean> {
    const { clock, signal } = this.context;
    const job = {
      api: this.api,
      context: this.context,
      patience: this.patience,
      importId,
      id: String(execution.id),
    };
    const nextMs = pollIntervals(this.patience);
    let latest: Execution | undefined = execution;
    while (latest && !isDone(latest)) {
      const left = until - clock.monotonic();
      if (left <= 0) return false;
      await clock.sleep(Math.min(nextMs(), left), signal);
      latest = await poll(job);
    }
    return true;
  }
}

const isDone = (execution: Execution): boolean => isOver(execution) || looksFinished(execution);
