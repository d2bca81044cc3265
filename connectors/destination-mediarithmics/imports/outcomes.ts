import { type Batch, ConnectorError, type Context, type Outcome, transientError } from '#cdk';
import type { Api } from './api.ts';
import { failedLines } from './error-file.ts';
import type { Posted } from './posting.ts';

/** The error file is asked for so many times; without it failures are counted all the same. */
const TRIES = 3;
const PAUSE_MS = 2_000;

const REFUSED = 'mediarithmics refused the line';
const STANDS_FOR_ONE =
  'mediarithmics refused a line of the document without saying which; this record stands for one in the counts';

/**
 * What became of the rows of a document whose job has succeeded: those that failed, by their place. The job's own counts
 * decide how many those are. The error file says which, if it can be understood; rows from the end of the document stand for
 * the others, so that the counts of the platform are true.
 */
export async function outcomesOf(
  rows: Batch,
  { importId, execution }: Posted,
  { api, context }: { readonly api: Api; readonly context: Context },
): Promise<ReadonlyMap<number, Outcome>> {
  const { result, parameters } = execution;
  const name = `The execution ${execution.id} of the document import ${importId}`;
  const arrived = parameters?.number_of_lines;
  if (typeof arrived === 'number' && arrived < rows.size)
    throw transientError(
      `${name} got ${arrived} of the ${rows.size} lines that were sent: the document was cut on its way. Run the sync again.`,
      { code: 'ERR_DOCUMENT_CUT', exhausted: true },
    );
  const outcomes = new Map<number, Outcome>();
  if (typeof result?.total_success !== 'number') {
    context.log.warn(
      `${name} succeeded without saying how many of its ${rows.size} lines did. They count as delivered.`,
    );
    return outcomes;
  }
  const failed = Math.max(result.total_failure ?? 0, rows.size - result.total_success);
  if (failed === 0) return outcomes;
  const { error_file_uri: uri } = result;
  const file = uri ? await read(uri, api, context) : undefined;
  if (file !== undefined)
    for (const { index, words } of failedLines(file, textsOf(rows)))
      outcomes.set(index, { status: 'rejected', reason: REFUSED, words });
  const unknown = Math.min(failed, rows.size) - outcomes.size;
  if (unknown <= 0) return outcomes;
  context.log.warn(
    `${name} refused ${failed} of ${rows.size} lines, and ${unknown} of them can't be told from the others: its error file ` +
      `${uri ? (file === undefined ? 'could not be read' : 'does not name them') : 'is missing'}. They are counted as rejected.`,
  );
  for (let left = unknown, index = rows.size - 1; left > 0; index--) {
    if (outcomes.has(index)) continue;
    outcomes.set(index, { status: 'rejected', reason: STANDS_FOR_ONE });
    left--;
  }
  return outcomes;
}

function* textsOf(rows: Batch): Iterable<string> {
  for (const { text } of rows) yield text;
}

async function read(uri: string, api: Api, { clock, signal }: Context): Promise<string | undefined> {
  for (let left = TRIES; ; ) {
    try {
      return await api.file(uri);
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      left--;
      if (left === 0 || !error.retryable) return undefined;
      await clock.sleep(PAUSE_MS, signal);
    }
  }
}
