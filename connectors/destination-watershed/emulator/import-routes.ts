import { type EmulatedRequest, type EmulatedResponse, jsonResponse } from '@airbyte-ts/cdk/emulator';
import type { WatershedJobs } from './jobs.ts';
import { listImports, unfinished, visibleImports } from './list.ts';
import type { Mistakes } from './mistakes.ts';
import type { ParsedOptions } from './options.ts';
import type { WatershedStore } from './store.ts';

type Route = (request: EmulatedRequest) => EmulatedResponse;

/** The routes of accepted files: the list of imports, the progress of a job, and the removal of an import. */
export function importRoutes(
  options: ParsedOptions,
  store: WatershedStore,
  jobs: WatershedJobs,
  mistakes: Mistakes,
): { readonly list: Route; readonly job: Route; readonly remove: Route } {
  return {
    list({ query, at }) {
      const running = options.listsUnfinished ? jobs.running : [];
      const listed = [
        ...visibleImports(store.imports, options, at),
        ...running.map(({ upload, endsWall }) => unfinished(upload, endsWall)),
      ];
      return jsonResponse(200, listImports(listed, query, options));
    },
    job({ path, at }) {
      const percentage = options.jobEndpoint ? jobs.percentage(lastOf(path), at) : undefined;
      return percentage === undefined ? notFound() : jsonResponse(200, { percentage });
    },
    remove({ path, query, at }) {
      const isOlder = path.includes('/statement-import/');
      if (options.voids === (isOlder ? 'csv-import' : 'statement-import')) return notFound();
      if (isOlder && query.get('deleteLrsStatements') !== 'true')
        return mistakes.reject('deleteLrsStatements is missing');
      const found = visibleImports(store.imports, options, at).find(({ id }) => id === lastOf(path));
      if (!found) return notFound();
      store.void(found);
      return { status: 200, effect: { what: 'voided', rows: found.rowCount } };
    },
  };
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const notFound = (): EmulatedResponse => jsonResponse(404, { error: 'not found' });
