import { ConnectorError } from '@airbyte-ts/cdk';
import type { WatershedApi } from '../api/api.ts';
import { type Imported, sizeOf } from '../api/responses.ts';

/** Approximate size of a statement id in the list, which contains each id twice. */
const BYTES_PER_ROW = 80;
/** Size of a page. The client reads 16 MiB at most, and a page may have four times as many imports as the one before. */
const BYTES_PER_PAGE = 4_000_000;
const MAX_GROWTH = 4;
/** The API's default size of a page: the maximum of a first page, about whose imports nothing is known. */
const DEFAULT_PAGE = 100;
/** The API's maximum size of a page. */
export const MAX_PAGE = 1_000;

interface Page {
  readonly imports: readonly Imported[];
  readonly count: number;
  readonly isLast: boolean;
}

/** Reads pages of the list of imports. The size of a page follows that of the imports on the page before. */
export class Pages {
  private readonly api: WatershedApi;
  private readonly firstLimit: number;
  /** The size of the next page. */
  private limit: number;
  /** The largest page that is readable by what is known. */
  private maxLimit = MAX_PAGE;

  constructor(api: WatershedApi, rowsPerFile: number) {
    this.api = api;
    const fitting = Math.floor(BYTES_PER_PAGE / (BYTES_PER_ROW * rowsPerFile));
    this.firstLimit = Math.max(1, Math.min(DEFAULT_PAGE, fitting));
    this.limit = this.firstLimit;
  }

  /** Reads the first page of a lookup, which is small because it is read at each poll. */
  first(template: string): Promise<Page> {
    this.limit = Math.min(this.limit, this.firstLimit);
    return this.read(template, 0);
  }

  /** Reads a page. If the response is too large to read, begins with small pages again, and keeps below half of its size. */
  async read(template: string, offset: number): Promise<Page> {
    for (let before: ConnectorError | undefined; ; ) {
      const { limit } = this;
      try {
        const idempotent = before === undefined ? 'when-rejected' : true;
        const { results, count } = await this.api.list({ template, offset, limit }, idempotent);
        this.fitPage(results, limit);
        // A server may return shorter pages than requested, such as its default. The count is that of the list or of the page.
        const isShort =
          results.length < Math.min(limit, DEFAULT_PAGE) && offset + results.length >= (count ?? 0);
        return { imports: results, count: count ?? 0, isLast: isShort || results.length > limit };
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        // A repetition that was not sent for lack of time says nothing about the cause.
        if (before) throw error.code === 'ERR_NO_TURN' ? before.with({ exhausted: true }) : error;
        if (!error.retryable) throw error;
        // An unreadable response is either too large, or damaged, which is transient.
        if (error.code === 'ERR_UNREADABLE_RESPONSE' && limit > 1) {
          this.maxLimit = Math.min(this.maxLimit, limit >> 1);
          this.limit = Math.min(this.firstLimit, this.maxLimit);
        } else before = error;
      }
    }
  }

  /** Adapts the page size to the imports of a page. */
  private fitPage(imports: readonly Imported[], limit: number): void {
    if (imports.length === 0) return;
    const bytes = imports.reduce((sum, each) => sum + sizeOf(each), 0);
    const fitting = Math.floor((BYTES_PER_PAGE * imports.length) / bytes);
    this.limit = Math.max(1, Math.min(fitting, MAX_GROWTH * limit, this.maxLimit));
  }
}
