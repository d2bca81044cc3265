import { type Batch, ConnectorError, type Context, isOutcomeUnknown, type WaitReason } from '@airbyte-ts/cdk';
import type { Api } from '../api/api.ts';
import type { Execution } from '../api/responses.ts';
import { type Fingerprint, fingerprintOf, matches } from './fingerprint.ts';
import type { Upload } from './upload.ts';

/** An execution, and the import that it is in. */
export interface Posted {
  readonly importId: string;
  readonly execution: Execution;
}

/** A document that was sent, and whose response was lost. */
interface DocumentWithoutResponse {
  readonly importId: string;
  readonly fingerprint: Fingerprint;
  /** Executions that its import had before. */
  readonly known: ReadonlySet<string>;
}

/** Pauses before each lookup in the list after a lost response. The document may arrive late, and the list may show it late. */
const LOOKUP_PAUSES_MS = [0, 2_000, 3_000, 10_000, 25_000];
const LOOKUP: WaitReason = {
  purpose: 'for documents without a response',
  now: ['document without a response is looked for', 'documents without a response are looked for'],
};

/**
 * Sends documents. The response to a POST may be lost although a job was created, and a document that is sent twice
 * may be stored twice. Therefore, before a document is sent again, its execution is looked up among those of its import.
 *
 * Documents of an import are sent one after another. In an import that this sync created, an unclaimed execution
 * belongs to the document whose response was lost; if none is found, no other document is sent to that import. In a
 * shared import the execution is identified by its file name, or by the content of a raw document.
 */
export class Posting {
  private readonly api: Api;
  private readonly context: Context;
  private readonly isShared: boolean;
  private readonly timeoutMs: number;
  private readonly withoutResponse = new WeakMap<Batch, DocumentWithoutResponse>();
  /** Executions by import that belong to documents of this sync. */
  private readonly claimed = new Map<string, Set<string>>();
  /** Executions of shared imports when they were last listed. */
  private readonly listed = new Map<string, ReadonlySet<string>>();
  /** By import: the work that the next one waits for. */
  private readonly queues = new Map<string, Promise<unknown>>();
  /** Imports of this sync with a document that was not found. */
  private readonly abandoned = new Set<string>();

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

  /** Finds the execution of a document that was sent before and whose response was lost. */
  async found(batch: Batch): Promise<Posted | undefined> {
    const document = this.withoutResponse.get(batch);
    if (!document) return undefined;
    const execution = await this.inTurn(document.importId, () => this.lookUp(document, 1));
    if (execution) this.withoutResponse.delete(batch);
    return execution && { importId: document.importId, execution };
  }

  /**
   * Sends the document. Resolves with undefined if another import has to be used. If the response is lost and the execution is
   * not found, throws a transient error; call `found` before sending the document again.
   */
  async post(batch: Batch, importId: string, upload: Upload): Promise<Posted | undefined> {
    return this.inTurn(importId, async () => {
      if (this.abandoned.has(importId)) return undefined;
      const known = this.withoutResponse.get(batch)?.known ?? (await this.knownIn(importId));
      try {
        const execution = await this.api.execute(importId, upload);
        this.claim(importId, execution);
        return { importId, execution };
      } catch (error) {
        if (!(error instanceof ConnectorError) || !isOutcomeUnknown(error)) throw error;
        const document = { importId, fingerprint: fingerprintOf(upload), known };
        this.withoutResponse.set(batch, document);
        this.context.log.info('The response to a document was lost. Looking for its execution.');
        const execution = await this.lookUp(document, LOOKUP_PAUSES_MS.length);
        if (!execution && !this.isShared) this.abandoned.add(importId);
        if (!execution) throw error;
        this.withoutResponse.delete(batch);
        return { importId, execution };
      }
    });
  }

  /** Looks up the execution `times` times, and longer while the list has executions that can't be identified yet. */
  private async lookUp(document: DocumentWithoutResponse, times: number): Promise<Execution | undefined> {
    const { clock, signal } = this.context;
    const until = clock.monotonic() + this.timeoutMs;
    for (let n = 0; ; n++) {
      const pause = LOOKUP_PAUSES_MS[n] ?? LOOKUP_PAUSES_MS.at(-1)!;
      await this.context.waiting(LOOKUP, () => clock.sleep(pause, signal));
      const { importId, known, fingerprint } = document;
      const claimed = this.claimedIn(importId);
      const all = await this.api.executions(importId, new Set([...known, ...claimed]));
      const candidates = all.filter(({ id }) => !known.has(String(id)) && !claimed.has(String(id)));
      const found = await this.matching(candidates, fingerprint);
      if (found) {
        this.claim(importId, found);
        return found;
      }
      // An execution has no parameters, such as its file name, before it starts.
      const isUndecided = this.isShared && candidates.some(({ parameters }) => !parameters);
      if (n + 1 >= times && !(isUndecided && clock.monotonic() < until)) return undefined;
    }
  }

  /** The first match. If there are several, they are the same document. */
  private async matching(
    candidates: readonly Execution[],
    fingerprint: Fingerprint,
  ): Promise<Execution | undefined> {
    if (!this.isShared) return candidates[0];
    for (const each of candidates) if (await matches(fingerprint, each, this.api)) return each;
    return undefined;
  }

  /** Lists the executions of a shared import. If it was listed before, usually reads only the first page. */
  private async knownIn(importId: string): Promise<ReadonlySet<string>> {
    if (!this.isShared) return new Set();
    const known = new Set([...(this.listed.get(importId) ?? []), ...this.claimedIn(importId)]);
    for (const { id } of await this.api.executions(importId, known)) known.add(String(id));
    this.listed.set(importId, known);
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
    const result = (this.queues.get(importId) ?? Promise.resolve()).then(work);
    this.queues.set(
      importId,
      result.catch(() => undefined),
    );
    return result;
  }
}
