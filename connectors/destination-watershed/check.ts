import { ConnectorError, configError, type Log } from '#cdk';
import type { WatershedApi } from './api/api.ts';
import type { CsvFile } from './csv/file.ts';
import { cellOf, csvLine } from './csv/rows.ts';

/**
 * Proves that files for these templates would be taken, by a preview of one made-up row, which stores nothing. What the preview says
 * of the row does not matter: it can't know the template's columns. A preview that is refused may be so for the template or
 * for everything, so the list of imports is asked for too. Without templates the list alone has to do.
 *
 * A configuration without a column for statement ids is only warned of: a template may make ids of its own, and one of people needs none.
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
  if (templates.length === 0) await access(api);
  for (const template of templates) {
    try {
      await api.preview(template, madeUp(column || 'airbyte_check'), true);
    } catch (error) {
      if (!(error instanceof ConnectorError) || !isAboutWhat(error)) throw error;
      await access(api);
      // The row is made up, so the provider's words about it hold nobody's data.
      const words = error.providerMessage?.replace(/\s+/g, ' ').trim().slice(0, 200);
      throw configError(
        `Watershed has no CSV template "${template}" that takes files (status ${error.status}): ${words || 'no reason given'}. ` +
          'Create it in Watershed, or correct its name under Default Template (default_template) or Stream Mappings (stream_mappings).',
        { code: 'ERR_TEMPLATE_REFUSED', cause: error },
      );
    }
  }
}

/** No import has the id 0, so the answer is small; if the API minds, any import will do. */
async function access(api: WatershedApi): Promise<void> {
  try {
    await api.list({ id: '0', limit: 1, offset: 0 }, true);
  } catch (error) {
    if (!(error instanceof ConnectorError) || !isAboutWhat(error)) throw error;
    await api.list({ limit: 1, offset: 0 }, true);
  }
}

const isAboutWhat = ({ kind, code }: ConnectorError): boolean =>
  kind === 'reject' || code === 'ERR_NOT_FOUND';

function madeUp(column: string): CsvFile {
  const file = Buffer.from(
    [column, 'connection check'].map((cell) => `${csvLine([cellOf(cell)])}\r\n`).join(''),
  );
  return { parts: [file], bytes: file.length };
}
