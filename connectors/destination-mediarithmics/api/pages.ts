/** A page of a list, as the provider gives it. */
export interface Page<T> {
  readonly data: readonly T[];
  /** Of the whole list, where it is told. */
  readonly total?: number | null | undefined;
}

interface Listed {
  readonly id: string | number;
  readonly creation_date?: unknown;
}

interface Reading<T> {
  readonly read: (query: { readonly first_result: number; readonly max_results: number }) => Promise<Page<T>>;
  /** What need not be looked for any more: pages behind one that holds nothing else are not read. */
  readonly known?: ReadonlySet<string>;
}

const PAGE = 100;
const MOST_PAGES = 10;

/**
 * The entries of a list, each once: entries that are made while it is read move others to the next page. At most about a thousand,
 * and those the newest, in whichever order they come: the newest first is what the provider's web page takes for granted, and
 * nothing promises it.
 */
export async function listed<T extends Listed>({ read, known }: Reading<T>): Promise<T[]> {
  const all = new Map<string, T>();
  let first = 0;
  for (let n = 0; n < MOST_PAGES; n++) {
    const { data, total } = await read({ first_result: first, max_results: PAGE });
    // A page without anything new: the list is at its end, or does not know pages and repeats itself.
    if (data.every(({ id }) => all.has(String(id)))) break;
    for (const each of data) all.set(String(each.id), each);
    const order = orderOf(data);
    if (order === 'newest first' && known && data.every(({ id }) => known.has(String(id)))) break;
    first += data.length;
    if (n === 0 && order === 'oldest first' && typeof total === 'number')
      first = Math.max(first, total - (MOST_PAGES - 1) * data.length);
  }
  return Array.from(all.values());
}

function orderOf(page: readonly Listed[]): 'newest first' | 'oldest first' | undefined {
  const [first, last] = [page[0]?.creation_date, page.at(-1)?.creation_date];
  if (typeof first !== 'number' || typeof last !== 'number' || first === last) return undefined;
  return first > last ? 'newest first' : 'oldest first';
}
