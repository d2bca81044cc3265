/** Polls of an unfinished job per lookup of its import, which may be listed although the job does not count as finished. */
const POLLS_PER_LOOKUP = 8;
/** Lookups without progress of an import that lacks rows, before it counts as stopped: it may be listed while it runs. */
const LOOKUPS_WITHOUT_PROGRESS = 4;
/** Lookups without progress, before it counts as finished if no job confirms the end. */
const LOOKUPS_WITHOUT_JOB = 12;

/** What the polls of one upload have shown since the file was sent. */
export class ImportProgress {
  /** Whether a preview has shown whether every row fails. */
  isPreviewed = false;
  /** Lookups of an import that is not listed, and whose job does not run any more. */
  unlisted = 0;
  private polls = 0;
  private fewestMissing = Number.POSITIVE_INFINITY;
  private withoutProgress = 0;

  /** Counts a poll of an unfinished job. Returns whether its import is looked up too. */
  notePoll(): boolean {
    return ++this.polls % POLLS_PER_LOOKUP === 0;
  }

  /** Counts a lookup of an import that lacks rows. */
  noteMissing(missing: number): void {
    this.withoutProgress = missing < this.fewestMissing ? 0 : this.withoutProgress + 1;
    this.fewestMissing = Math.min(this.fewestMissing, missing);
  }

  get hasStopped(): boolean {
    return this.withoutProgress >= LOOKUPS_WITHOUT_PROGRESS;
  }

  /** Whether it counts as finished although no job confirms the end. */
  get hasStoppedForLong(): boolean {
    return this.withoutProgress >= LOOKUPS_WITHOUT_JOB;
  }
}
