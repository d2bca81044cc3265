import type { Document } from './document.ts';
import type { DocumentImport } from './document-types.ts';

/** Outcome of a job. Jobs with `stays_…` and `not_responding` never end. */
export const OUTCOMES = [
  'succeeds',
  /** Succeeds with the older status SUCCESS. */
  'succeeds_in_old_words',
  /** Has an unknown status before it succeeds. */
  'says_unknown_word',
  /** Waits with the older status SCHEDULED, and can't be cancelled then. */
  'waits_in_old_words',
  /** SUCCEEDED without a result. */
  'has_no_result',
  /** SUCCEEDED; its result counts no line, although all were stored. */
  'counts_no_line',
  /** SUCCEEDED; its result can be read only later. */
  'counts_late',
  /** SUCCEEDED without a result, but with an error. Half of its lines were stored. */
  'succeeds_with_an_error',
  /** SUCCEEDED; its last line is neither stored nor counted. */
  'swallows_a_line',
  /** Done, but its status stays PENDING, as in a sample of the documentation. */
  'ends_pending',
  'fails',
  /** FAILED after half of the lines were stored. */
  'fails_halfway',
  'lost',
  /** Cancelled by a user while it runs. */
  'canceled',
  'stays_pending',
  'stays_running',
  'not_responding',
  /** Does its work, but its execution can't be found from its start on. */
  'vanishes',
] as const;

export type JobOutcome = (typeof OUTCOMES)[number];

/** Delay of the result of `counts_late`, in milliseconds. */
const LATE_MS = 10_000;

/** Counts of a job. */
interface Result {
  readonly success: number;
  readonly failure: number;
  readonly errorUri: string | null;
}

/** An execution: a document and the progress of its job. Times are milliseconds since 1970. */
export interface Job {
  readonly id: string;
  readonly import: DocumentImport;
  readonly fileName: string;
  readonly numberOfLines: number;
  readonly outcome: JobOutcome;
  readonly createdAt: number;
  readonly startsAt: number;
  readonly endsAt: number;
  /** Removed when the job is over. */
  document: Document | undefined;
  canceledAt: number | undefined;
  result: Result | undefined;
}

/** Returns the status at that moment, or undefined when the execution can't be found. */
export function statusOf(job: Job, now: number): string | undefined {
  const { outcome } = job;
  if (job.canceledAt !== undefined) return 'CANCELED';
  if (now < job.startsAt) return outcome === 'waits_in_old_words' ? 'SCHEDULED' : 'PENDING';
  if (outcome === 'vanishes') return undefined;
  if (now < job.endsAt) return RUNNING[outcome] ?? 'RUNNING';
  return ENDED[outcome] ?? 'SUCCEEDED';
}

const RUNNING: Partial<Record<JobOutcome, string>> = {
  not_responding: 'EXECUTOR_NOT_RESPONDING',
  says_unknown_word: 'CALIBRATING',
};
const ENDED: Partial<Record<JobOutcome, string>> = {
  succeeds_in_old_words: 'SUCCESS',
  ends_pending: 'PENDING',
  fails: 'FAILED',
  fails_halfway: 'FAILED',
  lost: 'LOST',
  canceled: 'CANCELED',
};

/** Formats the execution for the API. Its parameters are visible from its start on, or earlier with `early`. */
export function jobResource(job: Job, now: number, early: boolean): object {
  const status = statusOf(job, now);
  const started = now >= job.startsAt && job.canceledAt === undefined;
  const ended = job.canceledAt ?? (now >= job.endsAt ? job.endsAt : undefined);
  const failed = status === 'FAILED' || status === 'LOST' || job.outcome === 'succeeds_with_an_error';
  return {
    parameters: started || early ? parametersOf(job) : null,
    result: ended !== undefined && showsResult(job, now - ended) ? resultOf(job) : null,
    error: failed && ended !== undefined ? { message: `line 1 of ${job.fileName} could not be read` } : null,
    id: job.id,
    status,
    creation_date: job.createdAt,
    start_date: started ? job.startsAt : null,
    duration: ended !== undefined && started ? ended - job.startsAt : null,
    organisation_id: '1',
    user_id: null,
    cancel_status: job.canceledAt === undefined ? null : 'CANCELED',
    debug: null,
    is_retryable: false,
    permalink_uri: 'x',
    num_tasks: started ? 1 : null,
    completed_tasks: started ? Number(ended !== undefined) : null,
    erroneous_tasks: started ? Number(failed) : null,
    retry_count: 0,
    job_type: 'DOCUMENT_IMPORT',
    import_mode: 'MANUAL_FILE',
    import_type: null,
    ...(ended !== undefined && { end_date: ended }),
  };
}

function showsResult({ outcome }: Job, sinceEnd: number): boolean {
  if (outcome === 'has_no_result' || outcome === 'succeeds_with_an_error') return false;
  return outcome !== 'counts_late' || sinceEnd >= LATE_MS;
}

function parametersOf(job: Job): object {
  return {
    datamart_id: 1502,
    document_import_id: Number(job.import.id),
    mime_type: job.import.mime_type,
    document_type: job.import.document_type,
    input_file_name: job.fileName,
    file_uri: inputUri(job),
    number_of_lines: job.numberOfLines,
    segment_id: null,
  };
}

function resultOf(job: Job): object | null {
  if (!job.result) return null;
  const { errorUri } = job.result;
  const { success, failure } = job.outcome === 'counts_no_line' ? { success: 0, failure: 0 } : job.result;
  return {
    total_success: success,
    total_failure: failure,
    input_file_name: job.fileName,
    input_file_uri: inputUri(job),
    error_file_uri: errorUri,
    possible_issue_on_identifiers: false,
    top_identifiers: {},
  };
}

export const inputUri = ({ id }: Pick<Job, 'id'>): string => `mics://data_file/tenants/1/in/${id}`;
