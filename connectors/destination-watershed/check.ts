import { ConnectorError, configError, type Log } from '@airbyte-ts/cdk';
import type { WatershedApi } from './api/api.ts';
import { pastedAround, statusOf } from './api/rejections.ts';
import type { CsvFile } from './csv/file.ts';
import { csvLine } from './csv/rows.ts';

/**
 * Verifies that Watershed accepts files for these templates by previewing one sample row, which stores nothing. The result for
 * the row is ignored, because the row lacks the template's columns. A rejected preview may be due to the template or to the
 * access, so the check also reads the list of imports. Without templates it only reads that list.
 *
 * A configuration without a column for statement ids only causes a warning: a template may create ids itself, and templates of
 * people need none.
 *
 * @throws ConnectorError `ERR_TEMPLATE_REJECTED` (config) for a template that Watershed rejects, or the error of the access.
 */
export async function check(
  api: WatershedApi,
  templates: readonly string[],
  column: string,
  log: Log,
): Promise<void> {
  if (column === '')
    log.warn(
      'Statement ID Column (statement_id_column) is empty. Watershed then stores a record again each time it is sent again, in the mode Append too, unless the template makes the same id each time.',
    );
  if (templates.length === 0) await verifyAccess(api);
  for (const template of templates) {
    try {
      await api.preview(template, sampleFile(column || 'airbyte_check'), true);
    } catch (error) {
      if (!(error instanceof ConnectorError) || !mayBeAboutTemplate(error)) throw error;
      await verifyAccess(api);
      // The row is a sample, so the provider message about it contains no user data.
      const providerMessage = error.providerMessage?.replace(/\s+/g, ' ').trim().slice(0, 200);
      throw configError(
        `Watershed has no CSV template "${template}" that takes files${statusOf(error)}: ${providerMessage?.replace(/[\s.]+$/, '') || 'no reason given'}. ` +
          'Create it in Watershed, or correct its name under Default Template (default_template) or Stream Mappings (stream_mappings).' +
          pastedAround(template),
        { code: 'ERR_TEMPLATE_REJECTED', cause: error },
      );
    }
  }
}

/**
 * Reads the list of imports. No import has the id 0, which keeps the response small; if the API rejects that id, it reads one
 * import.
 */
async function verifyAccess(api: WatershedApi): Promise<void> {
  try {
    await api.list({ id: '0', limit: 1, offset: 0 }, true);
  } catch (error) {
    if (!(error instanceof ConnectorError) || !mayBeAboutTemplate(error)) throw error;
    await api.list({ limit: 1, offset: 0 }, true);
  }
}

const mayBeAboutTemplate = ({ kind, code }: ConnectorError): boolean =>
  kind === 'reject' || code === 'ERR_NOT_FOUND';

function sampleFile(column: string): CsvFile {
  const file = Buffer.from([column, 'connection check'].map((cell) => `${csvLine([cell])}\r\n`).join(''));
  return { parts: [file], bytes: file.length };
}
