import {
  type EmulatedRequest,
  type EmulatedResponse,
  jsonResponse,
  type Provider,
} from '@airbyte-ts/cdk/emulator';
import { admission } from './admission.ts';
import { type ReceivedFile, readFile } from './files.ts';
import { type JobProgress, WatershedJobs } from './jobs.ts';
import { listImports, unfinished, visibleImports } from './list.ts';
import { type WatershedOptions, watershedOptions } from './options.ts';
import { cellsOf, type Import, type ImportedRow, WatershedStore } from './store.ts';
import { make, type Template } from './templates.ts';

export { ORGANIZATION, SECRET as WATERSHED_SECRET, type WatershedOptions } from './options.ts';

export interface Watershed extends Provider {
  /** Imports in the order in which they finished, including voided ones. */
  readonly imports: readonly Import[];
  /** Rows that a user sees: those of listed imports, in the order in which they finished. */
  rows(): readonly ImportedRow[];
  /** Whether a statement is voided; undefined for an unknown one. */
  isVoided(statementId: string): boolean | undefined;
  readonly people: readonly string[];
  /** Errors of forms and files, which the provider reports only by e-mail. A correct connector causes none. */
  readonly mistakes: readonly string[];
  /** Number of previewed rows. */
  readonly previewed: number;
}

type Route = (request: EmulatedRequest, rows: number) => EmulatedResponse;

/**
 * Emulates Watershed with one organization, by
 * https://support.watershedlrs.com/hc/en-us/articles/218210943-Import-a-Data-CSV-via-API and the provider's own PHP client
 * (https://github.com/WatershedLRS/WatershedPHP). Imports take time on the emulator's clock, and progress is applied when the
 * next request arrives. @throws Error when an option is not valid.
 */
export function watershed(input: WatershedOptions = {}): Watershed {
  const options = watershedOptions.parse(input);
  const store = new WatershedStore(options);
  const jobs = new WatershedJobs(store);
  const admit = admission(options);
  const mistakes: string[] = [];
  let accepted = 0;
  let previewed = 0;
  let now = 0;

  const wrong = (problem: string): EmulatedResponse => {
    mistakes.push(problem);
    return jsonResponse(400, { error: problem });
  };

  /** Returns the template and the file of a request, or the response that rejects it. */
  const receive = (
    request: EmulatedRequest,
    isPreview: boolean,
  ): { readonly template: Template; readonly file: ReceivedFile } | EmulatedResponse => {
    const file = readFile(request, isPreview);
    if (typeof file === 'string') return wrong(file);
    const wanted = request.query.get('template');
    const template = options.templates.find(({ name, id }) => name === wanted || id === wanted);
    if (!template) return jsonResponse(options.unknownTemplate, { error: 'there is no such template' });
    return { template, file };
  };

  const upload: Route = (request, most) => {
    const received = receive(request, false);
    if ('status' in received) return received;
    const { template, file } = received;
    accepted++;
    const jobId = `${9_000 + accepted}`;
    const id = options.sameIds ? jobId : `${8_000 + accepted}`;
    const response = { status: 202, ...acceptance(options.accepted, jobId) };
    if (typeof file.table === 'string') {
      // The provider reports this by e-mail only.
      mistakes.push(file.table);
      return response;
    }
    const { rows } = file.table;
    const taken = options.halved.includes(accepted) ? Math.min(most, rows.length >> 1) : most;
    const table = { ...file.table, rows: rows.slice(0, taken) };
    const takesMs = options.importMs + options.importMsPerRow * table.rows.length;
    const { at, wallAt } = request;
    jobs.start(jobId, { id, template, ...file, table }, { at, wallAt, takesMs }, fateOf(accepted));
    jobs.settle(at);
    return { ...response, effect: { what: 'accepted', rows: table.rows.length } };
  };

  const fateOf = (nth: number): JobProgress =>
    options.vanish.includes(nth) ? 'vanished' : options.stuck.includes(nth) ? 'stuck' : 'imported';

  const preview: Route = (request) => {
    const received = receive(request, true);
    if ('status' in received) return received;
    const { template, file } = received;
    if (typeof file.table === 'string') return wrong(file.table);
    const { header, rows } = file.table;
    previewed += rows.length;
    const failedRows: Record<string, string> = {};
    const statements: Record<string, unknown> = {};
    rows.forEach((row, index) => {
      const made = make(template, cellsOf(header, row));
      if ('failure' in made) failedRows[String(index + 2)] = made.failure;
      else if ('statements' in made) statements[String(index + 2)] = made.statements;
    });
    return {
      ...jsonResponse(200, { failedRows, statements }),
      effect: { what: 'previewed', rows: rows.length },
    };
  };

  const list: Route = ({ query }) => {
    const running = options.listsUnfinished ? jobs.running : [];
    const listed = [
      ...visibleImports(store.imports, options, now),
      ...running.map(({ upload, endsWall }) => unfinished(upload, endsWall)),
    ];
    return jsonResponse(200, listImports(listed, query, options));
  };

  const job: Route = ({ path }) => {
    const percentage = options.jobEndpoint ? jobs.percentage(lastOf(path), now) : undefined;
    return percentage === undefined ? notFound() : jsonResponse(200, { percentage });
  };

  const remove: Route = ({ path, query }) => {
    const isOlder = path.includes('/statement-import/');
    if (options.voids === (isOlder ? 'csv-import' : 'statement-import')) return notFound();
    if (isOlder && query.get('deleteLrsStatements') !== 'true')
      return wrong('deleteLrsStatements is missing');
    const found = visibleImports(store.imports, options, now).find(({ id }) => id === lastOf(path));
    if (!found) return notFound();
    store.void(found);
    return { status: 200, effect: { what: 'voided', rows: found.rowCount } };
  };

  const routes: readonly (readonly [method: string, path: RegExp, route: Route])[] = [
    ['POST', /^csv-import$/, upload],
    ['POST', /^statement-import\/preview$/, preview],
    ['GET', /^csv-import$/, list],
    ['GET', /^csv-import\/job\/[^/]+$/, job],
    ['DELETE', /^csv-import\/[^/]+$/, remove],
    ['DELETE', /^statement-import\/[^/]+$/, remove],
  ];
  const home = `/api/organizations/${options.organization}/`;
  const respond = (request: EmulatedRequest, rows: number): EmulatedResponse => {
    const { method, path, at } = request;
    now = at;
    jobs.settle(now);
    const rejection = admit(request);
    if (rejection) return rejection;
    const rest = path.startsWith(home) ? path.slice(home.length) : '';
    const found = routes.find(([verb, pattern]) => verb === method && pattern.test(rest));
    return found ? found[2](request, rows) : notFound();
  };

  return {
    name: 'Watershed',
    get stored() {
      return store.stored;
    },
    imports: store.imports,
    rows: () => visibleImports(store.imports, options, now).flatMap(({ rows }) => rows),
    isVoided: (id) => store.isVoided(id),
    get people() {
      return store.peopleIds;
    },
    mistakes,
    get previewed() {
      return previewed;
    },
    handle: (request) => respond(request, Number.POSITIVE_INFINITY),
    handlePartially: respond,
  };
}

function acceptance(form: 'text' | 'json' | 'object' | 'empty', id: string): Partial<EmulatedResponse> {
  const json = { 'Content-Type': 'application/json' };
  switch (form) {
    case 'text':
      return { headers: { 'Content-Type': 'text/plain' }, body: id };
    case 'json':
      return { headers: json, body: JSON.stringify(id) };
    case 'object':
      return { headers: json, body: JSON.stringify({ id: Number(id) }) };
    case 'empty':
      return {};
  }
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const notFound = (): EmulatedResponse => jsonResponse(404, { error: 'not found' });
