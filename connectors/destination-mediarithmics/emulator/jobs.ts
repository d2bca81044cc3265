import type { Document } from './document.ts';
import type { DocumentImport } from './document-types.ts';
import { type ErrorFile, errorFileText, type LineFailure } from './error-file.ts';
import { inputUri, type Job, type JobOutcome, statusOf } from './job.ts';
import { problemOf } from './line-problems.ts';
import type { LineStore } from './store.ts';

export interface JobOptions {
  /** How long jobs wait, and run, in milliseconds; of a list each job in turn has its own. */
  readonly pendingMs: number | readonly number[];
  readonly runningMs: number | readonly number[];
  /** How the first jobs end; all others succeed. */
  readonly outcomes: readonly JobOutcome[];
  /** Lines that hold this text fail. */
  readonly failLinesWith?: string | undefined;
  readonly errorFile: ErrorFile;
  readonly inputFiles: boolean;
  readonly keep: 'lines' | 'counts';
}

export interface Jobs {
  readonly all: readonly Job[];
  submit(to: DocumentImport, document: Document, now: number): Job;
  /** Whether it could be cancelled: only while it is pending. */
  cancel(job: Job, now: number): boolean;
  /** Does what jobs have done by now, in the order in which they end; says how many lines they stored. */
  advance(now: number): number;
  /** The text of a file; undefined when there is none. */
  file(uri: string): string | undefined;
}

/** The queue. Each job has its own time, so that one may overtake another. */
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
          ? 'the line was refused'
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

/** How many lines a job comes to. */
function reachOf(outcome: JobOutcome, lines: number): number {
  if (outcome === 'fails' || outcome === 'lost' || outcome === 'canceled') return 0;
  if (outcome === 'fails_halfway' || outcome === 'succeeds_with_an_error') return lines >> 1;
  return outcome === 'swallows_a_line' ? lines - 1 : lines;
}
