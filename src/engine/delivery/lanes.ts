import { hashOf } from '../../hash.ts';

type Job = () => Promise<void>;

/** A job of a lane, which holds up the later ones until it is ready. */
interface Queued {
  readonly job: Job;
  isReady: boolean;
}

/**
 * Serial workers. Jobs of one lane run one after the other, in the order they were given; jobs without a lane run on
 * whichever lane is free. A job that throws is the caller's to handle: it must not.
 */
export class Lanes {
  private readonly queues: Queued[][];
  private readonly busy: boolean[];
  private readonly shared: Job[] = [];
  /** Jobs without a lane that wait for others. */
  private readonly parked = new Set<Job>();
  private running = 0;
  private waiting: (() => void)[] = [];
  private readonly ended: () => void;

  /** `ended` is called after each job, when the next one has taken its place. */
  constructor(count: number, ended: () => void = () => undefined) {
    this.ended = ended;
    this.queues = Array.from({ length: count }, () => []);
    this.busy = new Array<boolean>(count).fill(false);
  }

  get count(): number {
    return this.queues.length;
  }

  /** Jobs that have not started. */
  get backlog(): number {
    return this.queues.reduce((sum, queue) => sum + queue.length, this.shared.length + this.parked.size);
  }

  get active(): number {
    return this.running;
  }

  /** With `after` the job starts when they have resolved, which earlier jobs see to. It occupies no lane until then. */
  submit(job: Job, lane?: number, after: readonly Promise<void>[] = []): void {
    if (lane !== undefined) {
      const own = { job, isReady: after.length === 0 };
      this.queues[lane]!.push(own);
      if (own.isReady) return this.next(lane);
      void Promise.all(after).then(() => {
        own.isReady = true;
        this.next(lane);
      });
      return;
    }
    if (after.length > 0) {
      this.parked.add(job);
      void Promise.all(after).then(() => {
        if (this.parked.delete(job)) this.submit(job);
      });
      return;
    }
    this.shared.push(job);
    const idle = this.busy.indexOf(false);
    if (idle !== -1) this.next(idle);
  }

  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void> {
    if (this.running === 0 && this.backlog === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Forgets the jobs that have not started. */
  clear(): void {
    for (const queue of [...this.queues, this.shared]) queue.length = 0;
    this.parked.clear();
    this.rest();
  }

  private next(lane: number): void {
    if (this.busy[lane]) return;
    const queue = this.queues[lane]!;
    const job = (queue[0]?.isReady ? queue.shift()!.job : undefined) ?? this.shared.shift();
    if (!job) return this.rest();
    this.busy[lane] = true;
    this.running++;
    job().finally(() => {
      this.busy[lane] = false;
      this.running--;
      this.next(lane);
      this.ended();
    });
  }

  private rest(): void {
    if (this.running > 0 || this.backlog > 0) return;
    const calls = this.waiting;
    this.waiting = [];
    for (const call of calls) call();
  }
}

/** The lane of a key: the same key, the same lane. */
export function laneOf(key: string, count: number): number {
  return (hashOf(key) >>> 0) % count;
}
