import { ConnectorError, transientError } from '@airbyte-ts/cdk';
import type { WatershedApi } from '../api/api.ts';
import type { Imported } from '../api/responses.ts';
import { MAX_PAGE, Pages } from './pages.ts';

/** Imports that may have been removed from the list since it was counted. */
const MARGIN = 20;

/** Statuses that the API may return for an unknown id, instead of an empty list. */
const UNKNOWN_ID: ReadonlySet<number | undefined> = new Set([400, 404, 410, 422]);

/** Consecutive pages without a new import after which the list counts as ended, regardless of its count. */
const STALE_PAGES = 2;

/** A list with more pages or imports counts as endless. */
const MAX_PAGES = 20_000;
const MAX_IMPORTS = 1_000_000;

/** A lookup of imports by file name, shared by all callers that wait for it. */
interface Lookup {
  readonly names: Set<string>;
  readonly found: Promise<ReadonlyMap<string, Imported>>;
}

/** The offset at which reading ended, and whether it ended because pages repeated themselves. */
interface WalkEnd {
  readonly end: number;
  readonly isStale: boolean;
}

/** The properties of an import that voiding needs. */
export type ImportSummary = Pick<Imported, 'id' | 'originalFilename' | 'created'>;

/** State of the list of a template's imports. */
interface TemplateList {
  running: Promise<unknown>;
  next: Lookup | undefined;
  /** Number of imports; undefined until known. */
  length: number | undefined;
  /** Lookups without a result since the last one with a result. */
  unsuccessful: number;
}

/**
 * The organization's list of imports. Each import is listed with the ids of all its statements, so a page has megabytes.
 * Therefore pages have few imports (`Pages`), concurrent callers share a lookup, and a lookup reads the ends of the list first.
 */
export class Listing {
  private readonly api: WatershedApi;
  private readonly templates = new Map<string, TemplateList>();
  private readonly pages: Pages;

  constructor(api: WatershedApi, rowsPerFile: number) {
    this.api = api;
    this.pages = new Pages(api, rowsPerFile);
  }

  /** Finds the import of a file. The lookup begins after this call. */
  async find(template: string, name: string): Promise<Imported | undefined> {
    const list = this.listOf(template);
    list.next ??= this.nextLookup(template, list);
    list.next.names.add(name);
    return (await list.next.found).get(name);
  }

  /**
   * Finds the import with an id, also if its entry lacks the id but has its file name. The response of the list to an unknown id
   * is not documented.
   */
  async byId(template: string, id: string, name: string): Promise<Imported | undefined> {
    try {
      const { results } = await this.api.list({ template, id, limit: 1, offset: 0 }, true);
      return results.find((each) =>
        each.id === undefined ? each.originalFilename === name : String(each.id) === id,
      );
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      // A rejection as invalid cannot be about a row either.
      if (error.kind !== 'reject' && !UNKNOWN_ID.has(error.status)) throw error;
      // The error may also be about the organization: then the list fails without an id too.
      await this.api.list({ template, limit: 1, offset: 0 }, true);
      return undefined;
    }
  }

  /** Lists all imports of a template, without the ids of their statements. */
  async all(template: string): Promise<readonly ImportSummary[]> {
    const all: ImportSummary[] = [];
    const { isStale } = await this.walk(template, 0, ({ id, originalFilename, created }) => {
      all.push({ id, originalFilename, created });
      return false;
    });
    // A list that repeats itself is either complete, or has more imports that paging does not reach. A larger page shows some of
    // those.
    if (isStale) {
      const { results, count } = await this.api.list(
        { template, offset: 0, limit: Math.min(2 * all.length, MAX_PAGE) },
        true,
      );
      const isCut = results.length >= MAX_PAGE || Math.max(results.length, count ?? 0) > all.length;
      if (isCut) throw endless(template, 'repeats a page');
    }
    return all;
  }

  private listOf(template: string): TemplateList {
    let list = this.templates.get(template);
    if (!list) {
      list = { running: Promise.resolve(), next: undefined, length: undefined, unsuccessful: 0 };
      this.templates.set(template, list);
    }
    return list;
  }

  /** Creates a lookup that begins when the running one has ended, so that it sees imports that were added meanwhile. */
  private nextLookup(template: string, list: TemplateList): Lookup {
    const names = new Set<string>();
    const begin = (): Promise<ReadonlyMap<string, Imported>> => {
      list.next = undefined;
      return this.lookUp(template, names, list);
    };
    const found = list.running.then(begin, begin);
    list.running = found;
    return { names, found };
  }

  /**
   * Reads the first page and the end of the list, because an ordered list has new imports at one end. Reads the whole list only
   * if its length is unknown, and after 4, 16, 64… unsuccessful lookups.
   */
  private async lookUp(
    template: string,
    names: ReadonlySet<string>,
    list: TemplateList,
  ): Promise<ReadonlyMap<string, Imported>> {
    const found = new Map<string, Imported>();
    const visit = (each: Imported): boolean => {
      const name = each.originalFilename;
      if (name && names.has(name) && !found.has(name)) found.set(name, each);
      return found.size === names.size;
    };
    const first = await this.pages.first(template);
    const seen = first.imports.length;
    if (first.count > seen) list.length = first.count;
    if (!first.imports.some(visit) && !first.isLast) {
      const { length, unsuccessful } = list;
      const isFull =
        length === undefined || (unsuccessful >= 4 && Number.isInteger(Math.log2(unsuccessful) / 2));
      list.length = (await this.walk(template, isFull ? seen : Math.max(seen, length - MARGIN), visit)).end;
    }
    list.unsuccessful = found.size > 0 ? 0 : list.unsuccessful + 1;
    return found;
  }

  /**
   * Visits imports until `visit` returns true or the list ends. A page without new imports has two possible causes: new imports
   * moved known ones to the next page, or the list has no paging and returns all imports each time. `isStale`: reading ended with
   * such pages.
   */
  private async walk(template: string, from: number, visit: (each: Imported) => boolean): Promise<WalkEnd> {
    const seen = new Set<unknown>();
    let stale = 0;
    for (let offset = from, pages = 0; pages < MAX_PAGES && seen.size < MAX_IMPORTS; pages++) {
      const { imports, isLast } = await this.pages.read(template, offset);
      const known = imports.filter((each) => identityOf(each) !== undefined);
      const fresh = known.filter((each) => !seen.has(identityOf(each)));
      if (fresh.length > 0) stale = 0;
      // A page without identifiable imports says nothing, unless it is empty.
      else if (known.length > 0) stale++;
      if (imports.length === 0 || stale === STALE_PAGES) return { end: offset, isStale: imports.length > 0 };
      for (const each of fresh) seen.add(identityOf(each));
      offset += imports.length;
      if (fresh.some(visit) || isLast) return { end: offset, isStale: false };
    }
    throw endless(template, `continues after ${seen.size} imports`);
  }
}

/** Identifies an import of the list; undefined for an entry of another program without id and name. */
const identityOf = ({ id, originalFilename }: Imported): string | undefined =>
  id === undefined ? (originalFilename ?? undefined) : String(id);

function endless(template: string, reason: string): ConnectorError {
  return transientError(
    `Watershed's list of the imports with the template "${template}" has no end: it ${reason}. Run the sync again; if this happens again, check the Base URL (base_url), and ask Watershed why.`,
    { code: 'ERR_ENDLESS_LIST', exhausted: true },
  );
}
