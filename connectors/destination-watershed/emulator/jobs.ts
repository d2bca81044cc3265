import type { Upload, WatershedStore } from './store.ts';

/** What becomes of an accepted file. */
export type Fate =
  | 'imported'
  /** Accepted, and never heard of again: neither the job nor an import. */
  | 'vanished'
  /** Its job stays where it is for ever. */
  | 'stuck';

interface Job {
  readonly id: string;
  readonly upload: Upload;
  readonly startedAt: number;
  readonly endsAt: number;
  readonly endsWall: number;
  readonly fate: Fate;
  isDone: boolean;
}

/** Files that were accepted and are worked on in their own time. Nothing happens by itself: `settle` says what time it is. */
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
    fate: Fate,
  ): void {
    const { at, wallAt, takesMs } = when;
    const ends = { endsAt: at + takesMs, endsWall: wallAt + takesMs };
    const job: Job = { id, upload, startedAt: at, ...ends, fate, isDone: false };
    this.jobs.set(id, job);
    if (fate === 'imported') this.waiting.push(job);
  }

  /** Brings in what is finished by now, in the order it was finished. */
  settle(now: number): void {
    const due = this.waiting.filter(({ endsAt }) => endsAt <= now).sort((a, b) => a.endsAt - b.endsAt);
    if (due.length === 0) return;
    this.waiting = this.waiting.filter(({ endsAt }) => endsAt > now);
    for (const job of due) {
      this.store.bringIn(job.upload, { finishedAt: job.endsAt, createdWall: job.endsWall });
      job.isDone = true;
    }
  }

  /** Files that are worked on. */
  get running(): readonly { readonly upload: Upload; readonly endsWall: number }[] {
    return this.waiting;
  }

  /** How far a job is, in percent; undefined for a job that nobody knows. */
  percentage(id: string, now: number): number | undefined {
    const job = this.jobs.get(id);
    if (!job || job.fate === 'vanished') return undefined;
    if (job.fate === 'stuck') return 42;
    if (job.isDone) return 100;
    const { startedAt, endsAt } = job;
    return Math.min(99, Math.floor(((now - startedAt) / (endsAt - startedAt)) * 100));
  }
}
