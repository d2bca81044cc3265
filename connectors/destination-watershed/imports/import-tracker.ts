import { type Batch, ConnectorError, type Context, transientError, withTimeLimit } from '@airbyte-ts/cdk';
import type { DestinationWatershedConfig as Config } from '../../../spec/types/destination-watershed.ts';
import type { WatershedApi } from '../api/api.ts';
import type { Imported } from '../api/responses.ts';
import { previewRows, type Verdict } from '../preview/preview.ts';
import type { TemplateBehaviours } from '../preview/template-behaviour.ts';
import type { FailedRows } from './failed-rows.ts';
import { ImportLookup } from './import-lookup.ts';
import type { Listing } from './listing.ts';
import { Polling } from './polling.ts';
import type { Upload, Uploads } from './uploads.ts';

/** Lookups of the import of a finished job, before a preview finds out whether every row failed. */
const LOOKUPS_AFTER_JOB = 5;
/** Polls of an unfinished job per lookup of its import, which may be listed although the job does not count as finished. */
const POLLS_PER_LOOKUP = 8;
/** Lookups without progress of an import that lacks rows, before it counts as stopped: it may be listed while it runs. */
const LOOKUPS_WITHOUT_PROGRESS = 4;
/** Lookups without progress, before it counts as finished if no job confirms the end. */
const LOOKUPS_WITHOUT_JOB = 12;
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
    let isPreviewed = false;
    let lookups = 0;
    let fewestMissing = Number.POSITIVE_INFINITY;
    let withoutProgress = 0;
    let polls = 0;
    let failure: ConnectorError | undefined;
    for (let wait = this.polling.first; ; wait = await this.pause(upload, wait)) {
      const elapsed = this.elapsed(upload);
      const isLate = elapsed >= this.timeoutMs;
      if (isLate && failure) throw this.tooLate(upload, failure);
      const state = await transientErrorOf(
        this.stateOf(upload, isLate, () => ++polls % POLLS_PER_LOOKUP === 0),
      );
      failure = state instanceof ConnectorError ? state : undefined;
      if (failure && (failure.retryAfterMs ?? 0) > this.left(upload)) throw this.tooLate(upload, failure);
      if (state instanceof ConnectorError) continue;
      const { done, missing } = state;
      if (missing !== undefined) {
        if (missing === 0) {
          this.uploads.slowest = Math.max(this.uploads.slowest, elapsed);
          return accounting.outcomes;
        }
        withoutProgress = missing < fewestMissing ? 0 : withoutProgress + 1;
        fewestMissing = Math.min(fewestMissing, missing);
        const hasStopped = withoutProgress >= LOOKUPS_WITHOUT_PROGRESS;
        if (hasStopped && accounting.isExplained) return accounting.outcomes;
        const mayBeDone = done || (done === undefined && elapsed >= 2 * this.uploads.slowest);
        const isOver = isLate || (hasStopped && mayBeDone);
        const canResend = isOver && accounting.isRepeatable;
        if (canResend && upload.sends < MAX_SENDS) {
          this.context.log.info(
            this.incomplete(upload, 'It is sent again; Watershed ignores existing statements.'),
          );
          await this.uploads.resend(upload);
          [isPreviewed, lookups, withoutProgress, fewestMissing, polls] = [
            false,
            0,
            0,
            Number.POSITIVE_INFINITY,
            0,
          ];
          wait = this.polling.first;
        } else if (isLate || (done && hasStopped) || (canResend && withoutProgress >= LOOKUPS_WITHOUT_JOB))
          return this.settleIncomplete(upload);
      } else {
        if (done !== false) lookups++;
        if (!isPreviewed && (isLate || (this.lookup.hasJobs && lookups >= LOOKUPS_AFTER_JOB))) {
          // Watershed may not list an import whose every row failed.
          const verdict = await transientErrorOf(this.preview(upload, rows));
          isPreviewed = !(verdict instanceof ConnectorError);
          if (verdict instanceof ConnectorError) failure = verdict;
          else if (verdict.rejected.size === rows.size) return { rows: verdict.rejected, unknownLines: 0 };
        }
        if (isLate) throw this.tooLate(upload, failure);
      }
    }
  }

  /**
   * Asks for the state of an import. `done`: whether its job is done, if known. `missing`: the number of rows that it lacks;
   * undefined if it is not listed or not looked up.
   */
  private async stateOf(
    upload: Upload,
    isLate: boolean,
    isLookupDue: () => boolean,
  ): Promise<{ readonly done: boolean | undefined; readonly missing: number | undefined }> {
    const done = await this.inTime(upload, () => this.lookup.isJobDone(upload));
    const isDue = done !== false || isLate || isLookupDue();
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
    if (!accounting.isRepeatable || sends < MAX_SENDS || behaviour.repeats === 'listed') {
      const next = accounting.isRepeatable
        ? 'Smaller files may help: lower Rows per File (rows_per_file).'
        : 'Its statements have no ids by which Watershed would know them again, so void this import before the next sync, or its ' +
          'rows are stored twice; set Statement ID Column (statement_id_column) to avoid that.';
      const { name, namespace } = upload.rows.stream;
      throw transientError(
        this.incomplete(upload, `The sync fails, and the next one sends them again. ${next}`),
        { code: 'ERR_IMPORT_INCOMPLETE', stream: { name, namespace }, exhausted: true },
      );
    }
    this.context.log.warn(
      this.incomplete(
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

  private incomplete({ rows, name, accounting }: Upload, consequence: string): string {
    const unit = accounting.isRepeatable ? 'rows' : 'statements';
    return (
      `Watershed lists the import of the file ${name} (stream "${rows.stream.name}", ${rows.size} rows), but ${accounting.missing} of its ` +
      `${unit} are neither listed nor reported as failed. ${consequence}`
    );
  }

  private tooLate(upload: Upload, failure: ConnectorError | undefined): ConnectorError {
    const { rows, name, response } = upload;
    const state = this.left(upload) > 0 ? 'known to be finished within' : 'finished after';
    const { name: stream, namespace } = rows.stream;
    const empty = response?.isEmpty
      ? ` with an empty body (status ${response.status} to POST /csv-import)`
      : '';
    return transientError(
      `The import of the file ${name} (stream "${stream}", ${rows.size} rows) was accepted${empty}, but is not ${state} ` +
        `${this.timeoutMinutes} minutes. Look for it under CSV Data Import in Watershed; allow more time with Import ` +
        `Timeout (Minutes) (import_timeout_minutes) if imports are slow.${
          failure ? ` Its state could not be read at the end: ${failure.message}` : ''
        }`,
      {
        ...{ code: 'ERR_IMPORT_TIMEOUT', stream: { name: stream, namespace }, exhausted: true },
        ...(failure && { cause: failure }),
        ...(failure?.detail !== undefined && { detail: failure.detail }),
      },
    );
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
