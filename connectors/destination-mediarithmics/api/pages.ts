/** A page of a list. */
export interface Page<T> {
  readonly data: readonly T[];
  /** The length of the whole list, if the response contains it. */
  readonly total?: number | null | undefined;
}

interface Entry {
  readonly id: string | number;
  readonly creation_date?: unknown;
}

interface ListRequest<T> {
  readonly read: (query: { readonly first_result: number; readonly max_results: number }) => Promise<Page<T>>;
  /** Ids of known entries: reading may end after a page that contains only these. */
  readonly known?: ReadonlySet<string>;
}

const PAGE_SIZE = 100;
const MAX_PAGES = 10;

/**
 * Reads a list and returns each entry once, although entries that are created meanwhile move others to the next page. Returns at
 * most about 1,000 entries, the newest ones, for lists in either order: the provider's web app assumes the newest first, but this
 * is not documented.
 */
export async function readList<T extends Entry>({ read, known }: ListRequest<T>): Promise<T[]> {
  const all = new Map<string, T>();
  let first = 0;
  for (let n = 0; n < MAX_PAGES; n++) {
    const { data, total } = await read({ first_result: first, max_results: PAGE_SIZE });
    // No new entry: the list has ended, or it has no paging and repeats itself.
    if (data.every(({ id }) => all.has(String(id)))) break;
    for (const each of data) all.set(String(each.id), each);
    const order = orderOf(data);
    if (order === 'newest first' && known && data.every(({ id }) => known.has(String(id)))) break;
    first += data.length;
    if (n === 0 && order === 'oldest first' && typeof total === 'number')
      first = Math.max(first, total - (MAX_PAGES - 1) * data.length);
  }
  return Array.from(all.values());
}

function orderOf(page: readonly Entry[]): 'newest first' | 'oldest first' | undefined {
  const [first, last] = [page[0]?.creation_date, page.at(-1)?.creation_date];
  if (typeof first !== 'number' || typeof last !== 'number' || first === last) return undefined;
  return first > last ? 'newest first' : 'oldest first';
}
