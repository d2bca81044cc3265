import { type Batch, ConnectorError, type Context, isOutcomeUnknown } from '@airbyte-ts/cdk';
import type { DestinationWatershedConfig as Config } from '../../../spec/types/destination-watershed.ts';
import type { UploadResponse, WatershedApi } from '../api/api.ts';
import { templateRejected } from '../api/rejections.ts';
import { csvFile } from '../csv/file.ts';
import type { TemplateBehaviours } from '../preview/template-behaviour.ts';
import type { Listing } from './listing.ts';
import { Polling } from './polling.ts';
import type { RowAccounting } from './row-accounting.ts';
import type { Task } from './task.ts';

/** A file and the progress of its upload. */
export interface Upload {
  readonly rows: Batch;
  readonly task: Task;
  /** Which of its rows are imported. */
  readonly accounting: RowAccounting;
  name: string;
  /** Returns a new unique name. */
  rename(): string;
  /** `doubtful`: it was sent, but its response was lost. */
  status: 'new' | 'doubtful' | 'accepted';
  /** The response to the last upload; undefined if it was lost. */
  response?: UploadResponse | undefined;
  /** When it was sent or accepted, on the clock's monotonic scale. */
  since: number;
  /** Number of names under which it was sent. */
  sends: number;
}

/** Minimum number of lookups, and their minimum duration, for a file whose upload got no response, if a duplicate is ignored. */
const LOOKUP_IF_IDEMPOTENT = { count: 4, ms: 0 };
/** The same without statement ids: Watershed would store a file twice that is sent twice. */
const LOOKUP_IF_NOT_IDEMPOTENT = { count: 10, ms: 60_000 };

interface UploadParts {
  readonly api: WatershedApi;
  readonly listing: Listing;
  readonly behaviours: TemplateBehaviours;
}

/** Uploads files. A file whose response was lost is sent again only if its import does not appear. */
export class Uploads {
  /** The duration of the slowest import so far, in milliseconds: an accepted file may take as long to appear. */
  slowest = 0;
  private readonly api: WatershedApi;
  private readonly listing: Listing;
  private readonly behaviours: TemplateBehaviours;
  private readonly context: Context;
  private readonly polling: Polling;
  private readonly hasColumn: boolean;

  constructor({ api, listing, behaviours }: UploadParts, config: Config, context: Context) {
    this.api = api;
    this.listing = listing;
    this.behaviours = behaviours;
    this.context = context;
    this.polling = new Polling(config, context);
    this.hasColumn = config.statement_id_column !== '';
  }

  /**
   * Uploads the file unless it was accepted. If the response is lost, looks for the import first; if it does not appear, throws
   * the error, and the next call uploads the file again.
   */
  async upload(upload: Upload): Promise<void> {
    const { rows, name, task } = upload;
    const { clock, log } = this.context;
    if (upload.status === 'doubtful' && (await this.listing.find(task.template, name)))
      upload.status = 'accepted';
    if (upload.status === 'accepted') return;
    const startedAt = clock.monotonic();
    try {
      upload.response = await this.api.upload(task.template, csvFile(task.columns, rows), name);
      upload.since = clock.monotonic();
    } catch (error) {
      if (!(error instanceof ConnectorError) || !isOutcomeUnknown(error))
        throw templateRejected(error, { ...task, stream: rows.stream });
      upload.status = 'doubtful';
      upload.since = startedAt;
      const isThere = await this.appears(upload);
      const result = isThere ? 'Its import was found.' : 'No import of it was found, so it is sent again.';
      log.info(`The response to the upload of ${name} was lost. ${result}`);
      if (!isThere) throw error;
    }
    upload.status = 'accepted';
  }

  /** Uploads the whole file again under another name, which distinguishes its imports. */
  async resend(upload: Upload): Promise<void> {
    upload.name = upload.rename();
    upload.status = 'new';
    upload.response = undefined;
    upload.sends++;
    await this.upload(upload);
  }

  /** Whether the import of a file appears whose response was lost. Waits at least twice as long as the slowest import took. */
  private async appears({ task, name, since }: Upload): Promise<boolean> {
    const isIdempotent = this.hasColumn && this.behaviours.of(task.template).ids !== 'unused';
    const minimum = isIdempotent ? LOOKUP_IF_IDEMPOTENT : LOOKUP_IF_NOT_IDEMPOTENT;
    let wait = this.polling.first;
    for (let lookups = 1; ; lookups++, wait = this.polling.next(wait)) {
      if (await this.listing.find(task.template, name)) return true;
      const elapsed = this.context.clock.monotonic() - since;
      if (lookups >= minimum.count && elapsed >= Math.max(minimum.ms, 2 * this.slowest)) return false;
      await this.polling.pause(wait);
    }
  }
}
