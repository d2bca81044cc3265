import { ConnectorError, type Context, configError, type StreamRun, transientError } from '#cdk';
import type { VoidStyle, WatershedApi } from '../api/api.ts';
import type { Brief, Listing } from './listing.ts';
import { type Label, labelIn, type Owner, textOf } from './names.ts';

/** Looks for a voided import before it counts as still there. */
const LOOKS = 3;

/**
 * Voids what earlier syncs of a stream imported, once the new import is in. Only files whose names say that this connector
 * imported them for this very stream, template and organization are touched, and only older ones than those of `label`.
 */
export class Voiding {
  private readonly api: WatershedApi;
  private readonly listing: Listing;
  private readonly context: Context;
  private readonly pauseMs: number;
  /** The address that works, as far as it is known. */
  private style: VoidStyle = 'csv-import';

  constructor(api: WatershedApi, listing: Listing, context: Context, pauseMs: number) {
    this.api = api;
    this.listing = listing;
    this.context = context;
    this.pauseMs = pauseMs;
  }

  /**
   * Generations and syncs that are counted from the beginning again, as those of a connection that was made anew, would give rows ids
   * that were voided, and leave what is there for ever. @throws ConnectorError where imports with a higher number are listed.
   */
  async assertNewest(owner: Owner, label: Label, { name, namespace }: StreamRun): Promise<void> {
    if (label.kind === 't') return;
    const newer = (await this.listing.all(owner.template)).find(({ originalFilename }) => {
      const its = labelIn(originalFilename ?? '', owner);
      return its?.kind === label.kind && its.number > label.number;
    });
    if (!newer) return;
    throw configError(
      `Watershed has imports of a later overwrite of the stream "${name}" (${newer.originalFilename}) than this one, ${textOf(label)}. ` +
        'The connection was probably created again. Enter another File Name Prefix (file_name_prefix), and void the imports of the former one in Watershed.',
      { code: 'ERR_NEWER_IMPORTS', stream: { name, namespace } },
    );
  }

  async older(owner: Owner, label: Label, stream: StreamRun): Promise<void> {
    const { log } = this.context;
    const all = (await this.listing.all(owner.template)).flatMap((imported) => {
      const its = labelIn(imported.originalFilename ?? '', owner);
      return its ? [{ imported, label: its }] : [];
    });
    const isOurs = (each: Label): boolean => textOf(each) === textOf(label);
    const ours = all.filter((each) => isOurs(each.label));
    if (ours.length === 0) {
      log.warn(
        `Stream "${stream.name}": none of its new imports is listed, so nothing older was voided. Earlier imports stay.`,
      );
      return;
    }
    const first = ours.reduce(
      (least, { imported }) => Math.min(least, createdAt(imported)),
      Number.POSITIVE_INFINITY,
    );
    const older = all.filter((each) => !isOurs(each.label) && isOlder(each, label, first));
    for (const { imported } of older) await this.void(owner.template, String(imported.id));
    if (older.length > 0)
      log.info(`Stream "${stream.name}": voided ${older.length} imports of earlier syncs.`);
  }

  /** Voids an import and makes sure that it is gone. */
  private async void(template: string, id: string): Promise<void> {
    const other: VoidStyle = this.style === 'csv-import' ? 'statement-import' : 'csv-import';
    for (const style of [this.style, other]) {
      await this.ask(id, style);
      if (!(await this.isGone(template, id))) continue;
      this.style = style;
      return;
    }
    throw transientError(
      `Watershed was asked to void the import ${id}, but still lists it. Void it under CSV Data Import, or run the sync again.`,
      { code: 'ERR_NOT_VOIDED' },
    );
  }

  /** A 404 says that there is no such address, or no such import any more. */
  private async ask(id: string, style: VoidStyle): Promise<void> {
    try {
      await this.api.void(id, style);
    } catch (error) {
      if (error instanceof ConnectorError && (error.status === 404 || error.status === 405)) return;
      throw error;
    }
  }

  private async isGone(template: string, id: string): Promise<boolean> {
    for (let look = 1; ; look++) {
      if (!(await this.listing.byId(template, id))) return true;
      if (look === LOOKS) return false;
      await this.context.clock.sleep(this.pauseMs, this.context.signal);
    }
  }
}

/** Of one kind, numbers tell; of two kinds, the time when they were imported. What can't be told stays. */
function isOlder(
  each: { readonly imported: Brief; readonly label: Label },
  label: Label,
  first: number,
): boolean {
  if (each.label.kind === label.kind) return each.label.number < label.number;
  return createdAt(each.imported) < first;
}

/** Milliseconds since 1970; NaN, which is neither before nor after anything, when the time can't be read. */
const createdAt = ({ created }: Brief): number => Date.parse(created ?? '');
