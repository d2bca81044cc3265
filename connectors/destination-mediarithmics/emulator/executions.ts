import type { EmulatedRequest, EmulatedResponse } from '@airbyte-ts/cdk/emulator';
import { readDocument } from './document.ts';
import type { DocumentImport } from './document-types.ts';
import { type Job, jobResource, statusOf } from './job.ts';
import type { Jobs } from './jobs.ts';
import type { ParsedOptions } from './options.ts';
import { readJson } from './read-json.ts';
import { error, one, page } from './responses.ts';

/** The executions of document imports: the jobs as the API shows them. */
export class Executions {
  private readonly options: ParsedOptions;
  private readonly jobs: Jobs;

  constructor(options: ParsedOptions, jobs: Jobs) {
    this.options = options;
    this.jobs = jobs;
  }

  /** Submits the document of a request, of which at most the first `rows` lines are stored. */
  create(request: EmulatedRequest, to: DocumentImport, rows: number): EmulatedResponse {
    const document = readDocument(request, to);
    if (typeof document === 'string') return error(400, document);
    const lines = document.lines.slice(0, rows);
    const job = this.jobs.submit(to, { ...document, lines }, request.wallAt);
    return { ...this.show(request, job), effect: { what: 'accepted', rows: job.numberOfLines } };
  }

  list(request: EmulatedRequest, of: DocumentImport): EmulatedResponse {
    const { listedAfterMs, listOrder, pageSize, earlyParameters } = this.options;
    const now = request.wallAt;
    const listed = this.jobs.all.filter(
      (job) => job.import === of && now - job.createdAt >= listedAfterMs && statusOf(job, now),
    );
    const all = listed.map((job) => jobResource(job, now, earlyParameters));
    return page(listOrder === 'newest_first' ? all.reverse() : all, request, pageSize);
  }

  find(id: string, of: DocumentImport, now: number): Job | undefined {
    const job = this.jobs.all.find((each) => each.id === id);
    if (job?.import !== of || now - job.createdAt < this.options.foundAfterMs) return undefined;
    return statusOf(job, now) === undefined ? undefined : job;
  }

  show({ wallAt }: EmulatedRequest, job: Job): EmulatedResponse {
    return one(jobResource(job, wallAt, this.options.earlyParameters));
  }

  cancel(request: EmulatedRequest, job: Job): EmulatedResponse {
    const { method, body, wallAt } = request;
    if (method !== 'POST') return error(405, 'not allowed');
    const { action } = (readJson(body) ?? {}) as { action?: unknown };
    if (action !== 'CANCEL') return error(400, 'no such action');
    if (!this.jobs.cancel(job, wallAt)) return error(400, 'only a pending execution can be cancelled');
    return this.show(request, job);
  }
}
