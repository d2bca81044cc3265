import {
  ConnectorError,
  type Context,
  configError,
  type Http,
  type HttpRequest,
  pathSegment,
  type RawResponse,
} from '@airbyte-ts/cdk';
import type { z } from 'zod';
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';
import type { Upload } from '../imports/upload.ts';
import { type Page, readList } from './pages.ts';
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
} from './replies.ts';

/** The properties of a new document import. */
export type NewImport = Readonly<Record<'document_type' | 'mime_type' | 'name' | 'priority', string>>;

/** Matches error responses of mediarithmics, as opposed to those of a proxy. */
const PROVIDER_ERROR = /^\s*\{.*"status"\s*:\s*"error"/s;

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

  constructor(config: Config, context: Context) {
    this.http = context.http({
      baseUrl: config.base_url,
      settings: { baseUrl: 'Base URL (base_url)', credentials: 'API Token (api_token)' },
      // Without a scheme such as Bearer, which long-lived tokens do not have.
      headers: { authorization: config.api_token },
      classify: classifyWith(config.api_token),
      isProviderError: ({ text }) => PROVIDER_ERROR.test(text),
    });
    this.root = `/v1/datamarts/${pathSegment(config.datamart_id)}`;
  }

  datamart(): Promise<Datamart> {
    return this.read({ method: 'GET', path: this.root, idempotent: true }, datamart);
  }

  /** Reads the first import of the list, which verifies that the token may list imports. */
  async listImports(): Promise<void> {
    await this.read(
      { ...this.imports(), query: { max_results: 1 }, idempotent: true },
      documentImport.array(),
    );
  }

  findImport(id: string): Promise<DocumentImport> {
    return this.read({ ...this.imports(id), idempotent: true }, documentImport);
  }

  /** Lists the imports whose names contain a word. */
  importsNamed(word: string): Promise<readonly DocumentImport[]> {
    const request = this.imports();
    return readList({
      read: (query) => this.page({ ...request, query: { ...query, keywords: word } }, documentImport),
    });
  }

  /** Creates an import. Like `execute`, and unlike the other methods, throws a `reject` error if the request is rejected as invalid. */
  createImport(wanted: NewImport): Promise<DocumentImport> {
    const json = { ...wanted, encoding: 'utf-8' };
    return this.send({ ...this.imports(), method: 'POST', json }, documentImport);
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

  /** Reads a file of an execution. The client repeats it only after rejections such as 429; the caller can continue without the file. */
  async file(uri: string): Promise<string> {
    const request = {
      method: 'GET',
      path: '/v1/data_file/data',
      query: { uri },
      idempotent: 'when-refused',
    } as const;
    return (await this.http.request(request)).data;
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
    return this.asConfigError(() => this.envelope({ ...request, idempotent: true }, item.array()));
  }

  private async read<T extends z.ZodType>(request: HttpRequest, data: T): Promise<z.infer<T>> {
    return this.asConfigError(() => this.send(request, data));
  }

  private async send<T extends z.ZodType>(request: HttpRequest, data: T): Promise<z.infer<T>> {
    return (await this.envelope(request, data)).data;
  }

  /** Converts a rejection of a request without records to a config error, because no record can be the cause. */
  private async asConfigError<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'reject') throw error;
      throw configError(
        'mediarithmics rejected a request of the connector as invalid. Check Datamart ID (datamart_id) and Document Import ID (document_import_id); if they are right, report this.',
        { ...(error.detail !== undefined && { detail: error.detail }), cause: error },
      );
    }
  }

  /** Sends a request and returns the envelope of its response. */
  private async envelope<T extends z.ZodType>(
    request: HttpRequest,
    data: T,
  ): Promise<SuccessEnvelope<z.infer<T>>> {
    try {
      const reply = await this.http.request({ ...request, reply: envelopeOf(data) });
      const envelope = reply.data as ({ status: 'ok' } & SuccessEnvelope<z.infer<T>>) | ErrorEnvelope;
      if (envelope.status === 'ok') return envelope;
      throw rejectedWithSuccess(reply.status, envelope.error_id);
    } catch (error) {
      throw error instanceof ConnectorError ? withErrorId(error) : error;
    }
  }
}

function rejectedWithSuccess(status: number, errorId: string | null | undefined): ConnectorError {
  const id = errorId && UUID.test(errorId) ? errorId : 'none';
  const detail = `status ${status} with an error in its body, error_id ${id}`;
  return new ConnectorError('reject', 'mediarithmics rejected the request.', {
    code: 'ERR_REFUSED',
    status,
    detail,
  });
}

/** Adds the provider's error id to the detail, and to the message of errors that end the sync. */
function withErrorId(error: ConnectorError): ConnectorError {
  const id = errorIdIn(error.providerMessage ?? '');
  if (id === undefined) return error;
  const message =
    error.kind === 'reject' ? error.message : `${error.message} (mediarithmics’ error id: ${id}.)`;
  return error.with({ message, detail: `${error.detail ?? ''}, error_id ${id}` });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The top-level `error_id` of a response. Deeper ones may be part of a record that the provider quotes. */
function errorIdIn(text: string): string | undefined {
  try {
    const { error_id } = JSON.parse(text) as { readonly error_id?: unknown };
    return typeof error_id === 'string' && UUID.test(error_id) ? error_id : undefined;
  } catch {
    return undefined;
  }
}

function classifyWith(token: string): (answer: RawResponse) => ConnectorError | undefined {
  const hint = token.startsWith('api:')
    ? ''
    : ' Long-lived tokens begin with api:, which has to be entered too.';
  return ({ status }) => {
    if (status === 401)
      return new ConnectorError(
        'auth',
        `mediarithmics rejects the API Token (api_token): it is wrong, or has expired. Create a new one and enter it unchanged.${hint}`,
        { code: 'ERR_TOKEN_REFUSED' },
      );
    if (status === 403)
      return new ConnectorError(
        'auth',
        'mediarithmics does not allow this API Token (api_token) to do what is needed. Give its account the right to import documents into the data mart.',
        { code: 'ERR_TOKEN_FORBIDDEN' },
      );
    return undefined;
  };
}
