import { hash, randomBytes } from 'node:crypto';
import { ConnectorError, type Context, configError, isOutcomeUnknown, type StreamRun } from '@airbyte-ts/cdk';
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';
import type { Api } from '../api/api.ts';
import { isOwnRejection, quotationOf } from '../api/errors.ts';
import type { DocumentImport } from '../api/responses.ts';
import type { TypeName } from '../documents/document-type.ts';

/** The media type of a document, as an import names it. */
type MimeType = 'APPLICATION_X_NDJSON' | 'TEXT_CSV';

export interface DocumentFormat {
  readonly type: TypeName;
  readonly mimeType: MimeType;
}

/** An import that is to be created, or whose creation had no response. */
interface PlannedImport {
  readonly name: string;
  /** A random word in the name, by which the import is found. */
  readonly token: string;
  /** Its creation was requested, and the response was lost. */
  isInDoubt: boolean;
}

/** The documentation spells this type in two ways. */
const SPELLINGS: Partial<Record<TypeName, string>> = {
  USER_DEVICE_POINTS_DELETION: 'USER_DEVICE_POINT_DELETION',
};

/**
 * The document import of each stream: the configured one, after its type and format are verified, or one that is created for this
 * sync, as the provider recommends (https://developer.mediarithmics.io/data-ingestion/bulk-processing). Concurrent documents of a
 * stream share one creation.
 */
export class Imports {
  private readonly api: Api;
  private readonly config: Config;
  private readonly clock: Context['clock'];
  private readonly found = new Map<string, Promise<string>>();
  private readonly planned = new Map<string, PlannedImport>();

  constructor(api: Api, config: Config, { clock }: Context) {
    this.api = api;
    this.config = config;
    this.clock = clock;
  }

  /** Whether other clients may send documents to the import. */
  get areShared(): boolean {
    return this.config.document_import_id !== '';
  }

  /** The id of the stream's import. */
  of(stream: StreamRun, format: DocumentFormat): Promise<string> {
    const { key } = stream;
    const known = this.found.get(key);
    if (known) return known;
    const id = this.areShared ? this.verifyConfigured(format) : this.createFor(stream, format);
    this.found.set(key, id);
    // The next call tries again after an error.
    id.catch(() => this.found.delete(key));
    return id;
  }

  /** Abandons an import, so that the next document of the stream gets a new one. No effect if the stream already has another. */
  async abandon({ key }: StreamRun, id: string): Promise<void> {
    const current = await this.found.get(key);
    if (this.areShared || current !== id) return;
    this.found.delete(key);
    this.planned.delete(key);
  }

  private async verifyConfigured(format: DocumentFormat): Promise<string> {
    const id = this.config.document_import_id;
    const problem = mismatch(await this.api.configuredImport(id), format);
    if (problem) throw problem;
    return id;
  }

  private async createFor(stream: StreamRun, format: DocumentFormat): Promise<string> {
    const plan = this.planned.get(stream.key) ?? this.planFor(stream, format);
    this.planned.set(stream.key, plan);
    if (plan.isInDoubt) {
      const all = await this.api.importsNamed(plan.token);
      const found = all.find(({ name }) => name === plan.name);
      if (found) return String(found.id);
    }
    try {
      return String((await this.create(plan, format)).id);
    } catch (error) {
      if (error instanceof ConnectorError && isOutcomeUnknown(error)) plan.isInDoubt = true;
      throw error;
    }
  }

  private async create(
    { name }: PlannedImport,
    { type, mimeType: mime_type }: DocumentFormat,
  ): Promise<DocumentImport> {
    const { priority } = this.config;
    const createAs = (document_type: string) =>
      this.api.createImport({ document_type, mime_type, name, priority });
    const other = SPELLINGS[type];
    try {
      return await createAs(type).catch((error: unknown) => {
        if (other === undefined || !isOwnRejection(error)) throw error;
        return createAs(other);
      });
    } catch (error) {
      if (!isOwnRejection(error)) throw error;
      throw configError(
        `mediarithmics rejected the creation of a document import of the type ${type} in this data mart.${quotationOf(error)} If the reason is not clear, ask mediarithmics whether its platform version supports documents of this type.`,
        {
          code: 'ERR_IMPORT_REJECTED',
          cause: error,
          ...(error.detail !== undefined && { detail: error.detail }),
        },
      );
    }
  }

  /**
   * Builds an import name: readable for people, tagged with the stream's hash, by which later syncs find it, and ending in a
   * random token, by which it is looked up.
   */
  private planFor(stream: StreamRun, format: DocumentFormat): PlannedImport {
    const token = randomBytes(8).toString('hex');
    const streamName = stream.name
      .replace(/[^\p{L}\p{N}_.-]+/gu, ' ')
      .trim()
      .slice(0, 60);
    const time = new Date(this.clock.wall()).toISOString();
    const sync = stream.syncId === undefined ? '' : ` sync ${stream.syncId}`;
    const name = `Airbyte ${streamName}${sync} ${time} ${streamTag(stream, format)} ${token}`.replace(
      / +/g,
      ' ',
    );
    return { name, token, isInDoubt: false };
  }
}

/** The hash that the names of all imports of a stream contain, independent of the sync. */
export const streamTag = ({ name, namespace }: StreamRun, { type }: DocumentFormat): string =>
  hash('sha256', JSON.stringify([namespace, name, type]), 'hex').slice(0, 16);

/** The creation time in the name of an import, in milliseconds since 1970; NaN if the name has none. */
export const timeIn = (name: string | null | undefined): number =>
  Date.parse(/ (\d{4}-\d\d-\d\dT[\d:.]+Z) /.exec(name ?? '')?.[1] ?? '');

/** Returns the error for an import that does not accept documents of this format, or undefined. */
export function mismatch(
  { id, document_type, mime_type }: DocumentImport,
  { type, mimeType }: DocumentFormat,
): ConnectorError | undefined {
  const isType = document_type === type || document_type === SPELLINGS[type];
  if (isType && mime_type === mimeType) return undefined;
  const actual = [document_type, mime_type].map((text) => text.replace(/\W/g, '').slice(0, 60)).join(', ');
  return configError(
    `The document import ${id} is for ${actual}, but the connection sends ${type}, ${mimeType}. Enter the Document Import ID (document_import_id) of another import, or leave it empty.`,
    { code: 'ERR_IMPORT_MISMATCH' },
  );
}
