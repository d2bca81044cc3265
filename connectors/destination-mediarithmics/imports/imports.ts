import { hash, randomBytes } from 'node:crypto';
import { ConnectorError, type Context, configError, isOutcomeUnknown, type StreamRun } from '#cdk';
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';
import type { Api } from '../api/api.ts';
import type { DocumentImport } from '../api/replies.ts';
import type { TypeName } from '../documents/document-type.ts';

/** The format of a document, as an import names it. */
export type MimeType = 'APPLICATION_X_NDJSON' | 'TEXT_CSV';

export interface DocumentFormat {
  readonly type: TypeName;
  readonly mimeType: MimeType;
}

/** An import that is to be made, or may have been. */
interface Plan {
  readonly name: string;
  /** A random word of the name, to find it by. */
  readonly word: string;
  /** It was asked for, and no answer came. */
  isAsked: boolean;
}

/** The pages of the provider write this type in two ways. */
const SPELLINGS: Partial<Record<TypeName, string>> = {
  USER_DEVICE_POINTS_DELETION: 'USER_DEVICE_POINT_DELETION',
};

/**
 * The document import of each stream: the configured one, once it is known to be of the right kind, or one that is made for this
 * sync, as the provider advises (https://developer.mediarithmics.io/data-ingestion/bulk-processing). One request makes it, however
 * many documents wait.
 */
export class Imports {
  private readonly api: Api;
  private readonly config: Config;
  private readonly clock: Context['clock'];
  private readonly found = new Map<string, Promise<string>>();
  private readonly plans = new Map<string, Plan>();

  constructor(api: Api, config: Config, { clock }: Context) {
    this.api = api;
    this.config = config;
    this.clock = clock;
  }

  /** Others may post into the import too. */
  get areShared(): boolean {
    return this.config.document_import_id !== '';
  }

  /** The id of the stream's import. */
  of(stream: StreamRun, kind: DocumentFormat): Promise<string> {
    const { key } = stream;
    const known = this.found.get(key);
    if (known) return known;
    const id = this.areShared ? this.configured(kind) : this.made(stream, kind);
    this.found.set(key, id);
    // Whoever comes next tries again.
    id.catch(() => this.found.delete(key));
    return id;
  }

  /** Lets the next document of a stream have an import of its own, if this is still the stream's. */
  async leave({ key }: StreamRun, id: string): Promise<void> {
    const current = await this.found.get(key);
    if (this.areShared || current !== id) return;
    this.found.delete(key);
    this.plans.delete(key);
  }

  private async configured(kind: DocumentFormat): Promise<string> {
    const id = this.config.document_import_id;
    const problem = mismatch(await this.api.findImport(id), kind);
    if (problem) throw problem;
    return id;
  }

  private async made(stream: StreamRun, kind: DocumentFormat): Promise<string> {
    const plan = this.plans.get(stream.key) ?? this.planFor(stream, kind);
    this.plans.set(stream.key, plan);
    if (plan.isAsked) {
      const all = await this.api.importsNamed(plan.word);
      const own = all.find(({ name }) => name === plan.name);
      if (own) return String(own.id);
    }
    try {
      return String((await this.create(plan, kind)).id);
    } catch (error) {
      if (error instanceof ConnectorError && isOutcomeUnknown(error)) plan.isAsked = true;
      throw error;
    }
  }

  private async create(
    { name }: Plan,
    { type, mimeType: mime_type }: DocumentFormat,
  ): Promise<DocumentImport> {
    const { priority } = this.config;
    const make = (document_type: string) =>
      this.api.createImport({ document_type, mime_type, name, priority });
    const other = SPELLINGS[type];
    try {
      return await make(type).catch((error: unknown) => {
        if (other === undefined || !isRefusal(error)) throw error;
        return make(other);
      });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      throw configError(
        `mediarithmics does not make a document import of the type ${type} in this data mart. Check with mediarithmics whether its platform version takes documents of this type.`,
        {
          code: 'ERR_IMPORT_REFUSED',
          cause: error,
          ...(error.detail !== undefined && { detail: error.detail }),
        },
      );
    }
  }

  /** Tells people which stream and sync it is, later syncs of the stream whose it is, and is found again by its last word. */
  private planFor(stream: StreamRun, kind: DocumentFormat): Plan {
    const word = randomBytes(8).toString('hex');
    const called = stream.name
      .replace(/[^\p{L}\p{N}_.-]+/gu, ' ')
      .trim()
      .slice(0, 60);
    const time = new Date(this.clock.wall()).toISOString();
    const sync = stream.syncId === undefined ? '' : ` sync ${stream.syncId}`;
    const name = `Airbyte ${called}${sync} ${time} ${markOf(stream, kind)} ${word}`.replace(/ +/g, ' ');
    return { name, word, isAsked: false };
  }
}

/** The word that the names of all imports of a stream share, whichever sync made them. */
export const markOf = ({ name, namespace }: StreamRun, { type }: DocumentFormat): string =>
  hash('sha256', JSON.stringify([namespace, name, type]), 'hex').slice(0, 16);

/** When an import of this connector was made, in milliseconds since 1970; NaN where its name does not say. */
export const timeIn = (name: string | null | undefined): number =>
  Date.parse(/ (\d{4}-\d\d-\d\dT[\d:.]+Z) /.exec(name ?? '')?.[1] ?? '');

/** Why a configured import takes no documents of this kind. */
export function mismatch(
  { id, document_type, mime_type }: DocumentImport,
  { type, mimeType }: DocumentFormat,
): ConnectorError | undefined {
  const isType = document_type === type || document_type === SPELLINGS[type];
  if (isType && mime_type === mimeType) return undefined;
  const is = [document_type, mime_type].map((word) => word.replace(/\W/g, '').slice(0, 60)).join(', ');
  return configError(
    `The document import ${id} is for ${is}, but the connection sends ${type}, ${mimeType}. Enter the Document Import ID (document_import_id) of another import, or leave it empty.`,
    { code: 'ERR_IMPORT_MISMATCH' },
  );
}

const isRefusal = (error: unknown): error is ConnectorError =>
  error instanceof ConnectorError && error.kind === 'reject';
