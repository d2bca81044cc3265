import type { EmulatedRequest, EmulatedResponse } from '@airbyte-ts/cdk/emulator';
import { DATAMART } from './datamart.ts';
import type { DocumentImport } from './document-types.ts';
import { importFields, type ParsedOptions } from './options.ts';
import { readJson } from './read-json.ts';
import { error, one, page } from './responses.ts';

/** The document imports of the data mart. */
export class Imports {
  private readonly options: ParsedOptions;
  /** In order of creation, with its time in milliseconds since 1970. */
  private readonly entries: { readonly at: number; readonly is: DocumentImport }[];

  constructor(options: ParsedOptions) {
    this.options = options;
    this.entries = options.imports.map((is) => ({ at: 0, is }));
  }

  get all(): readonly DocumentImport[] {
    return this.entries.map(({ is }) => is);
  }

  find(id: string | undefined): DocumentImport | undefined {
    return this.entries.find(({ is }) => is.id === id)?.is;
  }

  create({ body, headers, wallAt }: EmulatedRequest): EmulatedResponse {
    if (!headers['content-type']?.startsWith('application/json')) return error(415, 'JSON is expected');
    const parsed = importFields.safeParse(readJson(body));
    if (!parsed.success) return error(400, 'the document import is not valid');
    const { document_type, mime_type } = parsed.data;
    if (mime_type === 'TEXT_CSV' && document_type !== 'USER_SEGMENT')
      return error(400, 'only USER_SEGMENT takes TEXT_CSV');
    const is = { id: String(20_001 + this.entries.length), ...parsed.data };
    this.entries.push({ at: wallAt, is });
    const response = one({ ...is, datamart_id: DATAMART, datafarm_key: 'DF_EU_2026_01' });
    return { ...response, effect: { what: 'created', rows: 0 } };
  }

  list(request: EmulatedRequest): EmulatedResponse {
    const { listedAfterMs, pageSize } = this.options;
    const words = request.query.get('keywords') ?? '';
    const listed = this.entries.filter(
      ({ at, is }) => request.wallAt - at >= listedAfterMs && is.name.includes(words),
    );
    return page(
      listed.map(({ is }) => is),
      request,
      pageSize,
    );
  }
}
