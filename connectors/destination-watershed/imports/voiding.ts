import { ConnectorError, type Context, configError, type StreamRun, transientError } from '@airbyte-ts/cdk';
import type { VoidStyle, WatershedApi } from '../api/api.ts';
import type { ImportSummary, Listing } from './listing.ts';
import { type Label, labelIn, type Owner, textOf } from './names.ts';

/** Lookups of a voided import before it counts as not voided. */
const MAX_LOOKUPS = 3;

/**
 * Voids the imports of earlier syncs of a stream, after the new imports are finished. Voids only files whose names identify them
 * as imported by this connector for the same stream, template and organization, and only files older than those of `label`.
 */
export class Voiding {
  private readonly api: WatershedApi;
  private readonly listing: Listing;
  private readonly context: Context;
  private readonly pauseMs: number;
  /** The endpoint that worked last; the documented one at first. */
  private style: VoidStyle = 'csv-import';

  constructor(api: WatershedApi, listing: Listing, context: Context, pauseMs: number) {
    this.api = api;
    this.listing = listing;
    this.context = context;
    this.pauseMs = pauseMs;
  }

  /**
   * Verifies that no import has a higher generation or sync number. A recreated connection counts from the beginning: its rows
   * would get ids that were voided already, and the imports with higher numbers would never be voided.
   * @throws ConnectorError `ERR_NEWER_IMPORTS` (config) if imports with a higher number are listed.
   */
  async assertNewest(owner: Owner, label: Label, { name, namespace }: StreamRun): Promise<void> {
    if (label.kind === 't') return;
    const newer = (await this.listing.all(owner.template)).find(({ originalFilename }) => {
      const other = labelIn(originalFilename ?? '', owner);
      return other?.kind === label.kind && other.number > label.number;
    });
    if (!newer) return;
    throw configError(
      `Watershed has imports of a later overwrite of the stream "${name}" (${newer.originalFilename}) than this one, ${textOf(label)}. ` +
        'The connection was probably created again. Enter another File Name Prefix (file_name_prefix), and void the imports of the former one in Watershed.',
      { code: 'ERR_NEWER_IMPORTS', stream: { name, namespace } },
    );
  }

  /**
   * Voids the imports of the owner that are older than those of `label`. Warns and voids none if no import of `label` is listed.
   */
  async voidOlder(owner: Owner, label: Label, stream: StreamRun): Promise<void> {
    const { log } = this.context;
    const all = (await this.listing.all(owner.template)).flatMap((imported) => {
      const found = labelIn(imported.originalFilename ?? '', owner);
      return found ? [{ imported, label: found }] : [];
    });
    const isNew = (each: Label): boolean => textOf(each) === textOf(label);
    const current = all.filter((each) => isNew(each.label));
    if (current.length === 0) {
      log.warn(
        `Stream "${stream.name}": none of its new imports is listed, so earlier imports were not voided.`,
      );
      return;
    }
    const firstCreated = current.reduce(
      (earliest, { imported }) => Math.min(earliest, createdAt(imported)),
      Number.POSITIVE_INFINITY,
    );
    const older = all.filter((each) => !isNew(each.label) && isOlder(each, label, firstCreated));
    for (const { imported } of older)
      if (imported.id !== undefined) await this.void(owner.template, imported);
    const unnamed = older.find(({ imported }) => imported.id === undefined)?.imported;
    if (unnamed)
      throw notVoided(`Watershed lists the import of the file ${unnamed.originalFilename} without an id.`);
    if (older.length > 0)
      log.info(`Stream "${stream.name}": voided ${older.length} imports of earlier syncs.`);
  }

  /** Voids an import and verifies that it is no longer listed. Tries both endpoints. */
  private async void(template: string, { id: given, originalFilename }: ImportSummary): Promise<void> {
    const id = String(given);
    const other: VoidStyle = this.style === 'csv-import' ? 'statement-import' : 'csv-import';
    for (const style of [this.style, other]) {
      await this.request(id, style);
      if (!(await this.isGone(template, id, originalFilename ?? ''))) continue;
      this.style = style;
      return;
    }
    throw notVoided(`Watershed still lists the import ${id} after a request to void it.`);
  }

  /** Ignores 404 and 405: the endpoint does not exist, or the import no longer exists. */
  private async request(id: string, style: VoidStyle): Promise<void> {
    try {
      await this.api.void(id, style);
    } catch (error) {
      if (error instanceof ConnectorError && (error.status === 404 || error.status === 405)) return;
      throw error;
    }
  }

  private async isGone(template: string, id: string, name: string): Promise<boolean> {
    for (let lookup = 1; ; lookup++) {
      if (!(await this.listing.byId(template, id, name))) return true;
      if (lookup === MAX_LOOKUPS) return false;
      await this.context.clock.sleep(this.pauseMs, this.context.signal);
    }
  }
}

const notVoided = (why: string): ConnectorError =>
  transientError(`${why} Void it under CSV Data Import, or run the sync again.`, { code: 'ERR_NOT_VOIDED' });

/**
 * Compares numbers of labels of the same kind, and the creation times of others. False if unknown, so that the import is kept.
 */
function isOlder(
  each: { readonly imported: ImportSummary; readonly label: Label },
  label: Label,
  firstCreated: number,
): boolean {
  if (each.label.kind === label.kind) return each.label.number < label.number;
  return createdAt(each.imported) < firstCreated;
}

/** Milliseconds since 1970; NaN if the time can't be parsed, for which every comparison is false. */
const createdAt = ({ created }: ImportSummary): number => Date.parse(created ?? '');
