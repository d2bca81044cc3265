import type { Batch, Log, RowOutcome } from '@airbyte-ts/cdk';
import type { DestinationWatershedConfig as Config } from '../../../spec/types/destination-watershed.ts';
import type { WatershedApi } from '../api/api.ts';
import { idsUnused, templateRejected } from '../api/rejections.ts';
import type { Task } from '../imports/task.ts';
import { previewRows, type Verdict } from './preview.ts';
import { observe, type TemplateBehaviours } from './template-behaviour.ts';

/**
 * Previews rows before they are uploaded: those of every batch, or of each stream's first batch, for which the other batches of
 * the stream wait. While every row of the previews has failed, the template or the mapping may be wrong, so the next batch is
 * previewed too, one at a time. The first preview with an accepted row also verifies the ids of the statements, on which repeated
 * uploads and voiding rely.
 * Therefore the first batch of an overwrite is always previewed.
 */
export class Previews {
  private readonly pending = new Map<string, Promise<unknown>>();
  private readonly admitted = new Set<string>();
  private readonly api: WatershedApi;
  private readonly config: Config;
  private readonly behaviours: TemplateBehaviours;
  private readonly log: Log;

  constructor(api: WatershedApi, config: Config, behaviours: TemplateBehaviours, log: Log) {
    this.api = api;
    this.behaviours = behaviours;
    this.config = config;
    this.log = log;
  }

  /** The rows that Watershed would reject, by index. */
  async rejected(batch: Batch, task: Task): Promise<ReadonlyMap<number, RowOutcome>> {
    const { preview } = this.config;
    const { key } = batch.stream;
    if (preview === 'never' && task.mode !== 'overwrite') return new Map();
    for (;;) {
      if (this.admitted.has(key))
        return preview === 'every_batch' ? (await this.preview(batch, task)).rejected : new Map();
      const first = this.pending.get(key);
      if (!first) break;
      // Its failure is handled by the batch that issued it.
      await first.catch(() => undefined);
    }
    const verdict = this.previewFirst(batch, task);
    this.pending.set(key, verdict);
    try {
      return (await verdict).rejected;
    } finally {
      this.pending.delete(key);
    }
  }

  private async previewFirst(batch: Batch, task: Task): Promise<Verdict> {
    const verdict = await this.preview(batch, task);
    observe(this.behaviours.of(task.template), verdict);
    this.admit(verdict, batch, task);
    return verdict;
  }

  private async preview(batch: Batch, task: Task): Promise<Verdict> {
    try {
      return await previewRows(this.api, task.template, task.columns, batch);
    } catch (error) {
      throw templateRejected(error, { ...task, stream: batch.stream });
    }
  }

  /**
   * Admits the stream when a row is accepted; before, nothing is known of the template.
   * @throws ConnectorError `ERR_IDS_UNUSED` if the sync mode relies on ids that the template does not use.
   */
  private admit({ ids }: Verdict, { stream }: Batch, { mode, template }: Task): void {
    if (ids === undefined) return;
    const column = this.config.statement_id_column;
    const isWrong =
      mode === 'overwrite'
        ? ids === 'unused' || ids === 'none'
        : column !== '' && mode === 'append_dedup' && ids === 'unused';
    if (isWrong) throw idsUnused(column, mode, { template, stream });
    if (column === '' && mode === 'append_dedup' && ids !== 'none')
      this.log.warn(
        `The stream ${stream.name} is to be deduplicated, and its statements have no ids from the connector: a row that is sent in ` +
          'two files is stored twice. Fill in Statement ID Column (statement_id_column). Templates for people and groups need none.',
      );
    if (column !== '' && ids === 'unused')
      this.log.warn(
        `The template "${template}" does not take the ids of its statements from the column "${column}". Rows that are sent ` +
          'twice, after an interruption for example, are stored twice.',
      );
    this.admitted.add(stream.key);
  }
}
