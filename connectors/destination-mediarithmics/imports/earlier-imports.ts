import { ConnectorError, type Context, type StreamRun } from '#cdk';
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';
import type { Api } from '../api/api.ts';
import type { Execution } from '../api/replies.ts';
import { isOver, looksFinished } from '../api/status.ts';
import { type DocumentFormat, markOf, timeIn } from './imports.ts';
import { growing, type Patience, poll } from './waiting.ts';

/** What is older has been waited for by a sync between, or will not end. */
const RECENT_MS = 24 * 3_600_000;
/** Each sync makes one, after it has waited for those before. */
const MOST_IMPORTS = 10;

interface Left {
  readonly importId: string;
  readonly execution: Execution;
}

/**
 * Waits for the jobs that earlier attempts of a stream left in the queue: a sync that was killed takes none of its documents
 * back, and one that is read after newer ones would bring older rows back. They are waited for and not cancelled, because
 * another connection may have a stream of the same name, or post into the same import.
 */
export class Earlier {
  private readonly api: Api;
  private readonly importId: string;
  private readonly context: Context;
  private readonly patience: Patience;
  private readonly waits = new Map<string, Promise<void>>();

  constructor(api: Api, config: Config, context: Context, patience: Patience) {
    this.api = api;
    this.importId = config.document_import_id;
    this.context = context;
    this.patience = patience;
  }

  /** Resolves when they are over, or have taken too long. Looks once for each stream. */
  over(stream: StreamRun, kind: DocumentFormat): Promise<void> {
    const wait = this.waits.get(stream.key) ?? this.waitFor(stream, kind);
    this.waits.set(stream.key, wait);
    wait.catch(() => this.waits.delete(stream.key));
    return wait;
  }

  private async waitFor(stream: StreamRun, kind: DocumentFormat): Promise<void> {
    const { clock, log } = this.context;
    const left = await this.left(stream, kind);
    if (left.length === 0) return;
    log.info(
      `Stream ${stream.name}: ${left.length} documents of earlier syncs, or of others, are not read yet. The connector waits for them, so that none of them is read after newer ones.`,
    );
    const until = clock.monotonic() + this.patience.timeoutMs;
    for (const each of left)
      if (!(await this.isOver(each, until)))
        log.warn(
          `The execution ${each.execution.id} of the document import ${each.importId}, made before this sync, does not end. The sync of the stream ${stream.name} goes on; rows of that document may be read after newer ones.`,
        );
  }

  private async left(stream: StreamRun, kind: DocumentFormat): Promise<readonly Left[]> {
    const oldest = this.context.clock.wall() - RECENT_MS;
    const left: Left[] = [];
    try {
      for (const importId of await this.importsOf(stream, kind, oldest))
        for (const execution of await this.api.executions(importId))
          if (!isDone(execution) && (execution.creation_date ?? 0) >= oldest)
            left.push({ importId, execution });
    } catch (error) {
      // Whoever may only post documents has no lists, and must not be kept from it by that.
      if (!(error instanceof ConnectorError) || error.code !== 'ERR_TOKEN_FORBIDDEN') throw error;
      this.context.log.warn(
        `Stream ${stream.name}: the API Token (api_token) may not list the executions of earlier syncs. Their rows may be read after newer ones.`,
      );
    }
    return left;
  }

  private async importsOf(
    stream: StreamRun,
    kind: DocumentFormat,
    oldest: number,
  ): Promise<readonly string[]> {
    if (this.importId !== '') return [this.importId];
    const mark = markOf(stream, kind);
    return (await this.api.importsNamed(mark))
      .filter(({ name }) => name?.split(' ').includes(mark) && timeIn(name) >= oldest)
      .sort((a, b) => timeIn(b.name) - timeIn(a.name))
      .slice(0, MOST_IMPORTS)
      .map(({ id }) => String(id));
  }

  private async isOver({ importId, execution }: Left, until: number): Promise<boolean> {
    const { clock, signal } = this.context;
    const waiting = {
      api: this.api,
      context: this.context,
      patience: this.patience,
      importId,
      id: String(execution.id),
    };
    const nextMs = growing(this.patience);
    let latest: Execution | undefined = execution;
    while (latest && !isDone(latest)) {
      const left = until - clock.monotonic();
      if (left <= 0) return false;
      await clock.sleep(Math.min(nextMs(), left), signal);
      latest = await poll(waiting);
    }
    return true;
  }
}

const isDone = (execution: Execution): boolean => isOver(execution) || looksFinished(execution);
