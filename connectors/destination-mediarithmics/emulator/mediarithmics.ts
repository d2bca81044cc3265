import {
  apiKeyCheck,
  type EmulatedProvider,
  type EmulatedRequest,
  type EmulatedResponse,
} from '@airbyte-ts/cdk/emulator';
import { DATAMART, datamart } from './datamart.ts';
import type { DocumentImport } from './document-types.ts';
import { Executions } from './executions.ts';
import { Imports } from './imports.ts';
import type { Job } from './job.ts';
import { jobQueue } from './jobs.ts';
import { type MediarithmicsOptions, mediarithmicsOptions, type ParsedOptions } from './options.ts';
import { error, one } from './responses.ts';
import { lineStore, type StoredLine } from './store.ts';

export interface Mediarithmics extends EmulatedProvider {
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
  const store = lineStore(options.keep, options.dedupe);
  const jobs = jobQueue(options, store);
  const imports = new Imports(options);
  const executions = new Executions(options, jobs);
  const admit = admission(options);

  const respond = (request: EmulatedRequest, rows: number): EmulatedResponse => {
    const stored = jobs.advance(request.wallAt);
    const response = admit(request) ?? route(request, rows);
    // The work of jobs becomes visible with the next request of any kind.
    return stored > 0 && !response.effect
      ? { ...response, effect: { what: 'stored', rows: stored } }
      : response;
  };

  const route = (request: EmulatedRequest, rows: number): EmulatedResponse => {
    const { method, path, query, wallAt } = request;
    if (path === '/v1/data_file/data') {
      const text = jobs.file(query.get('uri') ?? '');
      return method !== 'GET' || text === undefined
        ? error(404, 'no such file')
        : { status: 200, body: text };
    }
    const [, mart, rest = ''] = /^\/v1\/datamarts\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    if (mart !== DATAMART) return error(404, 'not found');
    if (rest === '' && method === 'GET') return one(datamart(options));
    if (rest === '/document_imports')
      return method === 'POST' ? imports.create(request) : imports.list(request);
    const [, importId, executionId, action] =
      /^\/document_imports\/(\d+)(?:\/executions(?:\/(\d+)(\/action)?)?)?$/.exec(rest) ?? [];
    const found = imports.find(importId);
    if (!found) return error(404, 'no such document import');
    if (executionId === undefined && !rest.endsWith('/executions'))
      return method === 'GET' ? one(found) : error(405, 'not allowed');
    if (executionId === undefined)
      return method === 'POST' ? executions.create(request, found, rows) : executions.list(request, found);
    const job = executions.find(executionId, found, wallAt);
    if (!job) return error(404, 'no such execution');
    return action === undefined ? executions.show(request, job) : executions.cancel(request, job);
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
      return imports.all;
    },
    lines: store.lines,
    state: store.state,
    jobs: jobs.all,
    finishAll: () => void jobs.advance(Number.MAX_SAFE_INTEGER),
    handle: (request) => respond(request, Number.POSITIVE_INFINITY),
    handlePartially: respond,
  };
}

/** Checks the token and the size, before the request is read. */
function admission(options: ParsedOptions): (request: EmulatedRequest) => EmulatedResponse | undefined {
  // The token is accepted with or without the prefix of long-lived tokens.
  const bare = (token: string): string => token.replace(/^api:/, '');
  const check = apiKeyCheck({ ...options, keys: options.keys.map(bare) });
  return ({ headers, body }) => {
    const access = check(headers.authorization && bare(headers.authorization));
    if (access === 401) return error(401, 'Authorization is missing or not valid');
    if (access === 403) return error(403, 'this token may not do that');
    return body.length > options.maxBodyBytes ? error(413, 'the document is too large') : undefined;
  };
}
