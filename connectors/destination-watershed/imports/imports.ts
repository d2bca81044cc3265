import { type Batch, type Context, type RowOutcome, type Settlement, type StreamRun, staged } from '#cdk';
import type { DestinationWatershedConfig as Config } from '../../../spec/types/destination-watershed.ts';
import { WatershedApi } from '../api/api.ts';
import { Previews } from '../preview/previews.ts';
import { TemplateBehaviours } from '../preview/template-behaviour.ts';
import { ImportTracker } from './following.ts';
import { Listing } from './listing.ts';
import { fileName, type Owner } from './names.ts';
import { RowAccounting } from './row-accounting.ts';
import type { Task } from './task.ts';
import { type Upload, Uploads } from './uploads.ts';
import { Voiding } from './voiding.ts';

/** How far a batch has come: kept, because a batch is delivered again when something on the way failed. */
interface Progress {
  /** By preview, and later by the import. */
  readonly refused: Map<number, RowOutcome>;
  /** What is left of the batch; undefined when nothing is. */
  readonly upload: Upload | undefined;
  /** Where its rows stand in the batch. */
  readonly places: readonly number[];
}

/** The way of a batch: previewed, uploaded, imported, answered; and at the end of a stream, what it replaces is voided. */
export class Imports {
  readonly api: WatershedApi;
  private readonly config: Config;
  private readonly context: Context;
  private readonly admission: Previews;
  private readonly uploads: Uploads;
  private readonly following: ImportTracker;
  private readonly habits = new TemplateBehaviours();
  private readonly voiding: Voiding;
  private readonly progress = new WeakMap<Batch, Progress>();
  private readonly numbers = new Map<string, number>();
  private readonly ordered = new Map<string, Promise<void>>();
  /** Streams with rows of which nobody can tell whether they are in. */
  private readonly unproven = new Set<string>();
  private hasToldOfNotWaiting = false;

  constructor(config: Config, context: Context) {
    this.config = config;
    this.context = context;
    this.api = new WatershedApi(config, context);
    const listing = new Listing(this.api, config.rows_per_file);
    this.admission = new Previews(this.api, config, this.habits, context.log);
    const { api, habits } = this;
    this.uploads = new Uploads(api, listing, habits, config, context);
    this.following = new ImportTracker({ api, listing, uploads: this.uploads, habits }, config, context);
    this.voiding = new Voiding(this.api, listing, context, config.poll_interval_seconds * 1_000);
  }

  async deliver(batch: Batch, task: Task): Promise<Settlement> {
    const { refused, upload, places } = await this.begun(batch, task);
    if (upload) {
      await this.uploads.handIn(upload);
      const { rows, strangers } = this.waits(task) ? await this.following.settled(upload) : NOTHING;
      if (upload.roll.isUnproven) this.unproven.add(batch.stream.key);
      for (const [index, outcome] of rows) refused.set(places[index] ?? index, outcome);
      if (strangers > 0)
        this.context.log.warn(
          `Watershed names ${strangers} failed rows that the file ${upload.name} does not have. They could not be told, and count as delivered.`,
        );
      if (upload.rows !== batch) upload.rows.release();
    }
    if (task.mode !== 'overwrite') return batch.except(refused);
    // A state before the old imports are voided would let the next attempt believe that it has nothing to replace them with.
    return batch.each(({ index }) => refused.get(index) ?? staged);
  }

  /** To be called when all rows of an overwritten stream are in. */
  async finish(stream: StreamRun, { template, label }: Pick<Task, 'template' | 'label'>): Promise<void> {
    if (this.unproven.has(stream.key)) {
      this.context.log.warn(
        `Stream "${stream.name}": Watershed does not list all rows of its new imports, so nothing older was voided. Earlier imports stay.`,
      );
      return;
    }
    await this.voiding.older(this.owner(template, stream), label, stream);
  }

  private async begun(batch: Batch, task: Task): Promise<Progress> {
    const known = this.progress.get(batch);
    if (known) return known;
    if (task.mode === 'overwrite') await this.inOrder(batch.stream, task);
    const refused = new Map(await this.admission.refused(batch, task));
    const places =
      refused.size === 0
        ? []
        : Array.from(batch, ({ index }) => index).filter((index) => !refused.has(index));
    const progress = { refused, places, upload: this.uploadOf(batch, refused.size, places, task) };
    this.progress.set(batch, progress);
    return progress;
  }

  /** Once for each stream, before anything of it is uploaded. */
  private inOrder(stream: StreamRun, { template, label }: Task): Promise<void> {
    let asked = this.ordered.get(stream.key);
    if (!asked) {
      asked = this.voiding.assertNewest(this.owner(template, stream), label, stream);
      this.ordered.set(stream.key, asked);
      asked.catch(() => this.ordered.delete(stream.key));
    }
    return asked;
  }

  private uploadOf(batch: Batch, refused: number, places: readonly number[], task: Task): Upload | undefined {
    if (refused === batch.size) return undefined;
    const rows = refused === 0 ? batch : batch.part(places);
    const { stream } = batch;
    const rename = (): string => {
      const number = (this.numbers.get(stream.key) ?? 0) + 1;
      this.numbers.set(stream.key, number);
      return fileName(this.owner(task.template, stream), task.label, number);
    };
    const roll = new RowAccounting(
      rows,
      this.habits.of(task.template),
      this.config.statement_id_column !== '',
    );
    return { rows, task, roll, name: rename(), rename, status: 'new', since: 0, sends: 1 };
  }

  /** Nothing may be voided before the import that replaces it is in: an overwrite always waits. */
  private waits({ mode }: Task): boolean {
    if (this.config.wait_for_import || mode === 'overwrite') return true;
    if (!this.hasToldOfNotWaiting)
      this.context.log.info(
        'Records count as delivered when Watershed has accepted their file, as configured. Rows that fail in the import are not heard of.',
      );
    this.hasToldOfNotWaiting = true;
    return false;
  }

  private owner(template: string, stream: StreamRun): Owner {
    const { organization_id: organization, file_name_prefix: prefix } = this.config;
    return { prefix, organization, template, stream };
  }
}

const NOTHING = { rows: new Map<number, RowOutcome>(), strangers: 0 };
