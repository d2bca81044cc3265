import type { EmulatedProvider, EmulatedRequest, EmulatedResponse } from '@airbyte-ts/cdk/emulator';
import { admission } from './admission.ts';
import { FileRoutes } from './file-routes.ts';
import { importRoutes, notFound } from './import-routes.ts';
import { WatershedJobs } from './jobs.ts';
import { visibleImports } from './list.ts';
import { Mistakes } from './mistakes.ts';
import { type WatershedOptions, watershedOptions } from './options.ts';
import { type Import, type ImportedRow, WatershedStore } from './store.ts';

export { ORGANIZATION, SECRET as WATERSHED_SECRET, type WatershedOptions } from './options.ts';

export interface Watershed extends EmulatedProvider {
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
  const mistakes = new Mistakes();
  const admit = admission(options);
  const files = new FileRoutes(options, jobs, mistakes);
  const { list, job, remove } = importRoutes(options, store, jobs, mistakes);
  let now = 0;

  const routes: readonly (readonly [method: string, path: RegExp, route: Route])[] = [
    ['POST', /^csv-import$/, (request, rows) => files.upload(request, rows)],
    ['POST', /^statement-import\/preview$/, (request) => files.preview(request)],
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
    mistakes: mistakes.texts,
    get previewed() {
      return files.previewed;
    },
    handle: (request) => respond(request, Number.POSITIVE_INFINITY),
    handlePartially: respond,
  };
}
