import { type Batch, ConnectorError, type Context, isOutcomeUnknown } from '#cdk';
import type { Api } from '../api/api.ts';
import type { Execution } from '../api/replies.ts';
import { isOf, type Trace, traceOf } from './recognition.ts';
import type { Upload } from './upload.ts';

/** An execution, and the import that it is in. */
export interface Posted {
  readonly importId: string;
  readonly execution: Execution;
}

/** A document that was sent, and nobody knows whether it was accepted. */
interface Unanswered {
  readonly importId: string;
  readonly trace: Trace;
  /** What its import held before. */
  readonly known: ReadonlySet<string>;
}

/** The waits between looks at the list after an answer that did not come: lists may be late, and so may what was sent. */
const LOOKS_MS = [0, 2_000, 3_000, 10_000, 25_000];

/**
 * Sends documents, each once. The answer to a POST may be lost although a job has begun, and a document that is sent twice
 * may be stored twice. So before one is sent again, its execution is looked for among those of its import.
 *
 * Documents of an import are sent one after the other. In an import of our own any execution that nobody has claimed is
 * then that of the one document without an answer; if it does not come to light, no other is sent there any more. In an
 * import that others use too it is known by its file name, or, sent raw, by its content.
 */
export class Posting {
  private readonly api: Api;
  private readonly context: Context;
  private readonly isShared: boolean;
  private readonly timeoutMs: number;
  private readonly unanswered = new WeakMap<Batch, Unanswered>();
  private readonly claimed = new Map<string, Set<string>>();
  /** What imports that others use too held when they were last listed. */
  private readonly seen = new Map<string, ReadonlySet<string>>();
  private readonly turns = new Map<string, Promise<unknown>>();
  /** Imports of our own with a document that did not come to light. */
  private readonly left = new Set<string>();

  constructor(
    api: Api,
    context: Context,
    options: { readonly isShared: boolean; readonly timeoutMs: number },
  ) {
    this.api = api;
    this.context = context;
    this.isShared = options.isShared;
    this.timeoutMs = options.timeoutMs;
  }

  /** The execution of a document that was sent before without an answer. */
  async found(batch: Batch): Promise<Posted | undefined> {
    const open = this.unanswered.get(batch);
    if (!open) return undefined;
    const execution = await this.inTurn(open.importId, () => this.look(open, 1));
    if (execution) this.unanswered.delete(batch);
    return execution && { importId: open.importId, execution };
  }

  /**
   * Sends the document; undefined when another import has to be taken. Throws as transient what was looked for and not found:
   * before it is sent again, `found` has to be asked.
   */
  async post(batch: Batch, importId: string, upload: Upload): Promise<Posted | undefined> {
    return this.inTurn(importId, async () => {
      if (this.left.has(importId)) return undefined;
      const known = this.unanswered.get(batch)?.known ?? (await this.knownIn(importId));
      try {
        const execution = await this.api.execute(importId, upload);
        this.claim(importId, execution);
        return { importId, execution };
      } catch (error) {
        if (!(error instanceof ConnectorError) || !isOutcomeUnknown(error)) throw error;
        const open = { importId, trace: traceOf(upload), known };
        this.unanswered.set(batch, open);
        this.context.log.info('No answer came to a document that was sent. Looking for its execution.');
        const execution = await this.look(open, LOOKS_MS.length);
        if (!execution && !this.isShared) this.left.add(importId);
        if (!execution) throw error;
        this.unanswered.delete(batch);
        return { importId, execution };
      }
    });
  }

  /** Looks so many times, and goes on while the list holds some of which nobody can say yet whose they are. */
  private async look(open: Unanswered, times: number): Promise<Execution | undefined> {
    const { clock, signal } = this.context;
    const until = clock.monotonic() + this.timeoutMs;
    for (let n = 0; ; n++) {
      await clock.sleep(LOOKS_MS[n] ?? LOOKS_MS.at(-1)!, signal);
      const taken = this.claimedIn(open.importId);
      const all = await this.api.executions(open.importId, new Set([...open.known, ...taken]));
      const candidates = all.filter(({ id }) => !open.known.has(String(id)) && !taken.has(String(id)));
      const own = await this.ownOf(candidates, open.trace);
      if (own) {
        this.claim(open.importId, own);
        return own;
      }
      const isOpen = this.isShared && candidates.some(({ parameters }) => !parameters);
      if (n + 1 >= times && !(isOpen && clock.monotonic() < until)) return undefined;
    }
  }

  /** Of several any one will do: they are the same document. */
  private async ownOf(candidates: readonly Execution[], trace: Trace): Promise<Execution | undefined> {
    if (!this.isShared) return candidates[0];
    for (const each of candidates) if (await isOf(trace, each, this.api)) return each;
    return undefined;
  }

  /** What the import holds now; of ones that were listed before, only the first page is read again. */
  private async knownIn(importId: string): Promise<ReadonlySet<string>> {
    if (!this.isShared) return new Set();
    const known = new Set([...(this.seen.get(importId) ?? []), ...this.claimedIn(importId)]);
    for (const { id } of await this.api.executions(importId, known)) known.add(String(id));
    this.seen.set(importId, known);
    return known;
  }

  private claim(importId: string, { id }: Execution): void {
    this.claimedIn(importId).add(String(id));
  }

  private claimedIn(importId: string): Set<string> {
    const claimed = this.claimed.get(importId) ?? new Set();
    this.claimed.set(importId, claimed);
    return claimed;
  }

  private inTurn<T>(importId: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(importId) ?? Promise.resolve()).then(work);
    this.turns.set(
      importId,
      turn.catch(() => undefined),
    );
    return turn;
  }
}
