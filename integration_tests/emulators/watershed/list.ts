import type { EmulatedRequest } from '../provider.ts';
import type { ParsedOptions } from './options.ts';
import type { Import } from './store.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

/** What the list of imports shows: those that are finished for a while and not voided. */
export function visibleImports(
  imports: readonly Import[],
  options: Pick<ParsedOptions, 'visibleAfterMs' | 'listsFailedImports'>,
  now: number,
): readonly Import[] {
  return imports.filter(
    ({ voided, finishedAt, failedRows, rowCount }) =>
      !voided &&
      finishedAt + options.visibleAfterMs <= now &&
      (options.listsFailedImports || Object.keys(failedRows).length < rowCount),
  );
}

/** `GET /csv-import` with `id`, `template` (its name), `_limit` and `_offset`; the misspelt names are the provider's. */
export function listImports(
  visible: readonly Import[],
  query: EmulatedRequest['query'],
  options: ParsedOptions,
): object {
  const found = visible.filter(
    ({ id, template }) => (query.get('id') ?? id) === id && (query.get('template') ?? template) === template,
  );
  if (options.order === 'newest') found.reverse();
  const limit = Math.min(MAX_LIMIT, Number(query.get('_limit') ?? DEFAULT_LIMIT));
  const offset = Number(query.get('_offset') ?? 0);
  const page = options.paged ? found.slice(offset, offset + limit) : found;
  return {
    count: found.length,
    results: page.map((each) => ({
      id: each.id,
      created: new Date(each.createdWall).toISOString(),
      version: 0,
      size: each.bytes,
      originalFilename: each.name,
      file: each.name,
      mediaType: 'text/csv',
      hashFileName: `h${each.id}`,
      userName: 'Airbyte',
      statemenIds: each.statementIds.join(','),
      alllStatementIds: each.statementIds,
      failedRows: each.failedRows,
      template: each.template,
    })),
  };
}
