import { type Batch, ConnectorError, type Context, isAmbiguous, transientError } from '#cdk';
import type { DestinationWatershedConfig as Config } from '../../spec/types/destination-watershed.ts';
import type { WatershedApi } from './api.ts';
import { csvFile } from './file.ts';
import type { Listing } from './listing.ts';
import { type FailedRows, failedRows } from './outcomes.ts';
import { previewed } from './preview.ts';
import type { Imported } from './records.ts';
import { templateRefused } from './refusals.ts';
import type { Task } from './task.ts';

/** A file on its way. */
export interface Upload {
  readonly rows: Batch;
  readonly name: string;
  readonly task: Task;
  /** Doubtful: it was sent, and nobody knows whether it was taken. */
  status: 'new' | 'doubtful' | 'accepted';
  jobId?: string | undefined;
  /** When it was accepted, on the clock's monotonic scale. */
  since: number;
}

const GROWTH = 1.5;
const LONGEST_WAIT_MS = 30_000;
/** How often, and how long at least, a file is looked for whose upload got no answer. */
const HARMLESS = { looks: 4, ms: 0 };
/** Without statement ids a file that is sent twice is stored twice. */
const HARMFUL = { looks: 10, ms: 60_000 };
/** Looks for the import of a job that is done before another explanation is sought. */
const LOOKS_AFTER_JOB = 5;

/** Hands files in and follows them until they are imported. */
export class Uploads {
  private readonly api: WatershedApi;
  private readonly listing: Listing;
  private readonly config: Config;
  private readonly context: Context;
  /** The slowest import so far, in milliseconds: a file that was taken may need as long to show up. */
  private slowest = 0;
  /** Whether there is an endpoint for jobs, and whether a job's id is its import's; undefined until it is known. */
  private hasJobs: boolean | undefined;
  private sameIds: boolean | undefined;

  constructor(api: WatershedApi, listing: Listing, config: Config, context: Context) {
    this.api = api;
    this.listing = listing;
    this.config = config;
    this.context = context;
  }

  /** Uploads the file unless it is there. After an answer that was lost it is looked for first, for a while. */
  async handIn(upload: Upload): Promise<void> {
    const { rows, name, task } = upload;
    const { clock, log } = this.context;
    if (upload.status === 'doubtful' && (await this.listing.find(task.template, name)))
      upload.status = 'accepted';
    if (upload.status === 'accepted') return;
    const began = clock.monotonic();
    try {
      upload.jobId = await this.api.upload(task.template, csvFile(task.columns, rows), name);
      upload.since = clock.monotonic();
    } catch (error) {
      if (!(error instanceof ConnectorError) || !isAmbiguous(error))
        throw templateRefused(error, { ...task, stream: rows.stream });
      upload.status = 'doubtful';
      upload.since = began;
      const isThere = await this.appears(upload);
      const result = isThere ? 'Its import was found.' : 'No import of it was found, so it is sent again.';
      log.info(`The answer to the upload of ${name} was lost. ${result}`);
      if (!isThere) throw error;
    }
    upload.status = 'accepted';
  }

  /** Which rows failed, once the file is imported. */
  async settled(upload: Upload): Promise<FailedRows> {
    const { task, rows } = upload;
    let isAsked = false;
    let looks = 0;
    for (let wait = this.firstWait; ; wait = this.nextWait(wait)) {
      const isDone = (await this.isJobDone(upload)) ?? true;
      const found = isDone ? await this.look(upload) : undefined;
      if (found) return failedRows(found.failedRows, rows.size);
      if (isDone) looks++;
      const isLate = this.elapsed(upload) >= this.config.import_timeout_minutes * 60_000;
      if (!isAsked && (isLate || (this.hasJobs && looks >= LOOKS_AFTER_JOB))) {
        // An import whose every row failed is perhaps never listed.
        isAsked = true;
        const { refused } = await previewed(this.api, task.template, task.columns, rows);
        if (refused.size === rows.size) return { rows: refused, strangers: 0 };
      }
      if (isLate) throw this.tooLate(upload);
      await this.pause(wait);
    }
  }

  /** Whether a file that may have been taken shows up, within as long as imports take. */
  private async appears({ task, name, since }: Upload): Promise<boolean> {
    const least = this.config.statement_id_column === '' ? HARMFUL : HARMLESS;
    let wait = this.firstWait;
    for (let looks = 1; ; looks++, wait = this.nextWait(wait)) {
      if (await this.listing.find(task.template, name)) return true;
      const elapsed = this.context.clock.monotonic() - since;
      if (looks >= least.looks && elapsed >= Math.max(least.ms, 2 * this.slowest)) return false;
      await this.pause(wait);
    }
  }

  private async look(upload: Upload): Promise<Imported | undefined> {
    const { task, name, jobId } = upload;
    const { template } = task;
    let found: Imported | undefined;
    if (jobId !== undefined && this.sameIds !== false) {
      found = await this.listing.byId(template, jobId);
      if (found?.originalFilename !== name) found = undefined;
      if (found) this.sameIds = true;
    }
    if (!found && this.sameIds !== true) {
      found = await this.listing.find(template, name);
      if (found && jobId !== undefined) this.sameIds = String(found.id) === jobId;
    }
    if (found) this.slowest = Math.max(this.slowest, this.elapsed(upload));
    return found;
  }

  /** Undefined where nobody can tell: there is no id, or no endpoint for it. */
  private async isJobDone({ jobId }: Upload): Promise<boolean | undefined> {
    if (jobId === undefined || this.hasJobs === false) return undefined;
    try {
      const percentage = await this.api.job(jobId);
      this.hasJobs = true;
      return percentage >= 100;
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind === 'auth') throw error;
      if (error.retryable && error.code !== 'ERR_UNREADABLE_REPLY') return undefined;
      this.hasJobs = false;
      return undefined;
    }
  }

  private elapsed({ since }: Upload): number {
    return this.context.clock.monotonic() - since;
  }

  private get firstWait(): number {
    return this.config.poll_interval_seconds * 1_000;
  }

  private nextWait(wait: number): number {
    return Math.min(wait * GROWTH, Math.max(this.firstWait, LONGEST_WAIT_MS));
  }

  private pause(ms: number): Promise<void> {
    return this.context.clock.sleep(ms, this.context.signal);
  }

  private tooLate({ rows, name }: Upload): ConnectorError {
    const { name: stream, namespace } = rows.stream;
    return transientError(
      `The import of the file ${name} (stream "${stream}", ${rows.size} rows) was accepted, but is not done after ` +
        `${this.config.import_timeout_minutes} minutes. Look for it under CSV Data Import in Watershed; allow more time with Import ` +
        'Timeout if imports are slow.',
      { code: 'ERR_IMPORT_TIMEOUT', stream: { name: stream, namespace }, exhausted: true },
    );
  }
}
