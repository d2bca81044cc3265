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
  type WaitReason,
} from '@airbyte-ts/cdk';
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';
import { Api } from '../api/api.ts';
import { EarlierImports } from './earlier-imports.ts';
import { type DocumentFormat, Imports } from './imports.ts';
import { laterRows } from './later-rows.ts';
import { DOCUMENT_TRUNCATED, failedOutcomes } from './outcomes.ts';
import { type Posted, Posting } from './posting.ts';
import { formUpload, rawUpload, type Upload } from './upload.ts';
import { type PollingLimits, waitForJob } from './wait-for-job.ts';

const MEDIA_TYPES = { APPLICATION_X_NDJSON: 'application/x-ndjson', TEXT_CSV: 'text/csv' } as const;

/** The format of documents, and whether those of a stream have to be read in order. */
interface DeliveryOptions extends DocumentFormat {
  readonly isOrdered?: boolean;
}

/** Maximum number of times that a document is sent which arrives truncated. */
const MAX_SENDS = 4;

const following: RowOutcome = {
  status: 'retry',
  reason: 'they change the same data as rows of the document before, and have to follow it',
};
const JOB: WaitReason = {
  purpose: 'for jobs',
  now: ['document waits for its job', 'documents wait for their jobs'],
};
const NONE: ReadonlySet<number> = new Set();

/** Delivers batches to mediarithmics. Each batch is a document, whose job is waited for. */
export class Documents {
  readonly api: Api;
  private readonly config: Config;
  private readonly context: Context;
  private readonly imports: Imports;
  private readonly posting: Posting;
  private readonly patience: PollingLimits;
  private readonly earlierImports: EarlierImports;
  private readonly fileNames = new WeakMap<Batch, string>();
  /** Number of times that the document of a batch arrived truncated. */
  private readonly truncations = new WeakMap<Batch, number>();

  constructor(config: Config, context: Context) {
    this.config = config;
    this.context = context;
    this.api = new Api(config, context);
    this.imports = new Imports(this.api, config, context);
    this.patience = {
      pollMs: config.poll_interval_seconds * 1_000,
      timeoutMs: config.execution_timeout_minutes * 60_000,
    };
    this.earlierImports = new EarlierImports(this.api, config, context, this.patience);
    const { timeoutMs } = this.patience;
    this.posting = new Posting(this.api, context, { isShared: this.imports.areShared, timeoutMs });
  }

  /** Sends the rows, and resolves with their outcomes when the job has ended. */
  async deliver(batch: Batch, format: DeliveryOptions): Promise<Settlement> {
    const later = format.isOrdered ? laterRows(batch) : NONE;
    const kept: number[] = [];
    for (const { index } of batch) if (!later.has(index)) kept.push(index);
    const rows = kept.length === batch.size ? batch : batch.part(kept);
    const posted = (await this.posting.found(batch)) ?? (await this.post(batch, rows, format));
    const failed = await this.settle(rows, posted).catch((error) => this.failed(error, batch));
    if (rows === batch) return failed.size === 0 ? batch.all(delivered) : batch.except(failed);
    const outcomes = new Map(kept.map((index, place) => [index, failed.get(place) ?? delivered]));
    return batch.each(({ index }) => outcomes.get(index) ?? following);
  }

  private async post(batch: Batch, rows: Batch, format: DeliveryOptions): Promise<Posted> {
    if (format.isOrdered) await this.earlierImports.waitFor(batch.stream, format);
    for (let abandoned: string | undefined; ; ) {
      const importId = await this.imports.of(batch.stream, format);
      if (importId === abandoned) throw sameImportAgain(importId);
      try {
        const posted = await this.posting.post(batch, importId, this.uploadOf(batch, rows, format));
        if (posted) return posted;
        await this.imports.abandon(batch.stream, importId);
        abandoned = importId;
      } catch (error) {
        if (error instanceof ConnectorError && isOutcomeUnknown(error))
          await this.imports.abandon(batch.stream, importId);
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
    const ended = await context.waiting(JOB, () =>
      waitForJob({ api, context, patience, importId, id }, execution),
    );
    return failedOutcomes(rows, { importId, execution: ended }, { api, context });
  }

  /**
   * Makes the error of an accepted document final, because the document must not be sent again in this sync. A document that
   * arrived truncated is the exception: its job has ended, so none of it is read later, and its lines are the same when it is
   * sent again.
   */
  private failed(error: unknown, batch: Batch): never {
    if (!(error instanceof ConnectorError) || !error.retryable) throw error;
    if (error.code !== DOCUMENT_TRUNCATED) throw error.with({ exhausted: true });
    const sends = (this.truncations.get(batch) ?? 0) + 1;
    this.truncations.set(batch, sends);
    if (sends < MAX_SENDS) throw error;
    throw error.with({
      exhausted: true,
      message: `${error.message} It was sent ${sends} times. Lower Maximum Bytes per Document (document_max_bytes), and check proxies between the connector and mediarithmics.`,
    });
  }

  /** A document keeps its name when it is sent again, so that any accepted attempt is found. */
  private uploadOf(batch: Batch, rows: Batch, { mimeType }: DocumentFormat): Upload {
    const document = { mediaType: MEDIA_TYPES[mimeType], body: rows.body(), lines: rows.size };
    if (this.config.upload_format === 'raw') return rawUpload(document);
    const ending = mimeType === 'TEXT_CSV' ? 'csv' : 'ndjson';
    const fileName = this.fileNames.get(batch) ?? `airbyte-${randomBytes(16).toString('hex')}.${ending}`;
    this.fileNames.set(batch, fileName);
    return formUpload(document, fileName);
  }
}

/** The error for a new import with the id of an abandoned one, whose executions could not be distinguished. */
function sameImportAgain(importId: string): ConnectorError {
  return transientError(
    `mediarithmics returned the document import ${importId} again instead of a new one, and its last document is missing. Run the sync again; if this happens again, ask mediarithmics why.`,
    { code: 'ERR_IMPORT_AGAIN', exhausted: true },
  );
}
