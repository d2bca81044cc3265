import { ConnectorError, type Context, configError } from '#cdk';
import type { DestinationMediarithmicsConfig as Config } from '../../spec/types/destination-mediarithmics.ts';
import type { Api } from './api/api.ts';
import { DOCUMENT_TYPES, type TypeName } from './documents/document-type.ts';
import { mismatch } from './imports/imports.ts';
import { kindOf } from './kind.ts';

/** Reads only: a document import, once made, can't be unmade without a trace, and there is no dry run. */
export async function check(api: Api, config: Config, { log }: Context): Promise<void> {
  const types = new Set<TypeName>([
    config.default_document_type,
    ...config.stream_mappings.map(({ object }) => object),
  ]);
  deletionsAllowed(types, config, log);
  const { type, archived } = await api
    .datamart()
    .catch(unknown(`data mart ${config.datamart_id}`, 'Datamart ID (datamart_id)'));
  if (archived)
    throw configError(
      `The data mart ${config.datamart_id} is archived. Enter the Datamart ID (datamart_id) of another one.`,
      {
        code: 'ERR_DATAMART_ARCHIVED',
      },
    );
  if (type === 'CROSS_DATAMART')
    log.warn(
      `The data mart ${config.datamart_id} spans others (CROSS_DATAMART); documents are usually imported into one of those.`,
    );
  if (config.document_import_id === '') return api.listImports();
  const found = await api
    .findImport(config.document_import_id)
    .catch(
      unknown(`document import ${config.document_import_id}`, 'Document Import ID (document_import_id)'),
    );
  const problems = Array.from(types, (each) => mismatch(found, kindOf(each, config)));
  // Streams that nothing maps to the import's type would be found out by a sync; here it is enough that some can be.
  if (problems.every((problem) => problem !== undefined)) throw problems[0];
}

/** Without leave to delete nothing could be sent where all types do that; where some do, their streams may not be selected. */
function deletionsAllowed(
  types: ReadonlySet<TypeName>,
  { allow_deletions }: Config,
  log: Context['log'],
): void {
  const refused = Array.from(types).filter((type) => DOCUMENT_TYPES[type].destroys);
  if (refused.length === 0 || allow_deletions) return;
  const what = `Default Document Type (default_document_type) or Stream Mappings (stream_mappings) name ${refused.join(', ')}, which deletes at mediarithmics, and Allow Deletions (allow_deletions) is off. Switch it on if you mean it, or choose another document type.`;
  if (refused.length === types.size) throw configError(what, { code: 'ERR_DELETIONS_OFF' });
  log.warn(what);
}

/** What an id that nobody knows means here. */
function unknown(what: string, field: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ConnectorError) || error.status !== 404) throw error;
    throw configError(
      `mediarithmics does not know the ${what}, or the API Token (api_token) may not see it. Check the ${field}, and the Base URL (base_url).`,
      { code: 'ERR_UNKNOWN_ID', cause: error, ...(error.detail !== undefined && { detail: error.detail }) },
    );
  };
}
