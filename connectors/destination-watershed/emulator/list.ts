import type { EmulatedRequest } from '@airbyte-ts/cdk/emulator';
import type { ParsedOptions } from './options.ts';
import type { Import, Upload } from './store.ts';

type Listed = Pick<Import, 'id' | 'name' | 'template' | 'bytes' | 'createdWall' | 'listedIds' | 'failedRows'>;

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

/** Returns the listed imports: those that finished some time ago and are not voided. */
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

/** Formats a running import as a list entry. */
export const unfinished = (upload: Upload, createdWall: number): Listed => {
  const { id, name, bytes, template } = upload;
  return { id, name, bytes, template: template.name, createdWall, listedIds: [], failedRows: {} };
};

/** `GET /csv-import` with `id`, `template` (its name), `_limit` and `_offset`; the misspelt names are the provider's. */
export function listImports(
  visible: readonly Listed[],
  query: EmulatedRequest['query'],
  options: ParsedOptions,
): object {
  const found = visible.filter(
    ({ id, template }) => (query.get('id') ?? id) === id && (query.get('template') ?? template) === template,
  );
  if (options.order === 'newest') found.reverse();
  const limit = Math.min(MAX_LIMIT, Number(query.get('_limit') ?? DEFAULT_LIMIT));
  const offset = Number(query.get('_offset') ?? 0);
  const others = options.malformed === 'others' && !query.has('id') ? OTHERS : [];
  const all = [...others.map((each) => () => each), ...found.map((each) => () => entryOf(each, options))];
  const page = options.paged ? all.slice(offset, offset + limit) : all;
  return { count: all.length, results: page.map((entry) => entry()) };
}

/** Malformed entries of other programs. */
const OTHERS: readonly unknown[] = [
  null,
  'import',
  ...Array.from({ length: 6 }, () => ({})),
  { id: {}, originalFilename: ['a.csv'], created: 7, failedRows: 'all', alllStatementIds: 5 },
  { originalFilename: 'b.csv', failedRows: ['bad'] },
  { id: 3, originalFilename: 'b.csv', failedRows: ['bad'] },
];

/** Formats an import as an entry of the list. */
function entryOf(each: Listed, { malformed, listsIds }: ParsedOptions): object {
  return {
    ...(malformed !== 'id' && { id: each.id }),
    created: new Date(each.createdWall).toISOString(),
    version: 0,
    size: each.bytes,
    originalFilename: each.name,
    file: each.name,
    mediaType: 'text/csv',
    hashFileName: `h${each.id}`,
    userName: 'Airbyte',
    ...idLists(each.listedIds, listsIds),
    failedRows: malformed === 'failedRows' ? Object.values(each.failedRows) : each.failedRows,
    template: each.template,
  };
}

function idLists(ids: readonly string[], form: ParsedOptions['listsIds']): object {
  switch (form) {
    case 'misspelt':
      return { statemenIds: ids.join(','), alllStatementIds: ids };
    case 'spelt':
      return { statementIds: ids.join(','), allStatementIds: ids };
    case 'text':
      return { statemenIds: ids.join(',') };
    case 'none':
      return {};
  }
}
