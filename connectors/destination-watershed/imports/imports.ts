import {
  type Batch,
  type Context,
  type RowOutcome,
  type Settlement,
  type StreamRun,
  staged,
  type WaitReason,
} from '@airbyte-ts/cdk';
import type { DestinationWatershedConfig as Config } from '../../../spec/types/destination-watershed.ts';
import { WatershedApi } from '../api/api.ts';
import { Previews } from '../preview/previews.ts';
import { TemplateBehaviours } from '../preview/template-behaviour.ts';
import { ImportTracker } from './import-tracker.ts';
import { Listing } from './listing.ts';
import { fileName, type Owner } from './names.ts';
import { RowAccounting } from './row-accounting.ts';
import type { Task } from './task.ts';
import { type Upload, Uploads } from './uploads.ts';
import { Voiding } from './voiding.ts';

const JOB: WaitReason = {
  purpose: 'for imports',
  now: ['file waits for its import', 'files wait for their imports'],
};

/** Progress of a batch. Kept between attempts, because a batch is delivered again after a transient error. */
interface Progress {
  /** Rows that the preview or the import rejected, by their index in the batch. */
  readonly rejected: Map<number, RowOutcome>;
  /** The other rows; undefined if there are none. */
  readonly upload: Upload | undefined;
  /** The index in the batch of each row of the upload; empty if the upload is the whole batch. */
  readonly batchIndexes: readonly number[];
}

/**
 * Delivers batches: previews the rows, uploads them, and waits for the import. At the end of an overwritten stream, voids the
 * imports that it replaces.
 */
export class Imports {
  readonly api: WatershedApi;
  private readonly config: Config;
  private readonly context: Context;
  private readonly previews: Previews;
  private readonly uploads: Uploads;
  private readonly tracker: ImportTracker;
  private readonly behaviours = new TemplateBehaviours();
  private readonly voiding: Voiding;
  private readonly progress = new WeakMap<Batch, Progress>();
  private readonly numbers = new Map<string, number>();
  /** By stream: the check that no imports of a later generation exist. */
  private readonly newest = new Map<string, Promise<void>>();
  /** Streams with rows that may not be imported. */
  private readonly unproven = new Set<string>();
  private hasLoggedNoWaiting = false;

  constructor(config: Config, context: Context) {
    this.config = config;
    this.context = context;
    this.api = new WatershedApi(config, context);
    const listing = new Listing(this.api, config.rows_per_file);
    this.previews = new Previews(this.api, config, this.behaviours, context.log);
    const { api, behaviours } = this;
    this.uploads = new Uploads({ api, listing, behaviours }, config, context);
    this.tracker = new ImportTracker({ api, listing, uploads: this.uploads, behaviours }, config, context);
    this.voiding = new Voiding(this.api, listing, context, config.poll_interval_seconds * 1_000);
  }

  /**
   * Delivers a batch. Resolves when its import is finished and the failed rows are known, if the configuration waits for imports.
   */
  async deliver(batch: Batch, task: Task): Promise<Settlement> {
    const { rejected, upload, batchIndexes } = await this.progressOf(batch, task);
    if (upload) {
      await this.uploads.upload(upload);
      const { rows, unknownLines } = this.waits(task)
        ? await this.context.waiting(JOB, () => this.tracker.settled(upload))
        : NO_FAILED_ROWS;
      if (upload.accounting.isUnproven) this.unproven.add(batch.stream.key);
      for (const [index, outcome] of rows) rejected.set(batchIndexes[index] ?? index, outcome);
      if (unknownLines > 0)
        this.context.log.warn(
          `Watershed reports ${unknownLines} failed rows of the file ${upload.name} without a line that the file has. They are unknown and count as delivered.`,
        );
      if (upload.rows !== batch) upload.rows.release();
    }
    if (task.mode !== 'overwrite') return batch.except(rejected);
    // If a state were emitted before the old imports are voided, the next attempt would not send these rows again, and would not
    // void.
    return batch.each(({ index }) => rejected.get(index) ?? staged);
  }

  /** Voids the earlier imports of an overwritten stream. To be called when all of its rows are imported. */
  async voidReplaced(
    stream: StreamRun,
    { template, label }: Pick<Task, 'template' | 'label'>,
  ): Promise<void> {
    if (this.unproven.has(stream.key)) {
      this.context.log.warn(
        `Stream "${stream.name}": Watershed does not list all rows of its new imports, so earlier imports were not voided.`,
      );
      return;
    }
    await this.voiding.voidOlder(this.owner(template, stream), label, stream);
  }

  private async progressOf(batch: Batch, task: Task): Promise<Progress> {
    const known = this.progress.get(batch);
    if (known) return known;
    if (task.mode === 'overwrite') await this.assertNewest(batch.stream, task);
    const rejected = new Map(await this.previews.rejected(batch, task));
    const batchIndexes =
      rejected.size === 0
        ? []
        : Array.from(batch, ({ index }) => index).filter((index) => !rejected.has(index));
    const upload = this.uploadOf(batch, rejected.size, batchIndexes, task);
    const progress = { rejected, batchIndexes, upload };
    this.progress.set(batch, progress);
    return progress;
  }

  /** Runs once per stream, before its first upload; again after an error. */
  private assertNewest(stream: StreamRun, { template, label }: Task): Promise<void> {
    let newest = this.newest.get(stream.key);
    if (!newest) {
      newest = this.voiding.assertNewest(this.owner(template, stream), label, stream);
      this.newest.set(stream.key, newest);
      newest.catch(() => this.newest.delete(stream.key));
    }
    return newest;
  }

  private uploadOf(
    batch: Batch,
    rejected: number,
    batchIndexes: readonly number[],
    task: Task,
  ): Upload | undefined {
    if (rejected === batch.size) return undefined;
    const rows = rejected === 0 ? batch : batch.part(batchIndexes);
    const { stream } = batch;
    const rename = (): string => {
      const number = (this.numbers.get(stream.key) ?? 0) + 1;
      this.numbers.set(stream.key, number);
      return fileName(this.owner(task.template, stream), task.label, number);
    };
    const accounting = new RowAccounting(
      rows,
      this.behaviours.of(task.template),
      this.config.statement_id_column !== '',
    );
    return { rows, task, accounting, name: rename(), rename, status: 'new', since: 0, sends: 1 };
  }

  /** An overwrite always waits, because earlier imports may only be voided after the new ones are finished. */
  private waits({ mode }: Task): boolean {
    if (this.config.wait_for_import || mode === 'overwrite') return true;
    if (!this.hasLoggedNoWaiting)
      this.context.log.info(
        'Records count as delivered when Watershed has accepted their file, as configured. Rows that fail in the import are not detected.',
      );
    this.hasLoggedNoWaiting = true;
    return false;
  }

  private owner(template: string, stream: StreamRun): Owner {
    const { organization_id: organization, file_name_prefix: prefix } = this.config;
    return { prefix, organization, template, stream };
  }
}

const NO_FAILED_ROWS = { rows: new Map<number, RowOutcome>(), unknownLines: 0 };
