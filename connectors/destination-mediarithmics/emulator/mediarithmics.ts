import {
  apiKeyCheck,
  type EmulatedRequest,
  type EmulatedResponse,
  type Provider,
} from '@airbyte-ts/cdk/emulator';
import { readDocument } from './document.ts';
import type { DocumentImport } from './document-types.ts';
import { type Job, jobResource, statusOf } from './job.ts';
import { jobQueue } from './jobs.ts';
import { importFields, type MediarithmicsOptions, mediarithmicsOptions } from './options.ts';
import { error, one, page } from './responses.ts';
import { lineStore, type StoredLine } from './store.ts';

/** The only data mart. */
export const DATAMART = '1502';

export interface Mediarithmics extends Provider {
  /** Stored lines, in the order in which jobs stored them; empty unless lines are kept. */
  readonly lines: readonly StoredLine[];
  /** Number of activities that were dropped because their `$unique_key` was already stored. */
  readonly repeated: number;
  /** Current profiles, memberships and choices. */
  readonly state: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly imports: readonly DocumentImport[];
  readonly jobs: readonly Job[];
  /** Completes all jobs that end at all, regardless of the time. */
  finishAll(): void;
}

/**
 * Emulates mediarithmics: document imports, their executions and the files of these.
 * @throws Error when an option is not valid.
 */
export function mediarithmics(input: MediarithmicsOptions = {}): Mediarithmics {
  const options = mediarithmicsOptions.parse(input);
  const { listedAfterMs, foundAfterMs, pageSize, listOrder, earlyParameters } = options;
  const store = lineStore(options.keep, options.dedupe);
  const jobs = jobQueue(options, store);
  const imports: { readonly at: number; readonly is: DocumentImport }[] = options.imports.map((is) => ({
    at: 0,
    is,
  }));
  // The token is accepted with or without the prefix of long-lived tokens.
  const bare = (token: string): string => token.replace(/^api:/, '');
  const check = apiKeyCheck({ ...options, keys: options.keys.map(bare) });

  const respond = (request: EmulatedRequest, rows: number): EmulatedResponse => {
    const now = request.wallAt;
    const stored = jobs.advance(now);
    const response = route(request, now, rows);
    // The work of jobs becomes visible with the next request of any kind.
    return stored > 0 && !response.effect
      ? { ...response, effect: { what: 'stored', rows: stored } }
      : response;
  };

  const route = (request: EmulatedRequest, now: number, rows: number): EmulatedResponse => {
    const { method, path, headers, query, body } = request;
    const access = check(headers.authorization && bare(headers.authorization));
    if (access === 401) return error(401, 'Authorization is missing or not valid');
    if (access === 403) return error(403, 'this token may not do that');
    if (body.length > options.maxBodyBytes) return error(413, 'the document is too large');
    if (path === '/v1/data_file/data') {
      const text = jobs.file(query.get('uri') ?? '');
      return method !== 'GET' || text === undefined
        ? error(404, 'no such file')
        : { status: 200, body: text };
    }
    const [, mart, rest = ''] = /^\/v1\/datamarts\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    if (mart !== DATAMART) return error(404, 'not found');
    if (rest === '' && method === 'GET') return one(datamart(options.type, options.archived));
    const [, importId, executionId, action] =
      /^\/document_imports(?:\/(\d+)(?:\/executions(?:\/(\d+)(\/action)?)?)?)?$/.exec(rest) ?? [];
    if (rest === '/document_imports')
      return method === 'POST' ? createImport(request, now) : listImports(request, now);
    const found = imports.find(({ is }) => is.id === importId)?.is;
    if (!found) return error(404, 'no such document import');
    if (executionId === undefined && !rest.endsWith('/executions'))
      return method === 'GET' ? one(found) : error(405, 'not allowed');
    if (executionId === undefined)
      return method === 'POST' ? execute(request, found, now, rows) : listJobs(request, found, now);
    const job = jobs.all.find(({ id }) => id === executionId);
    const isThere = job && job.import === found && now - job.createdAt >= foundAfterMs && statusOf(job, now);
    if (!job || !isThere) return error(404, 'no such execution');
    if (action === undefined) return one(jobResource(job, now, earlyParameters));
    return cancel(request, job, now);
  };

  const createImport = ({ body, headers }: EmulatedRequest, now: number): EmulatedResponse => {
    if (!headers['content-type']?.startsWith('application/json')) return error(415, 'JSON is expected');
    const parsed = importFields.safeParse(jsonOf(body));
    if (!parsed.success) return error(400, 'the document import is not valid');
    const { document_type, mime_type } = parsed.data;
    if (mime_type === 'TEXT_CSV' && document_type !== 'USER_SEGMENT')
      return error(400, 'only USER_SEGMENT takes TEXT_CSV');
    const is = { id: String(20_001 + imports.length), ...parsed.data };
    imports.push({ at: now, is });
    const response = one({ ...is, datamart_id: DATAMART, datafarm_key: 'DF_EU_2026_01' });
    return { ...response, effect: { what: 'created', rows: 0 } };
  };

  const listImports = (request: EmulatedRequest, now: number): EmulatedResponse => {
    const words = request.query.get('keywords') ?? '';
    const listed = imports.filter(({ at, is }) => now - at >= listedAfterMs && is.name.includes(words));
    return page(
      listed.map(({ is }) => is),
      request,
      pageSize,
    );
  };

  const execute = (
    request: EmulatedRequest,
    to: DocumentImport,
    now: number,
    rows: number,
  ): EmulatedResponse => {
    const document = readDocument(request, to);
    if (typeof document === 'string') return error(400, document);
    const job = jobs.submit(to, { ...document, lines: document.lines.slice(0, rows) }, now);
    return {
      ...one(jobResource(job, now, earlyParameters)),
      effect: { what: 'accepted', rows: job.numberOfLines },
    };
  };

  const listJobs = (request: EmulatedRequest, of: DocumentImport, now: number): EmulatedResponse => {
    const listed = jobs.all.filter(
      (job) => job.import === of && now - job.createdAt >= listedAfterMs && statusOf(job, now),
    );
    const all = listed.map((job) => jobResource(job, now, earlyParameters));
    return page(listOrder === 'newest_first' ? all.reverse() : all, request, pageSize);
  };

  const cancel = ({ method, body }: EmulatedRequest, job: Job, now: number): EmulatedResponse => {
    if (method !== 'POST') return error(405, 'not allowed');
    const { action } = (jsonOf(body) ?? {}) as { action?: unknown };
    if (action !== 'CANCEL') return error(400, 'no such action');
    if (!jobs.cancel(job, now)) return error(400, 'only a pending execution can be cancelled');
    return one(jobResource(job, now, earlyParameters));
  };

  return {
    name: 'mediarithmics document imports',
    get stored() {
      return store.stored;
    },
    get repeated() {
      return store.repeated;
    },
    get imports() {
      return imports.map(({ is }) => is);
    },
    lines: store.lines,
    state: store.state,
    jobs: jobs.all,
    finishAll: () => void jobs.advance(Number.MAX_SAFE_INTEGER),
    handle: (request) => respond(request, Number.POSITIVE_INFINITY),
    handlePartially: respond,
  };
}

function datamart(type: string, archived: boolean): object {
  return { id: DATAMART, name: 'Emulated', organisation_id: '1', time_zone: 'Europe/Paris', type, archived };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
