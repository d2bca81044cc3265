import type { Document } from './document.ts';
import type { DocumentImport } from './document-types.ts';
import { type ErrorFile, errorFileText, type LineFailure } from './error-file.ts';
import { inputUri, type Job, type JobOutcome, statusOf } from './job.ts';
import { problemOf } from './line-problems.ts';
import type { LineStore } from './store.ts';

export interface JobOptions {
  /** Waiting and running time of jobs, in milliseconds; with a list each job takes the next time. */
  readonly pendingMs: number | readonly number[];
  readonly runningMs: number | readonly number[];
  /** Outcomes of the first jobs; all others succeed. */
  readonly outcomes: readonly JobOutcome[];
  /** Lines that contain this text fail. */
  readonly failLinesWith?: string | undefined;
  readonly errorFile: ErrorFile;
  readonly inputFiles: boolean;
  readonly keep: 'lines' | 'counts';
}

export interface Jobs {
  readonly all: readonly Job[];
  submit(to: DocumentImport, document: Document, now: number): Job;
  /** Cancels a pending execution. Returns false in every other status. */
  cancel(job: Job, now: number): boolean;
  /** Completes the jobs that are due, in the order in which they end. Returns the number of stored lines. */
  advance(now: number): number;
  /** Returns the text of a file, or undefined when it does not exist. */
  file(uri: string): string | undefined;
}

/** The queue. Each job has a duration, so that one may overtake another. */
export function jobQueue(options: JobOptions, store: LineStore): Jobs {
  const all: Job[] = [];
  const files = new Map<string, string>();
  const open = new Set<Job>();

  const run = (job: Job): number => {
    const { outcome, document } = job;
    job.document = undefined;
    open.delete(job);
    const lines = document?.lines ?? [];
    const reach = reachOf(outcome, lines.length);
    const failures: LineFailure[] = [];
    let stored = 0;
    lines.slice(0, reach).forEach((line, index) => {
      const problem =
        options.failLinesWith !== undefined && line.text.includes(options.failLinesWith)
          ? 'the line was rejected'
          : problemOf(line, job.import.document_type);
      if (problem) failures.push({ index, line, problem });
      else stored += Number(store.add(line, job.import.document_type, job.id));
    });
    const errorUri =
      failures.length > 0 && options.errorFile !== 'none'
        ? `mics://data_file/tenants/1/errors/${job.id}`
        : null;
    const text = errorFileText(failures, options.errorFile);
    if (errorUri && text !== undefined) files.set(errorUri, text);
    job.result = { success: reach - failures.length, failure: failures.length, errorUri };
    return stored;
  };

  return {
    all,
    submit(to, document, now) {
      const n = all.length;
      const outcome = options.outcomes[n] ?? 'succeeds';
      const startsAt =
        outcome === 'stays_pending' ? Number.POSITIVE_INFINITY : now + turn(options.pendingMs, n);
      const isEndless = outcome === 'stays_running' || outcome === 'not_responding';
      const id = String(990_001 + n);
      const job: Job = {
        id,
        import: to,
        fileName: document.fileName ?? `upload-${id}`,
        numberOfLines: document.lines.length,
        outcome,
        createdAt: now,
        startsAt,
        endsAt: isEndless ? Number.POSITIVE_INFINITY : startsAt + turn(options.runningMs, n),
        document,
        canceledAt: undefined,
        result: undefined,
      };
      all.push(job);
      if (options.inputFiles && options.keep === 'lines') files.set(inputUri(job), document.text);
      open.add(job);
      return job;
    },
    cancel(job, now) {
      if (statusOf(job, now) !== 'PENDING' || now >= job.endsAt) return false;
      job.canceledAt = now;
      job.document = undefined;
      open.delete(job);
      return true;
    },
    advance(now) {
      const due = [...open].filter(({ endsAt }) => endsAt <= now).sort((a, b) => a.endsAt - b.endsAt);
      return due.reduce((sum, job) => sum + run(job), 0);
    },
    file: (uri) => files.get(uri),
  };
}

const turn = (ms: number | readonly number[], n: number): number =>
  typeof ms === 'number' ? ms : (ms[n % ms.length] ?? 0);

/** Returns the number of lines that a job stores. */
function reachOf(outcome: JobOutcome, lines: number): number {
  if (outcome === 'fails' || outcome === 'lost' || outcome === 'canceled') return 0;
  if (outcome === 'fails_halfway' || outcome === 'succeeds_with_an_error') return lines >> 1;
  return outcome === 'swallows_a_line' ? lines - 1 : lines;
}
