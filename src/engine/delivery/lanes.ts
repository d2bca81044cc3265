import { hashOf } from '../../hash.ts';

type Job = () => Promise<void>;

/** A job of a lane. Until it is ready, later jobs of the lane wait too. */
interface Queued {
  readonly job: Job;
  isReady: boolean;
}

/**
 * Queues that run in parallel. Jobs of one lane run one after another, in the order of `submit`; jobs without a lane run on
 * any free lane. A job must not throw.
 */
export class Lanes {
  private readonly queues: Queued[][];
  private readonly busy: boolean[];
  private readonly shared: Job[] = [];
  /** Jobs without a lane whose `after` has not yet resolved. */
  private readonly postponed = new Set<Job>();
  private running = 0;
  private idleCallbacks: (() => void)[] = [];
  private readonly onJobEnd: () => void;

  /** `count`: number of lanes. `onJobEnd` is called after each job, once the next one has started. */
  constructor(count: number, onJobEnd: () => void = () => undefined) {
    this.onJobEnd = onJobEnd;
    this.queues = Array.from({ length: count }, () => []);
    this.busy = new Array<boolean>(count).fill(false);
  }

  get count(): number {
    return this.queues.length;
  }

  /** Number of jobs that have not started. */
  get backlog(): number {
    let waiting = this.shared.length + this.postponed.size;
    for (const queue of this.queues) waiting += queue.length;
    return waiting;
  }

  /** Number of running jobs. */
  get active(): number {
    return this.running;
  }

  /** Queues a job. It starts after the promises of `after`, which earlier jobs resolve; until then it occupies no lane. */
  submit(job: Job, lane?: number, after: readonly Promise<void>[] = []): void {
    if (lane !== undefined) {
      const queued = { job, isReady: after.length === 0 };
      this.queues[lane]!.push(queued);
      if (queued.isReady) return this.startNext(lane);
      void Promise.all(after).then(() => {
        queued.isReady = true;
        this.startNext(lane);
      });
      return;
    }
    if (after.length > 0) {
      this.postponed.add(job);
      void Promise.all(after).then(() => {
        if (this.postponed.delete(job)) this.submit(job);
      });
      return;
    }
    this.shared.push(job);
    const idle = this.busy.indexOf(false);
    if (idle !== -1) this.startNext(idle);
  }

  /** Resolves when no job runs or waits. */
  idle(): Promise<void> {
    if (this.running === 0 && this.backlog === 0) return Promise.resolve();
    return new Promise((resolve) => this.idleCallbacks.push(resolve));
  }

  /** Removes the jobs that have not started. */
  clear(): void {
    for (const queue of [...this.queues, this.shared]) queue.length = 0;
    this.postponed.clear();
    this.resolveIfIdle();
  }

  private startNext(lane: number): void {
    if (this.busy[lane]) return;
    const queue = this.queues[lane]!;
    const job = (queue[0]?.isReady ? queue.shift()!.job : undefined) ?? this.shared.shift();
    if (!job) return this.resolveIfIdle();
    this.busy[lane] = true;
    this.running++;
    void job().then(() => {
      this.busy[lane] = false;
      this.running--;
      this.startNext(lane);
      this.onJobEnd();
    });
  }

  private resolveIfIdle(): void {
    if (this.running > 0 || this.backlog > 0) return;
    const calls = this.idleCallbacks;
    this.idleCallbacks = [];
    for (const call of calls) call();
  }
}

/** Returns the lane of an ordering key, from 0 to `count - 1`. The same key has the same lane. */
export function laneOf(key: string, count: number): number {
  return (hashOf(key) >>> 0) % count;
}
