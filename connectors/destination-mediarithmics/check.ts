import { type Context, configError } from '@airbyte-ts/cdk';
import type { DestinationMediarithmicsConfig as Config } from '../../spec/types/destination-mediarithmics.ts';
import type { Api } from './api/api.ts';
import { formatOf } from './document-format.ts';
import { DOCUMENT_TYPES, type TypeName } from './documents/document-type.ts';
import { mismatch } from './imports/imports.ts';

/**
 * Verifies access to the data mart and to document imports by reading only: an import can't be deleted without a trace, and there
 * is no dry run.
 */
export async function check(api: Api, config: Config, { log }: Context): Promise<void> {
  const types = new Set<TypeName>([
    config.default_document_type,
    ...config.stream_mappings.map(({ object }) => object),
  ]);
  assertDeletionsAllowed(types, config, log);
  const { type, archived } = await api.datamart();
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
  const found = await api.configuredImport(config.document_import_id);
  const problems = Array.from(types, (each) => mismatch(found, formatOf(each, config)));
  // The check does not know the streams. It fails only if no configured type fits the import; a sync verifies each stream.
  if (problems.every((problem) => problem !== undefined)) throw problems[0];
}

/**
 * Without Allow Deletions, fails if all configured types are destructive; warns if some are, because their streams may not be
 * selected.
 */
function assertDeletionsAllowed(
  types: ReadonlySet<TypeName>,
  { allow_deletions }: Config,
  log: Context['log'],
): void {
  const destructive = Array.from(types).filter((type) => DOCUMENT_TYPES[type].isDestructive);
  if (destructive.length === 0 || allow_deletions) return;
  const message = `Default Document Type (default_document_type) or Stream Mappings (stream_mappings) name ${destructive.join(', ')}, which deletes at mediarithmics, and Allow Deletions (allow_deletions) is off. Switch it on if you mean it, or choose another document type.`;
  if (destructive.length === types.size) throw configError(message, { code: 'ERR_DELETIONS_OFF' });
  log.warn(message);
}
