import { ConnectorError, transientError } from '#cdk';
import type { WatershedApi } from '../api/api.ts';
import type { Imported } from '../api/replies.ts';

/** An id of a statement is listed twice for each import, in about so many bytes. */
const BYTES_PER_ROW = 80;
const BYTES_PER_PAGE = 4_000_000;
const MAX_PAGE = 100;

/** Imports that may have gone from the list since it was counted. */
const MARGIN = 20;

/** What an unknown id may be answered with, instead of an empty list. */
const UNKNOWN_ID: ReadonlySet<number | undefined> = new Set([400, 404, 410, 422]);

/** Pages without anything new after which a list is taken to have ended, whatever it says of its length. */
const STALE_PAGES = 2;

/** A list with more pages has no end: the longest one that could be read has hundreds. */
const MOST_PAGES = 20_000;

interface Look {
  readonly names: Set<string>;
  readonly found: Promise<ReadonlyMap<string, Imported>>;
}

interface Page {
  readonly imports: readonly Imported[];
  readonly count: number;
  readonly isLast: boolean;
}

/** Where a walk through the list ended, and how. */
interface Walked {
  readonly end: number;
  readonly isStale: boolean;
}

/** What there is to know of an import that is to be voided. */
export type Brief = Pick<Imported, 'id' | 'originalFilename' | 'created'>;

/** What is known of a template's list. */
interface Known {
  running: Promise<unknown>;
  next: Look | undefined;
  /** How many imports it has, as far as that is known. */
  length: number | undefined;
  /** Looks in vain since the last find. */
  inVain: number;
}

/**
 * The organization's list of imports. Each import is listed with the ids of all its statements, so that a page is counted in megabytes:
 * pages are small, whoever looks at the same time shares a look, and a look begins where new imports stand.
 */
export class Listing {
  private readonly api: WatershedApi;
  private readonly templates = new Map<string, Known>();
  private limit: number;

  constructor(api: WatershedApi, rowsPerFile: number) {
    this.api = api;
    this.limit = Math.max(1, Math.min(MAX_PAGE, Math.floor(BYTES_PER_PAGE / (BYTES_PER_ROW * rowsPerFile))));
  }

  /** The import of that file name, if it is listed at a moment after this call. */
  async find(template: string, name: string): Promise<Imported | undefined> {
    const known = this.knownOf(template);
    known.next ??= this.nextLook(template, known);
    known.next.names.add(name);
    return (await known.next.found).get(name);
  }

  /** The import of that id, if it is listed. How the list answers for an id that it does not know is documented nowhere. */
  async byId(template: string, id: string): Promise<Imported | undefined> {
    try {
      const { results } = await this.api.list({ template, id, limit: 1, offset: 0 }, true);
      return results.find((each) => String(each.id) === id);
    } catch (error) {
      if (!(error instanceof ConnectorError) || !UNKNOWN_ID.has(error.status)) throw error;
      // It may also mean the organization: then the list fails without an id, too.
      await this.api.list({ template, limit: 1, offset: 0 }, true);
      return undefined;
    }
  }

  /** Every import of a template, without what would grow with their rows. */
  async all(template: string): Promise<readonly Brief[]> {
    const all: Brief[] = [];
    const { isStale } = await this.walk(template, 0, ({ id, originalFilename, created }) => {
      all.push({ id, originalFilename, created });
      return false;
    });
    // One that repeats itself is either whole, or has more that can't be reached: then a larger page shows some of it.
    if (isStale) {
      const { results, count } = await this.api.list({ template, offset: 0, limit: 2 * all.length }, true);
      if (Math.max(results.length, count ?? 0) > all.length) throw endless(template, 'repeats a page');
    }
    return all;
  }

  private knownOf(template: string): Known {
    let known = this.templates.get(template);
    if (!known) {
      known = { running: Promise.resolve(), next: undefined, length: undefined, inVain: 0 };
      this.templates.set(template, known);
    }
    return known;
  }

  /** A look that begins when the one under way has ended, so that it sees what is there by then. */
  private nextLook(template: string, known: Known): Look {
    const names = new Set<string>();
    const begin = (): Promise<ReadonlyMap<string, Imported>> => {
      known.next = undefined;
      return this.look(template, names, known);
    };
    const found = known.running.then(begin, begin);
    known.running = found;
    return { names, found };
  }

  /**
   * New imports stand at one end of the list, if it has an order: its first page and its end are looked at. All of it only where
   * nobody knows how long it is, and after 4, 16, 64… looks in vain.
   */
  private async look(
    template: string,
    names: ReadonlySet<string>,
    known: Known,
  ): Promise<ReadonlyMap<string, Imported>> {
    const found = new Map<string, Imported>();
    const visit = (each: Imported): boolean => {
      const name = each.originalFilename;
      if (name && names.has(name) && !found.has(name)) found.set(name, each);
      return found.size === names.size;
    };
    const first = await this.page(template, 0);
    const seen = first.imports.length;
    if (first.count > seen) known.length = first.count;
    if (!first.imports.some(visit) && !first.isLast) {
      const { length, inVain } = known;
      const isFull = length === undefined || (inVain >= 4 && Number.isInteger(Math.log2(inVain) / 2));
      known.length = (await this.walk(template, isFull ? seen : Math.max(seen, length - MARGIN), visit)).end;
    }
    known.inVain = found.size > 0 ? 0 : known.inVain + 1;
    return found;
  }

  /**
   * Visits imports until one says that it is enough. Returns where it ended. New imports push what was seen on to the next page, and a
   * list without pages answers with all of it again and again: pages that hold nothing new may be either. `isStale`: it ended with those.
   */
  private async walk(template: string, from: number, visit: (each: Imported) => boolean): Promise<Walked> {
    const seen = new Set<unknown>();
    let stale = 0;
    for (let offset = from, pages = 0; pages < MOST_PAGES; pages++) {
      const { imports, isLast } = await this.page(template, offset);
      const fresh = imports.filter(({ id }) => !seen.has(id));
      stale = fresh.length > 0 ? 0 : stale + 1;
      if (imports.length === 0 || stale === STALE_PAGES) return { end: offset, isStale: imports.length > 0 };
      for (const { id } of fresh) seen.add(id);
      offset += imports.length;
      if (fresh.some(visit) || isLast) return { end: offset, isStale: false };
    }
    throw endless(template, `goes on after ${MOST_PAGES} pages`);
  }

  /** A page; a smaller one if it is more than one can read. */
  private async page(template: string, offset: number): Promise<Page> {
    for (let isPatient = false; ; ) {
      const { limit } = this;
      try {
        const { results, count } = await this.api.list(
          { template, offset, limit },
          isPatient || 'when-refused',
        );
        // A server may give shorter pages than it is asked for. Its count is that of all, or that of the page.
        const isShort = results.length < limit && offset + results.length >= (count ?? 0);
        return { imports: results, count: count ?? 0, isLast: isShort || results.length > limit };
      } catch (error) {
        if (isPatient || !(error instanceof ConnectorError) || !error.retryable) throw error;
        // What can't be read is either broken, and will pass, or too large.
        if (error.code === 'ERR_UNREADABLE_REPLY' && limit > 1) this.limit = Math.min(this.limit, limit >> 1);
        else isPatient = true;
      }
    }
  }
}

function endless(template: string, how: string): ConnectorError {
  return transientError(
    `Watershed's list of the imports with the template "${template}" has no end: it ${how}. Run the sync again; if this goes on, check the Base URL (base_url), and ask Watershed why.`,
    { code: 'ERR_ENDLESS_LIST', exhausted: true },
  );
}
