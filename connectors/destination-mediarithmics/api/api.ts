import {
  ConnectorError,
  type Context,
  type Http,
  type HttpRequest,
  pathSegment,
  transientError,
} from '@airbyte-ts/cdk';
import type { z } from 'zod';
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';
import type { Upload } from '../imports/upload.ts';
import {
  classifyWith,
  errorInSuccess,
  namingSettings,
  PROVIDER_ERROR,
  unknownId,
  withExplanation,
} from './errors.ts';
import { type Page, readList } from './pages.ts';
import { rejectionLogger } from './rejection-logger.ts';
import {
  type Datamart,
  type DocumentImport,
  datamart,
  documentImport,
  type ErrorEnvelope,
  type Execution,
  envelopeOf,
  execution,
  type SuccessEnvelope,
} from './responses.ts';

/** The properties of a new document import. */
export type NewImport = Readonly<Record<'document_type' | 'mime_type' | 'name' | 'priority', string>>;

/** The time limit of an upload is one minute plus one second per this number of bytes. */
const BYTES_PER_SECOND = 100_000;

/**
 * The endpoints for document imports and their executions, below `/v1/datamarts/{id}`. Every response has an envelope:
 * `{"status": "ok", "data": …}`, or `{"status": "error", "error", "error_id"}`, whose id the provider's support needs.
 * https://developer.mediarithmics.io/resources/api-overview
 */
export class Api {
  private readonly http: Http;
  private readonly root: string;
  private readonly logRejection: (error: ConnectorError) => void;
  /** Handles a 404 to a request that names no id but the data mart's. */
  private readonly unknownDatamart: (error: unknown) => never;

  constructor(config: Config, context: Context) {
    this.http = context.http({
      baseUrl: config.base_url,
      settings: { baseUrl: 'Base URL (base_url)', credentials: 'API Token (api_token)' },
      // Without a scheme such as Bearer, which long-lived tokens do not have.
      headers: { authorization: config.api_token },
      classify: classifyWith(config.api_token),
      isProviderError: ({ text }) => PROVIDER_ERROR.test(text),
    });
    this.logRejection = rejectionLogger(context.log);
    this.root = `/v1/datamarts/${pathSegment(config.datamart_id)}`;
    this.unknownDatamart = unknownId(`data mart ${config.datamart_id}`, 'Datamart ID (datamart_id)');
  }

  /** Reads the data mart. Throws a config error that names the setting if mediarithmics does not know it. */
  datamart(): Promise<Datamart> {
    return this.read({ method: 'GET', path: this.root, idempotent: true }, datamart).catch(
      this.unknownDatamart,
    );
  }

  /** Reads the first import of the list, which verifies that the token may list imports. */
  async listImports(): Promise<void> {
    await this.read(
      { ...this.imports(), query: { max_results: 1 }, idempotent: true },
      documentImport.array(),
    ).catch(this.unknownDatamart);
  }

  /** Reads the import of the settings. Throws a config error that names the setting if mediarithmics does not know it. */
  configuredImport(id: string): Promise<DocumentImport> {
    return this.read({ ...this.imports(id), idempotent: true }, documentImport).catch(
      unknownId(`document import ${id}`, 'Document Import ID (document_import_id)'),
    );
  }

  /** Lists the imports whose names contain a word. */
  importsNamed(word: string): Promise<readonly DocumentImport[]> {
    const request = this.imports();
    return readList({
      read: (query) => this.page({ ...request, query: { ...query, keywords: word } }, documentImport),
    }).catch(this.unknownDatamart);
  }

  /** Creates an import. A request that is rejected as invalid throws `ERR_CONTROL_REQUEST_REJECTED`. */
  createImport(wanted: NewImport): Promise<DocumentImport> {
    const json = { ...wanted, encoding: 'utf-8' };
    const request = { ...this.imports(), method: 'POST', json, carriesRecords: false } as const;
    return this.send(request, documentImport).catch(this.unknownDatamart);
  }

  /** Lists the newest executions. Those after a page of known executions may be omitted. */
  executions(importId: string, known?: ReadonlySet<string>): Promise<readonly Execution[]> {
    const request = this.executionsOf(importId);
    return readList({
      read: (query) => this.page({ ...request, query }, execution),
      ...(known && { known }),
    });
  }

  findExecution(importId: string, id: string): Promise<Execution> {
    return this.read({ ...this.executionsOf(importId, id), idempotent: true }, execution);
  }

  /** Sends a document. The HTTP client does not repeat it, because a lost response does not show whether a job was created. */
  execute(importId: string, { contentType, body, bytes }: Upload): Promise<Execution> {
    const timeoutMs = 60_000 + Math.ceil((bytes / BYTES_PER_SECOND) * 1_000);
    const headers = { 'content-type': contentType };
    return this.send({ ...this.executionsOf(importId), method: 'POST', headers, body, timeoutMs }, execution);
  }

  cancel(importId: string, id: string): Promise<Execution> {
    const { path, route } = this.executionsOf(importId, id);
    const action = { path: `${path}/action`, route: `${route}/action`, json: { action: 'CANCEL' } };
    return this.read({ ...action, method: 'POST', idempotent: true }, execution);
  }

  /**
   * Reads a file of an execution of up to `maxBytes`. The client repeats it only after rejections such as 429; the caller can
   * continue without the file.
   */
  async file(uri: string, maxBytes: number): Promise<string> {
    const request = {
      method: 'GET',
      path: '/v1/data_file/data',
      query: { uri },
      idempotent: 'when-rejected',
      maxResponseBytes: maxBytes,
    } as const;
    const { status, data } = await this.http.request(request);
    if (data.trim() !== '') return data;
    // A gateway may send an empty success. Taken for the file, it would identify no line and match no document.
    throw transientError(
      `mediarithmics responded to GET ${request.path} with an empty body (status ${status}) instead of a file.`,
      { code: 'ERR_UNREADABLE_RESPONSE', status },
    );
  }

  private imports(id?: string) {
    const [path, route] = id === undefined ? ['', ''] : [`/${pathSegment(id)}`, '/{importId}'];
    return {
      method: 'GET',
      path: `${this.root}/document_imports${path}`,
      route: `/v1/datamarts/{datamartId}/document_imports${route}`,
    } as const;
  }

  private executionsOf(importId: string, id?: string) {
    const { path, route } = this.imports(importId);
    const [more, name] = id === undefined ? ['', ''] : [`/${pathSegment(id)}`, '/{executionId}'];
    return { method: 'GET', path: `${path}/executions${more}`, route: `${route}/executions${name}` } as const;
  }

  private async page<T extends z.ZodType>(request: HttpRequest, item: T): Promise<Page<z.infer<T>>> {
    const repeatable = { ...request, idempotent: true, carriesRecords: false };
    return this.envelope(repeatable, item.array()).catch(namingSettings);
  }

  private async read<T extends z.ZodType>(request: HttpRequest, data: T): Promise<z.infer<T>> {
    return this.send({ ...request, carriesRecords: false }, data).catch(namingSettings);
  }

  private async send<T extends z.ZodType>(request: HttpRequest, data: T): Promise<z.infer<T>> {
    return (await this.envelope(request, data)).data;
  }

  /** Sends a request and returns the envelope of its response. */
  private async envelope<T extends z.ZodType>(
    request: HttpRequest,
    data: T,
  ): Promise<SuccessEnvelope<z.infer<T>>> {
    const hasRecords = request.carriesRecords !== false;
    let response: { readonly status: number; readonly data: unknown };
    try {
      response = await this.http.request({ ...request, responseSchema: envelopeOf(data) });
    } catch (error) {
      throw error instanceof ConnectorError
        ? this.failure(withExplanation(error, hasRecords), hasRecords)
        : error;
    }
    const envelope = response.data as ({ status: 'ok' } & SuccessEnvelope<z.infer<T>>) | ErrorEnvelope;
    if (envelope.status === 'ok') return envelope;
    const call = `${request.method} ${request.route ?? request.path}`;
    throw this.failure(errorInSuccess({ call, status: response.status, hasRecords }, envelope), hasRecords);
  }

  /** Returns the error, and logs it if it rejects a document. */
  private failure(error: ConnectorError, hasRecords: boolean): ConnectorError {
    if (error.kind === 'reject' && hasRecords) this.logRejection(error);
    return error;
  }
}
