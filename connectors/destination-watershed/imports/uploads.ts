import { type Batch, ConnectorError, type Context, isOutcomeUnknown } from '#cdk';
import type { DestinationWatershedConfig as Config } from '../../../spec/types/destination-watershed.ts';
import type { WatershedApi } from '../api/api.ts';
import { templateRefused } from '../api/refusals.ts';
import { csvFile } from '../csv/file.ts';
import type { TemplateBehaviours } from '../preview/template-behaviour.ts';
import type { Listing } from './listing.ts';
import { Polling } from './polling.ts';
import type { RowAccounting } from './row-accounting.ts';
import type { Task } from './task.ts';

/** A file on its way. */
export interface Upload {
  readonly rows: Batch;
  readonly task: Task;
  /** Which of its rows are in. */
  readonly roll: RowAccounting;
  name: string;
  /** Another name, that no file has yet. */
  rename(): string;
  /** Doubtful: it was sent, and nobody knows whether it was taken. */
  status: 'new' | 'doubtful' | 'accepted';
  jobId?: string | undefined;
  /** When it was sent or accepted, on the clock's monotonic scale. */
  since: number;
  /** Under how many names it was sent. */
  sends: number;
}

/** How often, and how long at least, a file is looked for whose upload got no answer. */
const HARMLESS = { looks: 4, ms: 0 };
/** Without statement ids a file that is sent twice is stored twice. */
const HARMFUL = { looks: 10, ms: 60_000 };

/** Hands files in, each once as far as anybody can tell. */
export class Uploads {
  /** The slowest import so far, in milliseconds: a file that was taken may need as long to show up. */
  slowest = 0;
  private readonly api: WatershedApi;
  private readonly listing: Listing;
  private readonly habits: TemplateBehaviours;
  private readonly context: Context;
  private readonly polling: Polling;
  private readonly hasColumn: boolean;

  constructor(
    api: WatershedApi,
    listing: Listing,
    habits: TemplateBehaviours,
    config: Config,
    context: Context,
  ) {
    this.api = api;
    this.listing = listing;
    this.habits = habits;
    this.context = context;
    this.polling = new Polling(config, context);
    this.hasColumn = config.statement_id_column !== '';
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
      if (!(error instanceof ConnectorError) || !isOutcomeUnknown(error))
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

  /** Hands the whole file in once more: under another name, so that its imports can be told apart. */
  async again(upload: Upload): Promise<void> {
    upload.name = upload.rename();
    upload.status = 'new';
    upload.jobId = undefined;
    upload.sends++;
    await this.handIn(upload);
  }

  /** Whether a file that may have been taken shows up, within as long as imports take. */
  private async appears({ task, name, since }: Upload): Promise<boolean> {
    const isHarmful = !this.hasColumn || this.habits.of(task.template).ids === 'unused';
    const least = isHarmful ? HARMFUL : HARMLESS;
    let wait = this.polling.first;
    for (let looks = 1; ; looks++, wait = this.polling.next(wait)) {
      if (await this.listing.find(task.template, name)) return true;
      const elapsed = this.context.clock.monotonic() - since;
      if (looks >= least.looks && elapsed >= Math.max(least.ms, 2 * this.slowest)) return false;
      await this.polling.pause(wait);
    }
  }
}
