import {
  type Batch,
  ConnectorError,
  type Context,
  type Log,
  type RowOutcome,
  transientError,
  type WaitReason,
} from '@airbyte-ts/cdk';
import type { Api } from '../api/api.ts';
import { executionError } from '../api/errors.ts';
import type { Execution } from '../api/responses.ts';
import { isCounted } from '../api/status.ts';
import { type FailedLine, failedLines } from '../error-files/error-file.ts';
import type { Posted } from './posting.ts';

/** The code of the error for a document that arrived truncated. Its job has ended, so it may be sent again. */
export const DOCUMENT_TRUNCATED = 'ERR_DOCUMENT_CUT';

/** Pauses before the error file is requested again. Without it, the failed lines can't be identified. */
const PAUSES_MS = [2_000, 5_000, 15_000, 30_000];
const ERROR_FILE: WaitReason = {
  purpose: 'for error files',
  now: ['document waits for its error file', 'documents wait for their error files'],
};

/** An error file may repeat each line, escaped as text of JSON: up to twice its length. The rest is for messages. */
const LINE_FACTOR = 2;
const MESSAGE_BYTES = 16 * 1024 * 1024;

const REJECTED = 'mediarithmics rejected the line';
const REJECTED_BY_NUMBER =
  'mediarithmics rejected a line of the document, and its error file gives only a number; this is probably the record with that number';
const REJECTED_UNIDENTIFIED =
  'mediarithmics rejected a line of the document without identifying it; this record is counted in its place';
const WITHOUT_RESULT =
  'mediarithmics counts a line of the document neither as successful nor as failed; this record is counted in its place';

/**
 * Returns the failed rows of a document whose job has succeeded, by their index. The job's counts determine how many failed. The
 * error file identifies them, if it can be parsed; rows from the end of the document are counted in place of the others, so that
 * the counts of the platform are correct.
 */
export async function failedOutcomes(
  rows: Batch,
  { importId, execution }: Posted,
  { api, context }: { readonly api: Api; readonly context: Context },
): Promise<ReadonlyMap<number, RowOutcome>> {
  const { log } = context;
  const job = `execution ${execution.id} of the document import ${importId}`;
  const name = `The ${job}`;
  verifyArrival(name, execution, rows.size, log);
  if (!isCounted(execution)) throw uncounted(name, execution, rows.size);
  const failed = failuresOf(execution, rows.size);
  if (failed === 0) return new Map();
  const uri = execution.result?.error_file_uri;
  const maxBytes = LINE_FACTOR * rows.bytes + MESSAGE_BYTES;
  const file = uri ? await read({ uri, maxBytes, name: `the ${job}` }, api, context) : undefined;
  const sent = { texts: textsOf(rows), hasHeader: rows.framing.open !== '' };
  const named = file === undefined ? [] : await failedLines(file, sent);
  const namesTooMany = named.length > failed;
  // A file that names more lines than failed also contains successful ones, and can't be used.
  const outcomes = namesTooMany ? new Map<number, RowOutcome>() : rejectedByName(named);
  const unknown = failed - outcomes.size;
  if (unknown === 0) return outcomes;
  const problem =
    file === undefined ? 'could not be read' : namesTooMany ? 'names more than that' : 'does not name them';
  log.warn(
    `${name} ${countsOf(execution, failed, rows.size)}, and ${unknown} of them can't be identified: its error file ` +
      `${uri ? problem : 'is missing'}. The same number of records from the end of the document is rejected in their place, so ` +
      'replay does not deliver the failed ones; a refresh of the stream sends all of its records again.',
  );
  const withoutResult = Math.min(unknown, uncountedOf(execution, rows.size));
  rejectLast(withoutResult, WITHOUT_RESULT, rows.size, outcomes);
  rejectLast(unknown - withoutResult, REJECTED_UNIDENTIFIED, rows.size, outcomes);
  return outcomes;
}

/**
 * Throws if the job received fewer lines than were sent: the document was truncated. The received lines are those that the job
 * reports, or else the lines with an outcome, if it counts both. Logs a warning instead if the job counts the outcomes of all
 * lines.
 */
function verifyArrival(name: string, { result, parameters }: Execution, lines: number, log: Log): void {
  const { total_success: good, total_failure: bad } = result ?? {};
  const counted = typeof good === 'number' && typeof bad === 'number' ? good + bad : 0;
  const arrived = parameters?.number_of_lines ?? (counted || undefined);
  if (typeof arrived !== 'number' || arrived >= lines) return;
  if ((good ?? 0) + (bad ?? 0) < lines)
    throw transientError(
      `${name} received ${arrived} of the ${lines} lines that were sent: the document was truncated on its way.`,
      { code: DOCUMENT_TRUNCATED },
    );
  log.warn(
    `${name} reports ${arrived} received lines of the ${lines} that were sent, and the outcomes of all of them. The outcomes count.`,
  );
}

/** The error of a job that has succeeded, and gives no line an outcome: that status alone does not mean that every line did. */
function uncounted(name: string, execution: Execution, lines: number): ConnectorError {
  const how = hasError(execution) ? 'with an error, which mediarithmics shows there, and ' : '';
  return transientError(
    `${name} succeeded ${how}without the numbers of successful and failed lines among its ${lines}. Its records count as not delivered, and the next sync sends them again.`,
    { ...executionError(execution), code: 'ERR_EXECUTION_UNCOUNTED', exhausted: true },
  );
}

/** Returns the outcomes of the lines that an error file names. */
function rejectedByName(named: readonly FailedLine[]): Map<number, RowOutcome> {
  return new Map(
    named.map(({ index, providerMessage, isGuess }) => [
      index,
      { status: 'rejected', reason: isGuess ? REJECTED_BY_NUMBER : REJECTED, providerMessage },
    ]),
  );
}

/** Rejects as many of the last lines that have no outcome. */
function rejectLast(count: number, reason: string, lines: number, outcomes: Map<number, RowOutcome>): void {
  for (let left = count, index = lines - 1; left > 0; index--) {
    if (outcomes.has(index)) continue;
    outcomes.set(index, { status: 'rejected', reason });
    left--;
  }
}

/** Number of lines that a job counts neither as successful nor as failed. */
function uncountedOf({ result }: Execution, lines: number): number {
  const { total_success: good, total_failure: bad } = result ?? {};
  return typeof good === 'number' ? Math.max(0, lines - good - (bad ?? 0)) : 0;
}

function countsOf(execution: Execution, failed: number, lines: number): string {
  const uncounted = uncountedOf(execution, lines);
  return uncounted > 0
    ? `rejected ${failed - uncounted} of ${lines} lines and gave no result for ${uncounted}`
    : `rejected ${failed} of ${lines} lines`;
}

/** Number of failed lines, including lines that were counted neither as successful nor as failed. */
function failuresOf({ result }: Execution, lines: number): number {
  const { total_success: good, total_failure: bad } = result ?? {};
  return Math.min(Math.max(bad ?? 0, typeof good === 'number' ? lines - good : 0), lines);
}

const hasError = ({ error, erroneous_tasks }: Execution): boolean =>
  (error ?? null) !== null || (erroneous_tasks ?? 0) > 0;

function* textsOf(rows: Batch): Iterable<string> {
  for (const { text } of rows) yield text;
}

/** Reads the error file of an execution; undefined if it is not available. Logs the reason, and each repetition. */
async function read(
  { uri, maxBytes, name }: { readonly uri: string; readonly maxBytes: number; readonly name: string },
  api: Api,
  { clock, signal, log, waiting }: Context,
): Promise<string | undefined> {
  for (let n = 0; ; n++) {
    try {
      return await api.file(uri, maxBytes);
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      // With an expired token all requests fail, and the next sync may identify the lines.
      if (error.code === 'ERR_TOKEN_REJECTED') throw error;
      // The file may appear after the job has ended.
      const pause = error.retryable || error.status === 404 ? PAUSES_MS[n] : undefined;
      const next = pause === undefined ? 'It is not requested again.' : `Trying again in ${pause / 1_000} s.`;
      const fact = error.detail === undefined ? error.code : `${error.code}: ${error.detail}`;
      log.info(`The error file of ${name} could not be read. ${error.message} ${next} [${fact}]`);
      if (pause === undefined) return undefined;
      await waiting(ERROR_FILE, () => clock.sleep(pause, signal));
    }
  }
}
