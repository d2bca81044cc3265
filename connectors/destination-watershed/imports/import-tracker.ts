import { type Batch, ConnectorError, type Context, withTimeLimit } from '@airbyte-ts/cdk';
import type { DestinationWatershedConfig as Config } from '../../../spec/types/destination-watershed.ts';
import type { WatershedApi } from '../api/api.ts';
import type { Imported } from '../api/responses.ts';
import { previewRows, type Verdict } from '../preview/preview.ts';
import type { TemplateBehaviours } from '../preview/template-behaviour.ts';
import type { FailedRows } from './failed-rows.ts';
import { describeIncomplete, incompleteError, timeoutError } from './import-errors.ts';
import { ImportLookup } from './import-lookup.ts';
import { ImportProgress } from './import-progress.ts';
import type { Listing } from './listing.ts';
import { Polling } from './polling.ts';
import type { Upload, Uploads } from './uploads.ts';

/** Lookups of the import of a finished job, before a preview finds out whether every row failed. */
const LOOKUPS_AFTER_JOB = 5;
/** Maximum number of times that a file is sent whose imports lack rows. */
const MAX_SENDS = 4;
/** Minimum time for a poll, in milliseconds. One that would have less is made at the timeout instead. */
const MIN_POLL_MS = 3_000;
/** Time limit of each poll at the timeout. */
const LAST_POLL_MS = 10_000;
/** Minimum time limit of a preview, which runs the template for many rows. */
const MIN_PREVIEW_MS = 300_000;

/** Waits for accepted files until each of their rows is imported or known to have failed. */
export class ImportTracker {
  private readonly api: WatershedApi;
  private readonly lookup: ImportLookup;
  private readonly uploads: Uploads;
  private readonly behaviours: TemplateBehaviours;
  private readonly context: Context;
  private readonly polling: Polling;
  private readonly timeoutMinutes: number;
  private readonly timeoutMs: number;

  constructor(
    { api, listing, uploads, behaviours }: Parts,
    config: Pick<Config, 'poll_interval_seconds' | 'import_timeout_minutes'>,
    context: Context,
  ) {
    this.api = api;
    this.lookup = new ImportLookup(api, listing);
    this.uploads = uploads;
    this.behaviours = behaviours;
    this.context = context;
    this.polling = new Polling(config, context);
    this.timeoutMinutes = config.import_timeout_minutes;
    this.timeoutMs = config.import_timeout_minutes * 60_000;
  }

  /**
   * Resolves with the failed rows when the file is imported. Polls that fail with a transient error do not end the wait, because
   * the import may be running: only its timeout does, or a Retry-After beyond it.
   * @throws ConnectorError `ERR_IMPORT_TIMEOUT` or `ERR_IMPORT_INCOMPLETE` (both transient).
   */
  async settled(upload: Upload): Promise<FailedRows> {
    const { rows, accounting } = upload;
    let progress = new ImportProgress();
    let failure: ConnectorError | undefined;
    for (let wait = this.polling.first; ; wait = await this.pause(upload, wait)) {
      const elapsed = this.elapsed(upload);
      const isLate = elapsed >= this.timeoutMs;
      if (isLate && failure) throw this.tooLate(upload, failure);
      const state = await transientErrorOf(this.stateOf(upload, isLate, progress));
      failure = state instanceof ConnectorError ? state : undefined;
      if (failure && (failure.retryAfterMs ?? 0) > this.left(upload)) throw this.tooLate(upload, failure);
      if (state instanceof ConnectorError) continue;
      const { done, missing } = state;
      if (missing === undefined) {
        if (done !== false) progress.unlisted++;
        if (this.isPreviewDue(progress, isLate)) {
          const verdict = await transientErrorOf(this.preview(upload, rows));
          progress.isPreviewed = !(verdict instanceof ConnectorError);
          if (verdict instanceof ConnectorError) failure = verdict;
          else if (verdict.rejected.size === rows.size) return { rows: verdict.rejected, unknownLines: 0 };
        }
        if (isLate) throw this.tooLate(upload, failure);
        continue;
      }
      if (missing === 0) {
        this.uploads.slowest = Math.max(this.uploads.slowest, elapsed);
        return accounting.outcomes;
      }
      progress.noteMissing(missing);
      const next = this.nextStep(upload, progress, { done, elapsed });
      if (next === 'accept') return accounting.outcomes;
      if (next === 'settle') return this.settleIncomplete(upload);
      if (next === 'resend') {
        await this.resend(upload);
        progress = new ImportProgress();
        wait = this.polling.first;
      }
    }
  }

  /** Decides about an import that lacks rows. `accept`: a preview rejects all of them. */
  private nextStep(
    { accounting, sends }: Upload,
    { hasStopped, hasStoppedForLong }: ImportProgress,
    { done, elapsed }: { readonly done: boolean | undefined; readonly elapsed: number },
  ): 'accept' | 'resend' | 'settle' | 'wait' {
    if (hasStopped && accounting.isExplained) return 'accept';
    const isLate = elapsed >= this.timeoutMs;
    const mayBeDone = done || (done === undefined && elapsed >= 2 * this.uploads.slowest);
    const isOver = isLate || (hasStopped && mayBeDone);
    const canResend = isOver && accounting.isRepeatable;
    if (canResend && sends < MAX_SENDS) return 'resend';
    return isLate || (done && hasStopped) || (canResend && hasStoppedForLong) ? 'settle' : 'wait';
  }

  /** Whether to preview a file without a listed import. Watershed may not list an import whose every row failed. */
  private isPreviewDue({ isPreviewed, unlisted }: ImportProgress, isLate: boolean): boolean {
    return !isPreviewed && (isLate || (this.lookup.hasJobs === true && unlisted >= LOOKUPS_AFTER_JOB));
  }

  private async resend(upload: Upload): Promise<void> {
    const consequence = 'It is sent again; Watershed ignores existing statements.';
    this.context.log.info(describeIncomplete(upload, consequence));
    await this.uploads.resend(upload);
  }

  /**
   * Asks for the state of an import. `done`: whether its job is done, if known. `missing`: the number of rows that it lacks;
   * undefined if it is not listed or not looked up.
   */
  private async stateOf(
    upload: Upload,
    isLate: boolean,
    progress: ImportProgress,
  ): Promise<{ readonly done: boolean | undefined; readonly missing: number | undefined }> {
    const done = await this.inTime(upload, () => this.lookup.isJobDone(upload));
    const isDue = done !== false || isLate || progress.notePoll();
    const found = isDue ? await this.inTime(upload, () => this.lookup.find(upload)) : undefined;
    return { done, missing: found && (await this.missingRows(upload, found)) };
  }

  /** Counts the rows that the import lacks. A preview finds out whether rows that it does not list generate no statements. */
  private async missingRows(upload: Upload, found: Imported): Promise<number> {
    const { rows, accounting, name } = upload;
    accounting.addImport(found, name);
    const { rowsToPreview } = accounting;
    if (rowsToPreview.length > 0) {
      const part = rowsToPreview.length === rows.size ? rows : rows.part(rowsToPreview);
      const verdict = await this.preview(upload, part);
      accounting.addPreview(verdict, rowsToPreview);
      if (part !== rows) part.release();
    }
    return accounting.missing;
  }

  /**
   * Settles an import that is finished and lacks rows. If the file was sent the maximum number of times, and no import listed a
   * statement of an earlier one, imports omit statements that existed before: missing rows can't be detected, and count as
   * delivered. In all other cases the rows are lost, and the sync fails.
   */
  private settleIncomplete(upload: Upload): FailedRows {
    const { accounting, sends, task } = upload;
    const behaviour = this.behaviours.of(task.template);
    if (!accounting.isRepeatable || sends < MAX_SENDS || behaviour.repeats === 'listed')
      throw incompleteError(upload);
    this.context.log.warn(
      describeIncomplete(
        upload,
        `The file was sent ${sends} times, so they count as rows that existed before, which Watershed does not seem to list again. ` +
          `Imports with the template "${task.template}" count as complete from now on.`,
      ),
    );
    behaviour.repeats = 'omitted';
    return accounting.outcomes;
  }

  private preview(upload: Upload, rows: Batch): Promise<Verdict> {
    const { template, columns } = upload.task;
    return withTimeLimit(this.context.clock, Math.max(MIN_PREVIEW_MS, this.left(upload)), () =>
      previewRows(this.api, template, columns, rows),
    );
  }

  /** Limits a request about an import to the remaining time of the import, or to that of a last poll. */
  private inTime<T>(upload: Upload, request: () => Promise<T>): Promise<T> {
    const left = this.left(upload);
    const limit = left > 0 ? Math.max(MIN_POLL_MS, left) : LAST_POLL_MS;
    return withTimeLimit(this.context.clock, limit, request);
  }

  /** Waits before the next poll, at most until the timeout. Returns the wait after it. */
  private async pause(upload: Upload, wait: number): Promise<number> {
    const left = this.left(upload);
    // A timer may end up to a millisecond early.
    await this.polling.pause(left - wait < MIN_POLL_MS ? Math.max(0, left + 1) : wait);
    return this.polling.next(wait);
  }

  private left(upload: Upload): number {
    return this.timeoutMs - this.elapsed(upload);
  }

  private elapsed({ since }: Upload): number {
    return this.context.clock.monotonic() - since;
  }

  private tooLate(upload: Upload, failure: ConnectorError | undefined): ConnectorError {
    return timeoutError(upload, { minutes: this.timeoutMinutes, isOver: this.left(upload) <= 0, failure });
  }
}

/** Resolves with the result of a call, or with the transient error that it throws and that a later call may not throw. */
async function transientErrorOf<T>(call: Promise<T>): Promise<T | ConnectorError> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.failureType !== 'transient_error') throw error;
    if (error.code === 'ERR_ENDLESS_LIST') throw error;
    return error;
  }
}

interface Parts {
  readonly api: WatershedApi;
  readonly listing: Listing;
  readonly uploads: Uploads;
  readonly behaviours: TemplateBehaviours;
}
