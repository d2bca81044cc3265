import { randomBytes } from 'node:crypto';
import {
  type Batch,
  ConnectorError,
  type Context,
  delivered,
  isOutcomeUnknown,
  type RowOutcome,
  type Settlement,
  transientError,
} from '#cdk';
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';
import { Api } from '../api/api.ts';
import { Earlier } from './earlier-imports.ts';
import { type DocumentFormat, Imports } from './imports.ts';
import { laterOf } from './later-rows.ts';
import { DOCUMENT_CUT, outcomesOf } from './outcomes.ts';
import { type Posted, Posting } from './posting.ts';
import { formUpload, rawUpload, type Upload } from './upload.ts';
import { finished, type Patience } from './waiting.ts';

const MEDIA_TYPES = { APPLICATION_X_NDJSON: 'application/x-ndjson', TEXT_CSV: 'text/csv' } as const;

/** What documents are, and whether those of a stream have to be read in their order. */
interface Sending extends DocumentFormat {
  readonly isOrdered?: boolean;
}

/** How often a document is sent in all that is cut on its way each time. */
const MOST_SENDS = 4;

const skipped: RowOutcome = { status: 'skipped' };
const following: RowOutcome = {
  status: 'retry',
  reason: 'they change what rows of the document before them change too, and have to follow it',
};
const NONE: ReadonlySet<number> = new Set();

/** Brings batches to mediarithmics, each as a document whose job is waited for. */
export class Documents {
  readonly api: Api;
  private readonly config: Config;
  private readonly context: Context;
  private readonly imports: Imports;
  private readonly posting: Posting;
  private readonly patience: Patience;
  private readonly earlier: Earlier;
  private readonly fileNames = new WeakMap<Batch, string>();
  /** How often the document of a batch was cut on its way. */
  private readonly cuts = new WeakMap<Batch, number>();
  private readonly toldOfDeletions = new Set<string>();

  constructor(config: Config, context: Context) {
    this.config = config;
    this.context = context;
    this.api = new Api(config, context);
    this.imports = new Imports(this.api, config, context);
    this.patience = {
      pollMs: config.poll_interval_seconds * 1_000,
      timeoutMs: config.execution_timeout_minutes * 60_000,
    };
    this.earlier = new Earlier(this.api, config, context, this.patience);
    const { timeoutMs } = this.patience;
    this.posting = new Posting(this.api, context, { isShared: this.imports.areShared, timeoutMs });
  }

  /** Sends the rows and answers each, when their job is over. Rows that the source has deleted are left out. */
  async deliver(batch: Batch, kind: Sending): Promise<Settlement> {
    const later = kind.isOrdered ? laterOf(batch) : NONE;
    const kept: number[] = [];
    for (const { deleted, index } of batch) if (!deleted && !later.has(index)) kept.push(index);
    if (kept.length + later.size < batch.size) this.tellOfDeletions(batch);
    if (kept.length === 0) return batch.all(skipped);
    const rows = kept.length === batch.size ? batch : batch.part(kept);
    const posted = (await this.posting.found(batch)) ?? (await this.post(batch, rows, kind));
    const failed = await this.settle(rows, posted).catch((error) => this.failed(error, batch));
    if (rows === batch) return failed.size === 0 ? batch.all(delivered) : batch.except(failed);
    const outcomes = new Map(kept.map((index, place) => [index, failed.get(place) ?? delivered]));
    return batch.each(({ index }) => outcomes.get(index) ?? (later.has(index) ? following : skipped));
  }

  private async post(batch: Batch, rows: Batch, kind: Sending): Promise<Posted> {
    if (kind.isOrdered) await this.earlier.over(batch.stream, kind);
    for (let left: string | undefined; ; ) {
      const importId = await this.imports.of(batch.stream, kind);
      if (importId === left) throw notAnother(importId);
      try {
        const posted = await this.posting.post(batch, importId, this.uploadOf(batch, rows, kind));
        if (posted) return posted;
        await this.imports.leave(batch.stream, importId);
        left = importId;
      } catch (error) {
        if (error instanceof ConnectorError && isOutcomeUnknown(error))
          await this.imports.leave(batch.stream, importId);
        throw error;
      }
    }
  }

  private async settle(
    rows: Batch,
    { importId, execution }: Posted,
  ): Promise<ReadonlyMap<number, RowOutcome>> {
    const { api, context, patience } = this;
    const id = String(execution.id);
    context.log.debug(() => `The execution ${id} of the document import ${importId} has ${rows.size} lines.`);
    const ended = await finished({ api, context, patience, importId, id }, execution);
    return outcomesOf(rows, { importId, execution: ended }, { api, context });
  }

  /**
   * A document that was accepted must not be sent again in this sync, also after a later failure; but one that was cut on its way is,
   * as the next sync would. Its job is over by then, so nothing of it is read later, and its lines are the same as before.
   */
  private failed(error: unknown, batch: Batch): never {
    if (!(error instanceof ConnectorError) || !error.retryable) throw error;
    if (error.code !== DOCUMENT_CUT) throw error.with({ exhausted: true });
    const cuts = (this.cuts.get(batch) ?? 0) + 1;
    this.cuts.set(batch, cuts);
    if (cuts < MOST_SENDS) throw error;
    throw error.with({
      exhausted: true,
      message: `${error.message} It was sent ${cuts} times. Lower Maximum Bytes per Document (document_max_bytes), and check what stands between the connector and mediarithmics.`,
    });
  }

  /** A document has the same name each time that it is sent, so that it is found whichever time it was accepted. */
  private uploadOf(batch: Batch, rows: Batch, { mimeType }: DocumentFormat): Upload {
    const document = { mediaType: MEDIA_TYPES[mimeType], body: rows.body(), lines: rows.size };
    if (this.config.upload_format === 'raw') return rawUpload(document);
    const ending = mimeType === 'TEXT_CSV' ? 'csv' : 'ndjson';
    const fileName = this.fileNames.get(batch) ?? `airbyte-${randomBytes(16).toString('hex')}.${ending}`;
    this.fileNames.set(batch, fileName);
    return formUpload(document, fileName);
  }

  private tellOfDeletions({ stream }: Batch): void {
    if (this.toldOfDeletions.has(stream.key)) return;
    this.toldOfDeletions.add(stream.key);
    this.context.log.warn(
      `Stream ${stream.name}: rows that the source marks as deleted are skipped. Documents of profiles, segments and choices delete them at mediarithmics when Allow Deletions (allow_deletions) is on.`,
    );
  }
}

/** The answer to the creation of an import names one that was left: to take it would mix up its documents. */
function notAnother(importId: string): ConnectorError {
  return transientError(
    `mediarithmics was asked for another document import and gave ${importId} again, whose last document is missing. Run the sync again; if this goes on, ask mediarithmics why.`,
    { code: 'ERR_IMPORT_AGAIN', exhausted: true },
  );
}
