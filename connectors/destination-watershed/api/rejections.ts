import { ConnectorError, configError, type StreamRun } from '@airbyte-ts/cdk';
import type { Mode } from '../imports/task.ts';

/** Maximum number of other templates that a message names. */
const MAX_NAMED = 5;

/** The stream and template of a file. */
export interface FileContext {
  readonly template: string;
  readonly stream: StreamRun;
  /** The templates that the configuration names. */
  readonly configuredTemplates: readonly string[];
}

/**
 * Converts the error of an upload or preview that Watershed rejected to a config error about the template. Watershed never
 * rejects a file because of its rows, so a rejection is about the template or the access. The engine quotes the response if it
 * repeats nothing of the rows. Returns other errors unchanged.
 */
export function templateRejected(
  thrown: unknown,
  { template, stream, configuredTemplates }: FileContext,
): unknown {
  if (!(thrown instanceof ConnectorError)) return thrown;
  const isAboutFile = thrown.kind === 'reject' && thrown.code !== 'ERR_TOO_LARGE';
  if (!isAboutFile && thrown.code !== 'ERR_NOT_FOUND') return thrown;
  const { detail, status, providerMessage } = thrown;
  const others = configuredTemplates.filter((name) => name !== template).slice(0, MAX_NAMED);
  const also =
    others.length > 0 ? ` Other templates in the configuration are ${others.map(quoted).join(', ')}.` : '';
  const elsewhere = isAboutFile
    ? ''
    : ' If the check of the connection fails too, correct Organization ID (organization_id).';
  return configError(
    `Watershed rejected a file of the stream ${quoted(stream.name)} for the template ${quoted(template)}${statusOf(thrown)}. The check of the ` +
      'connection shows why if the template does not exist or takes no file: then correct Stream Mappings (stream_mappings) or Default Template ' +
      `(default_template). Otherwise try the template under CSV Data Import in Watershed.${pastedAround(template)}${also}${elsewhere}`,
    {
      code: 'ERR_TEMPLATE_REJECTED',
      stream: { name: stream.name, namespace: stream.namespace },
      ...(detail !== undefined && { detail }),
      ...(status !== undefined && { status }),
      ...(providerMessage !== undefined && { providerMessage, quotesProvider: true }),
      cause: thrown,
    },
  );
}

/**
 * A sentence about what was pasted around the name of a template; empty if there is nothing. Watershed compares names exactly.
 */
export function pastedAround(template: string): string {
  const around = template.trim() !== template ? 'white space' : /^["'].*["']$/.test(template) ? 'quotes' : '';
  return around === '' ? '' : ` The configured name has ${around} around it: remove it if it was pasted.`;
}

/** The status of an error in brackets; empty without a response. */
export const statusOf = ({ status }: Pick<ConnectorError, 'status'>): string =>
  status === undefined ? '' : ` (status ${status})`;

/** The error for a template whose statements do not have the ids of the rows, or that creates no statements. */
export function idsUnused(
  column: string,
  mode: Mode,
  { template, stream }: Omit<FileContext, 'configuredTemplates'>,
): ConnectorError {
  const consequence =
    mode === 'overwrite'
      ? 'voiding older imports could take new rows away'
      : 'rows that are sent twice would be stored twice';
  return configError(
    `The template ${quoted(template)} does not take the ids of its statements from the column ${quoted(column)} of Statement ID Column (statement_id_column), so for the stream ` +
      `${quoted(stream.name)} ${consequence}. Let the template say "id": "{{columns.[${column}]}}", or set the stream to Append.`,
    { code: 'ERR_IDS_UNUSED', stream: { name: stream.name, namespace: stream.namespace } },
  );
}

const quoted = (name: string): string => `"${name}"`;
