import type { z } from 'zod';
import {
  ConnectorError,
  type Context,
  configError,
  type Http,
  type HttpRequest,
  pathSegment,
  type RawResponse,
} from '#cdk';
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';
import type { Upload } from '../imports/upload.ts';
import { listed, type Page } from './pages.ts';
import {
  type Datamart,
  type DocumentImport,
  datamart,
  documentImport,
  type Execution,
  execution,
  type Failed,
  type Whole,
  wrapped,
} from './replies.ts';

/** What a new document import is. */
export type NewImport = Readonly<Record<'document_type' | 'mime_type' | 'name' | 'priority', string>>;

/** Of every refusal that mediarithmics writes itself. */
const OWN_ERROR = /^\s*\{.*"status"\s*:\s*"error"/s;

/** An upload has a minute, and a second more for every so many bytes. */
const BYTES_PER_SECOND = 100_000;

/**
 * The endpoints for document imports and their executions, below `/v1/datamarts/{id}`. Every answer is wrapped:
 * `{"status": "ok", "data": …}`, or `{"status": "error", "error", "error_id"}`, whose id the provider's support asks for.
 * https://developer.mediarithmics.io/resources/api-overview
 */
export class Api {
  private readonly http: Http;
  private readonly root: string;

  constructor(config: Config, context: Context) {
    this.http = context.http({
      baseUrl: config.base_url,
      settings: { baseUrl: 'Base URL (base_url)', credentials: 'API Token (api_token)' },
      // As it is: long-lived tokens have no scheme before them.
      headers: { authorization: config.api_token },
      classify: tokenRefused(config.api_token),
      isProviderError: ({ text }) => OWN_ERROR.test(text),
    });
    this.root = `/v1/datamarts/${pathSegment(config.datamart_id)}`;
  }

  datamart(): Promise<Datamart> {
    return this.read({ method: 'GET', path: this.root, idempotent: true }, datamart);
  }

  /** The first import of the list; proves that imports may be listed. */
  async listImports(): Promise<void> {
    await this.read(
      { ...this.imports(), query: { max_results: 1 }, idempotent: true },
      documentImport.array(),
    );
  }

  findImport(id: string): Promise<DocumentImport> {
    return this.read({ ...this.imports(id), idempotent: true }, documentImport);
  }

  /** The imports with this word in their name. */
  importsNamed(word: string): Promise<readonly DocumentImport[]> {
    const request = this.imports();
    return listed({
      read: (query) => this.page({ ...request, query: { ...query, keywords: word } }, documentImport),
    });
  }

  /** Refused as invalid it throws a `reject`, as is true of nothing else here but `execute`. */
  createImport(wanted: NewImport): Promise<DocumentImport> {
    const json = { ...wanted, encoding: 'utf-8' };
    return this.send({ ...this.imports(), method: 'POST', json }, documentImport);
  }

  /** The newest executions; those behind a page of known ones may be left out. */
  executions(importId: string, known?: ReadonlySet<string>): Promise<readonly Execution[]> {
    const request = this.executionsOf(importId);
    return listed({
      read: (query) => this.page({ ...request, query }, execution),
      ...(known && { known }),
    });
  }

  findExecution(importId: string, id: string): Promise<Execution> {
    return this.read({ ...this.executionsOf(importId, id), idempotent: true }, execution);
  }

  /** Sends a document. Not repeated by the client: nobody knows whether a job has begun. */
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

  /** A file of an execution. Only refusals are waited for: after any other failure the caller can do without it. */
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
    return this.answered(() => this.whole({ ...request, idempotent: true }, item.array()));
  }

  private async read<T extends z.ZodType>(request: HttpRequest, data: T): Promise<z.infer<T>> {
    return this.answered(() => this.send(request, data));
  }

  private async send<T extends z.ZodType>(request: HttpRequest, data: T): Promise<z.infer<T>> {
    return (await this.whole(request, data)).data;
  }

  /** What carries no records: what it is refused for is the settings' or our own affair, never the records'. */
  private async answered<T>(asked: () => Promise<T>): Promise<T> {
    try {
      return await asked();
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'reject') throw error;
      throw configError(
        'mediarithmics refused a request of the connector as invalid. Check Datamart ID (datamart_id) and Document Import ID (document_import_id); if they are right, report this.',
        { ...(error.detail !== undefined && { detail: error.detail }), cause: error },
      );
    }
  }

  /** The answer with what is beside its data. */
  private async whole<T extends z.ZodType>(request: HttpRequest, data: T): Promise<Whole<z.infer<T>>> {
    try {
      const reply = await this.http.request({ ...request, reply: wrapped(data) });
      const answer = reply.data as ({ status: 'ok' } & Whole<z.infer<T>>) | Failed;
      if (answer.status === 'ok') return answer;
      throw refusedWithSuccess(reply.status, answer.error_id);
    } catch (error) {
      throw error instanceof ConnectorError ? withErrorId(error) : error;
    }
  }
}

function refusedWithSuccess(status: number, errorId: string | null | undefined): ConnectorError {
  const id = errorId && UUID.test(errorId) ? errorId : 'none';
  const detail = `status ${status} with an error in its body, error_id ${id}`;
  return new ConnectorError('reject', 'mediarithmics refused what was sent.', {
    code: 'ERR_REFUSED',
    status,
    detail,
  });
}

/** Puts the id of the provider's error where an engineer finds it, and for what ends a sync, where the user does. */
function withErrorId(error: ConnectorError): ConnectorError {
  const id = errorIdIn(error.providerMessage ?? '');
  if (id === undefined) return error;
  const message =
    error.kind === 'reject' ? error.message : `${error.message} (mediarithmics’ error id: ${id}.)`;
  return error.with({ message, detail: `${error.detail ?? ''}, error_id ${id}` });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The answer's own `error_id`. Deeper ones may stand in a row that the provider repeats. */
function errorIdIn(text: string): string | undefined {
  try {
    const { error_id } = JSON.parse(text) as { readonly error_id?: unknown };
    return typeof error_id === 'string' && UUID.test(error_id) ? error_id : undefined;
  } catch {
    return undefined;
  }
}

function tokenRefused(token: string): (answer: RawResponse) => ConnectorError | undefined {
  const hint = token.startsWith('api:')
    ? ''
    : ' Long-lived tokens begin with api:, which has to be entered too.';
  return ({ status }) => {
    if (status === 401)
      return new ConnectorError(
        'auth',
        `mediarithmics refuses the API Token (api_token): it is wrong, or has expired. Create a new one and enter it as you got it.${hint}`,
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
