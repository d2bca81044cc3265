import type { Upload, WatershedStore } from './store.ts';

/** Progress of an accepted file. */
export type JobProgress =
  | 'imported'
  /** Accepted and then lost: there is neither a job nor an import. */
  | 'vanished'
  /** Its job never ends. */
  | 'stuck';

interface Job {
  readonly id: string;
  readonly upload: Upload;
  readonly startedAt: number;
  readonly endsAt: number;
  readonly endsWall: number;
  readonly fate: JobProgress;
  isDone: boolean;
}

/** Accepted files in a queue. Nothing happens by itself: `settle` is called with the time. */
export class WatershedJobs {
  private readonly jobs = new Map<string, Job>();
  private waiting: Job[] = [];
  private readonly store: WatershedStore;

  constructor(store: WatershedStore) {
    this.store = store;
  }

  start(
    id: string,
    upload: Upload,
    when: { readonly at: number; readonly wallAt: number; readonly takesMs: number },
    fate: JobProgress,
  ): void {
    const { at, wallAt, takesMs } = when;
    const ends = { endsAt: at + takesMs, endsWall: wallAt + takesMs };
    const job: Job = { id, upload, startedAt: at, ...ends, fate, isDone: false };
    this.jobs.set(id, job);
    if (fate === 'imported') this.waiting.push(job);
  }

  /** Imports files that are done, in the order in which they end. */
  settle(now: number): void {
    const due = this.waiting.filter(({ endsAt }) => endsAt <= now).sort((a, b) => a.endsAt - b.endsAt);
    if (due.length === 0) return;
    this.waiting = this.waiting.filter(({ endsAt }) => endsAt > now);
    for (const job of due) {
      this.store.importFile(job.upload, { finishedAt: job.endsAt, createdWall: job.endsWall });
      job.isDone = true;
    }
  }

  /** Number of files in the queue. */
  get running(): readonly { readonly upload: Upload; readonly endsWall: number }[] {
    return this.waiting;
  }

  /** Progress of a job in percent, or undefined for an unknown job. */
  percentage(id: string, now: number): number | undefined {
    const job = this.jobs.get(id);
    if (!job || job.fate === 'vanished') return undefined;
    if (job.fate === 'stuck') return 42;
    if (job.isDone) return 100;
    const { startedAt, endsAt } = job;
    return Math.min(99, Math.floor(((now - startedAt) / (endsAt - startedAt)) * 100));
  }
}
