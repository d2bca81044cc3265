import { ConnectorError, type Context, transientError, withTimeLimit } from '#cdk';
import type { DestinationWatershedConfig as Config } from '../../../spec/types/destination-watershed.ts';
import type { WatershedApi } from '../api/api.ts';
import type { Imported } from '../api/replies.ts';
import { previewed } from '../preview/preview.ts';
import type { TemplateBehaviours } from '../preview/template-behaviour.ts';
import type { Listing } from './listing.ts';
import type { FailedRows } from './outcomes.ts';
import { Polling } from './polling.ts';
import type { Upload, Uploads } from './uploads.ts';

/** Looks for the import of a job that is done before another explanation is sought. */
const LOOKS_AFTER_JOB = 5;
/** Asked so often, a job that is not done is not believed alone: its import may be listed all the same. */
const ASKS_BEFORE_LOOK = 8;
/** Looks at an import that lacks rows before it counts as all that there will be: perhaps it is listed while it goes on. */
const LOOKS_AT_MISSING = 4;
/** And before it is judged, where no job says that it is over. */
const LOOKS_AT_LAST = 12;
/** How often a file is sent in all whose imports lack rows. */
const MOST_SENDS = 4;
/** The least time for a question about an import. */
const LEAST_MS = 30_000;

/** Follows files that were accepted until all their rows are imported or known to have failed. */
export class ImportTracker {
  private readonly api: WatershedApi;
  private readonly listing: Listing;
  private readonly uploads: Uploads;
  private readonly habits: TemplateBehaviours;
  private readonly context: Context;
  private readonly polling: Polling;
  private readonly timeoutMinutes: number;
  /** Whether there is an endpoint for jobs, and whether a job's id is its import's; undefined until it is known. */
  private hasJobs: boolean | undefined;
  private sameIds: boolean | undefined;

  constructor(
    { api, listing, uploads, habits }: Parts,
    config: Pick<Config, 'poll_interval_seconds' | 'import_timeout_minutes'>,
    context: Context,
  ) {
    this.api = api;
    this.listing = listing;
    this.uploads = uploads;
    this.habits = habits;
    this.context = context;
    this.polling = new Polling(config, context);
    this.timeoutMinutes = config.import_timeout_minutes;
  }

  /** Which rows failed, once the file is imported. */
  async settled(upload: Upload): Promise<FailedRows> {
    const { task, rows, roll } = upload;
    let isAsked = false;
    let looks = 0;
    let fewest = Number.POSITIVE_INFINITY;
    let inVain = 0;
    let asks = 0;
    for (let wait = this.polling.first; ; wait = this.polling.next(wait)) {
      const done = await this.inTime(upload, () => this.isJobDone(upload));
      const elapsed = this.elapsed(upload);
      const isLate = elapsed >= this.timeoutMinutes * 60_000;
      const isDue = done !== false || isLate || ++asks % ASKS_BEFORE_LOOK === 0;
      const found = isDue ? await this.inTime(upload, () => this.look(upload)) : undefined;
      if (found) {
        const missing = await this.call(upload, found);
        if (missing === 0) {
          this.uploads.slowest = Math.max(this.uploads.slowest, elapsed);
          return roll.answers;
        }
        inVain = missing < fewest ? 0 : inVain + 1;
        fewest = Math.min(fewest, missing);
        const isPatient = inVain < LOOKS_AT_MISSING;
        if (!isPatient && roll.isExplained) return roll.answers;
        const mayBeDone = done || (done === undefined && elapsed >= 2 * this.uploads.slowest);
        const isOver = isLate || (!isPatient && mayBeDone);
        if (isOver && roll.isRepeatable && upload.sends < MOST_SENDS) {
          this.context.log.info(this.lacks(upload, 'It is sent again; what is there already is ignored.'));
          await this.uploads.again(upload);
          [isAsked, looks, inVain, fewest, asks] = [false, 0, 0, Number.POSITIVE_INFINITY, 0];
          wait = this.polling.first;
        } else if (isLate || (done && !isPatient) || (isOver && roll.isRepeatable && inVain >= LOOKS_AT_LAST))
          return this.judged(upload);
      } else {
        if (done !== false) looks++;
        if (!isAsked && (isLate || (this.hasJobs && looks >= LOOKS_AFTER_JOB))) {
          // An import whose every row failed is perhaps never listed.
          isAsked = true;
          const { refused } = await previewed(this.api, task.template, task.columns, rows);
          if (refused.size === rows.size) return { rows: refused, strangers: 0 };
        }
        if (isLate) throw this.tooLate(upload);
      }
      await this.polling.pause(wait);
    }
  }

  /** How many rows an import lacks that would be there if it were whole. What it does not name may make nothing, as a preview tells. */
  private async call({ task, rows, roll, name }: Upload, found: Imported): Promise<number> {
    roll.take(found, name);
    const { unclear } = roll;
    if (unclear.length > 0) {
      const part = unclear.length === rows.size ? rows : rows.part(unclear);
      roll.foresee(await previewed(this.api, task.template, task.columns, part), unclear);
      if (part !== rows) part.release();
    }
    return roll.missing;
  }

  /**
   * An import that is done and lacks rows. If it was sent again and again, and no import ever listed what an earlier one had brought in,
   * then they leave out what was there before: so nobody can tell, and the rows count as there. Else they are lost.
   */
  private judged(upload: Upload): FailedRows {
    const { roll, sends, task } = upload;
    const habit = this.habits.of(task.template);
    if (!roll.isRepeatable || sends < MOST_SENDS || habit.repeats === 'listed') {
      const next = roll.isRepeatable
        ? 'Smaller files may help: lower Rows per File (rows_per_file).'
        : 'Its statements have no ids by which Watershed would know them again, so void this import before the next sync, or its ' +
          'rows are stored twice; set Statement ID Column (statement_id_column) to avoid that.';
      const { name, namespace } = upload.rows.stream;
      throw transientError(
        this.lacks(upload, `The sync fails, so that they are sent again behind the last state. ${next}`),
        { code: 'ERR_IMPORT_INCOMPLETE', stream: { name, namespace }, exhausted: true },
      );
    }
    this.context.log.warn(
      this.lacks(
        upload,
        `It was sent ${sends} times, so they are taken for rows that were there before, which Watershed does not seem to list again. ` +
          `Imports with the template "${task.template}" count as whole from here on.`,
      ),
    );
    habit.repeats = 'omitted';
    return roll.answers;
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
      // The endpoint is documented nowhere: it may refuse credentials that are good elsewhere.
      if (!(error instanceof ConnectorError) || error.exhausted) throw error;
      if (error.retryable && error.code !== 'ERR_UNREADABLE_REPLY') return undefined;
      this.hasJobs = false;
      return undefined;
    }
  }

  /** A question about an import waits no longer than the import is waited for. */
  private inTime<T>(upload: Upload, ask: () => Promise<T>): Promise<T> {
    const left = this.timeoutMinutes * 60_000 - this.elapsed(upload);
    return withTimeLimit(this.context.clock, Math.max(LEAST_MS, left), ask);
  }

  private elapsed({ since }: Upload): number {
    return this.context.clock.monotonic() - since;
  }

  private lacks({ rows, name, roll }: Upload, more: string): string {
    const what = roll.isRepeatable ? 'rows' : 'statements';
    return (
      `Watershed lists the import of the file ${name} (stream "${rows.stream.name}", ${rows.size} rows), but ${roll.missing} of its ` +
      `${what} are neither there nor named as failed. ${more}`
    );
  }

  private tooLate({ rows, name }: Upload): ConnectorError {
    const { name: stream, namespace } = rows.stream;
    return transientError(
      `The import of the file ${name} (stream "${stream}", ${rows.size} rows) was accepted, but is not done after ` +
        `${this.timeoutMinutes} minutes. Look for it under CSV Data Import in Watershed; allow more time with Import ` +
        'Timeout (Minutes) (import_timeout_minutes) if imports are slow.',
      { code: 'ERR_IMPORT_TIMEOUT', stream: { name: stream, namespace }, exhausted: true },
    );
  }
}

interface Parts {
  readonly api: WatershedApi;
  readonly listing: Listing;
  readonly uploads: Uploads;
  readonly habits: TemplateBehaviours;
}
