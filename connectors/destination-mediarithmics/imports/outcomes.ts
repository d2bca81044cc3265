import { type Batch, ConnectorError, type Context, type RowOutcome, transientError } from '#cdk';
import type { Api } from '../api/api.ts';
import type { Execution } from '../api/replies.ts';
import { failedLines } from '../error-files/error-file.ts';
import type { Posted } from './posting.ts';

/** The code of the error for a document that arrived in part. Its job is over, so it may be sent again. */
export const DOCUMENT_CUT = 'ERR_DOCUMENT_CUT';

/** The waits before the error file is asked for again: without it nobody can say which lines failed. */
const PAUSES_MS = [2_000, 5_000, 15_000, 30_000];

const REFUSED = 'mediarithmics refused the line';
const REFUSED_BY_NUMBER =
  'mediarithmics refused a line of the document, and its error file gives only a number; this record is the one that it should be';
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
): Promise<ReadonlyMap<number, RowOutcome>> {
  const { result, parameters } = execution;
  const name = `The execution ${execution.id} of the document import ${importId}`;
  const arrived = parameters?.number_of_lines;
  const { total_success: good, total_failure: bad } = result ?? {};
  const isCounted = (good ?? 0) + (bad ?? 0) >= rows.size;
  if (typeof arrived === 'number' && arrived < rows.size && isCounted)
    context.log.warn(
      `${name} says that it got ${arrived} lines of the ${rows.size} that were sent, and counts the outcomes of all of them. The outcomes count.`,
    );
  else if (typeof arrived === 'number' && arrived < rows.size)
    throw transientError(
      `${name} got ${arrived} of the ${rows.size} lines that were sent: the document was cut on its way.`,
      { code: DOCUMENT_CUT },
    );
  const outcomes = new Map<number, RowOutcome>();
  const failed = failuresOf(execution, rows.size);
  if (failed === undefined) {
    if (saysTrouble(execution))
      throw transientError(
        `${name} succeeded with an error, and without saying how many of its ${rows.size} lines failed. mediarithmics shows the error beside it; its records count as not delivered, and the next sync sends them again.`,
        { code: 'ERR_EXECUTION_UNCOUNTED', exhausted: true },
      );
    context.log.warn(
      `${name} succeeded without saying how many of its ${rows.size} lines did. They count as delivered.`,
    );
    return outcomes;
  }
  if (failed === 0) return outcomes;
  const uri = result?.error_file_uri;
  const file = uri ? await read(uri, api, context) : undefined;
  const sent = { texts: textsOf(rows), hasHeader: rows.framing.open !== '' };
  const named = file === undefined ? [] : await failedLines(file, sent);
  // One that names more lines than failed is not about failed lines alone: it would blame good ones.
  if (named.length <= failed)
    for (const { index, providerMessage, isGuess } of named)
      outcomes.set(index, {
        status: 'rejected',
        reason: isGuess ? REFUSED_BY_NUMBER : REFUSED,
        providerMessage,
      });
  const unknown = failed - outcomes.size;
  if (unknown === 0) return outcomes;
  const isOdd = named.length > failed;
  context.log.warn(
    `${name} refused ${failed} of ${rows.size} lines, and ${unknown} of them can't be told from the others: its error file ` +
      `${uri ? (file === undefined ? 'could not be read' : isOdd ? 'names more than that' : 'does not name them') : 'is missing'}. They are counted as rejected.`,
  );
  for (let left = unknown, index = rows.size - 1; left > 0; index--) {
    if (outcomes.has(index)) continue;
    outcomes.set(index, { status: 'rejected', reason: STANDS_FOR_ONE });
    left--;
  }
  return outcomes;
}

/** How many of the lines failed: also those that were counted neither as good nor as bad. Undefined where nothing was counted. */
function failuresOf({ result }: Execution, lines: number): number | undefined {
  const { total_success: good, total_failure: bad } = result ?? {};
  if (typeof good !== 'number') return typeof bad === 'number' ? Math.min(bad, lines) : undefined;
  return Math.min(Math.max(bad ?? 0, lines - good), lines);
}

const saysTrouble = ({ error, erroneous_tasks }: Execution): boolean =>
  (error ?? null) !== null || (erroneous_tasks ?? 0) > 0;

function* textsOf(rows: Batch): Iterable<string> {
  for (const { text } of rows) yield text;
}

async function read(uri: string, api: Api, { clock, signal }: Context): Promise<string | undefined> {
  for (let n = 0; ; n++) {
    try {
      return await api.file(uri);
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      // With a token that has ended nothing else will go well, and the next sync may name the lines.
      if (error.code === 'ERR_TOKEN_REFUSED') throw error;
      // A file may come to light later than the end of its job.
      const pause = error.retryable || error.status === 404 ? PAUSES_MS[n] : undefined;
      if (pause === undefined) return undefined;
      await clock.sleep(pause, signal);
    }
  }
}
