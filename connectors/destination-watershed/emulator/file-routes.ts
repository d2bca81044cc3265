import { type EmulatedRequest, type EmulatedResponse, jsonResponse } from '@airbyte-ts/cdk/emulator';
import { type ReceivedFile, readFile } from './files.ts';
import type { JobProgress, WatershedJobs } from './jobs.ts';
import type { Mistakes } from './mistakes.ts';
import type { ParsedOptions } from './options.ts';
import { cellsOf } from './store.ts';
import { make, type Template } from './templates.ts';

/** The routes that take a file. An upload becomes a job; a preview has no effect. */
export class FileRoutes {
  /** Number of previewed rows. */
  previewed = 0;
  private accepted = 0;
  private readonly options: ParsedOptions;
  private readonly jobs: WatershedJobs;
  private readonly mistakes: Mistakes;

  constructor(options: ParsedOptions, jobs: WatershedJobs, mistakes: Mistakes) {
    this.options = options;
    this.jobs = jobs;
    this.mistakes = mistakes;
  }

  /** Accepts the file, of which at most the first `most` rows are imported. */
  upload(request: EmulatedRequest, most: number): EmulatedResponse {
    const received = this.receive(request, false);
    if ('status' in received) return received;
    const { options, jobs } = this;
    const { template, file } = received;
    this.accepted++;
    const jobId = `${9_000 + this.accepted}`;
    const id = options.sameIds ? jobId : `${8_000 + this.accepted}`;
    const response = { status: 202, ...acceptance(options.accepted, jobId) };
    if (typeof file.table === 'string') {
      // The provider reports this by e-mail only.
      this.mistakes.add(file.table);
      return response;
    }
    const { rows } = file.table;
    const taken = options.halved.includes(this.accepted) ? Math.min(most, rows.length >> 1) : most;
    const table = { ...file.table, rows: rows.slice(0, taken) };
    const takesMs = options.importMs + options.importMsPerRow * table.rows.length;
    const { at, wallAt } = request;
    const progress = progressOf(this.accepted, options);
    jobs.start(jobId, { id, template, ...file, table }, { at, wallAt, takesMs }, progress);
    jobs.settle(at);
    return { ...response, effect: { what: 'accepted', rows: table.rows.length } };
  }

  preview(request: EmulatedRequest): EmulatedResponse {
    const received = this.receive(request, true);
    if ('status' in received) return received;
    const { template, file } = received;
    if (typeof file.table === 'string') return this.mistakes.reject(file.table);
    const { header, rows } = file.table;
    this.previewed += rows.length;
    const failedRows: Record<string, string> = {};
    const statements: Record<string, unknown> = {};
    rows.forEach((row, index) => {
      const made = make(template, cellsOf(header, row));
      if ('failure' in made) failedRows[String(index + 2)] = made.failure;
      else if ('statements' in made) statements[String(index + 2)] = made.statements;
    });
    return {
      ...jsonResponse(200, { failedRows, statements }),
      effect: { what: 'previewed', rows: rows.length },
    };
  }

  /** Returns the template and the file of a request, or the response that rejects it. */
  private receive(
    request: EmulatedRequest,
    isPreview: boolean,
  ): { readonly template: Template; readonly file: ReceivedFile } | EmulatedResponse {
    const { templates, unknownTemplate } = this.options;
    const file = readFile(request, isPreview);
    if (typeof file === 'string') return this.mistakes.reject(file);
    const wanted = request.query.get('template');
    const template = templates.find(({ name, id }) => name === wanted || id === wanted);
    if (!template) return jsonResponse(unknownTemplate, { error: 'there is no such template' });
    return { template, file };
  }
}

/** Returns the progress of the nth accepted file. */
function progressOf(nth: number, { vanish, stuck }: ParsedOptions): JobProgress {
  if (vanish.includes(nth)) return 'vanished';
  return stuck.includes(nth) ? 'stuck' : 'imported';
}

function acceptance(form: 'text' | 'json' | 'object' | 'empty', id: string): Partial<EmulatedResponse> {
  const json = { 'Content-Type': 'application/json' };
  switch (form) {
    case 'text':
      return { headers: { 'Content-Type': 'text/plain' }, body: id };
    case 'json':
      return { headers: json, body: JSON.stringify(id) };
    case 'object':
      return { headers: json, body: JSON.stringify({ id: Number(id) }) };
    case 'empty':
      return {};
  }
}
