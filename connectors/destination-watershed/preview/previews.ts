import type { Batch, Log, RowOutcome } from '#cdk';
import type { DestinationWatershedConfig as Config } from '../../../spec/types/destination-watershed.ts';
import type { WatershedApi } from '../api/api.ts';
import { idsUnused, templateRefused } from '../api/refusals.ts';
import type { Task } from '../imports/task.ts';
import { previewed, type Verdict } from './preview.ts';
import { learn, type TemplateBehaviours } from './template-behaviour.ts';

/**
 * Has rows previewed before they are uploaded: those of every batch, or of each stream's first one, for which the stream's
 * other batches wait. The first one is also looked at for the ids of its statements, because what is sent twice, or voided, relies on
 * them: an overwrite is previewed whatever the configuration says.
 */
export class Previews {
  private readonly pending = new Map<string, Promise<unknown>>();
  private readonly admitted = new Set<string>();
  private readonly api: WatershedApi;
  private readonly config: Config;
  private readonly habits: TemplateBehaviours;
  private readonly log: Log;

  constructor(api: WatershedApi, config: Config, habits: TemplateBehaviours, log: Log) {
    this.api = api;
    this.habits = habits;
    this.config = config;
    this.log = log;
  }

  /** The rows that Watershed would refuse, by their index. */
  async refused(batch: Batch, task: Task): Promise<ReadonlyMap<number, RowOutcome>> {
    const { preview } = this.config;
    const { key } = batch.stream;
    if (preview === 'never' && task.mode !== 'overwrite') return new Map();
    for (;;) {
      if (this.admitted.has(key))
        return preview === 'every_batch' ? (await this.ask(batch, task)).refused : new Map();
      const first = this.pending.get(key);
      if (!first) break;
      // Whatever becomes of it is its own batch's affair.
      await first.catch(() => undefined);
    }
    const asked = this.first(batch, task);
    this.pending.set(key, asked);
    try {
      return (await asked).refused;
    } finally {
      this.pending.delete(key);
    }
  }

  private async first(batch: Batch, task: Task): Promise<Verdict> {
    const verdict = await this.ask(batch, task);
    learn(this.habits.of(task.template), verdict);
    this.judge(verdict, batch, task);
    return verdict;
  }

  private async ask(batch: Batch, task: Task): Promise<Verdict> {
    try {
      return await previewed(this.api, task.template, task.columns, batch);
    } catch (error) {
      throw templateRefused(error, { ...task, stream: batch.stream });
    }
  }

  /** Admits the stream, unless an overwrite has no proof yet that the rows' ids are used. */
  private judge({ ids }: Verdict, { stream }: Batch, { mode, template }: Task): void {
    const column = this.config.statement_id_column;
    const isWrong =
      mode === 'overwrite'
        ? ids === 'unused' || ids === 'none'
        : column !== '' && mode === 'append_dedup' && ids === 'unused';
    if (isWrong) throw idsUnused(column, mode, { template, stream });
    if (column === '' && mode === 'append_dedup' && ids !== 'none')
      this.log.warn(
        `The stream ${stream.name} is to be deduplicated, and its statements have no ids of the connector's making: a row that is sent in ` +
          'two files is stored twice. Fill in Statement ID Column (statement_id_column). Templates for people and groups need none.',
      );
    if (column !== '' && ids === 'unused')
      this.log.warn(
        `The template "${template}" does not take the ids of its statements from the column "${column}". Rows that are sent ` +
          'twice, after an interruption for example, are stored twice.',
      );
    if (ids !== undefined || mode !== 'overwrite') this.admitted.add(stream.key);
  }
}
