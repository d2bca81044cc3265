type Job = () => Promise<void>;

/**
 * Serial workers. Jobs of one lane run one after the other, in the order they were given; jobs without a lane run on
 * whichever lane is free. A job that throws is the caller's to handle: it must not.
 */
export class Lanes {
  private readonly queues: Job[][];
  private readonly busy: boolean[];
  private readonly shared: Job[] = [];
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
    return this.queues.reduce((sum, queue) => sum + queue.length, this.shared.length);
  }

  get active(): number {
    return this.running;
  }

  submit(job: Job, lane?: number): void {
    if (lane !== undefined) {
      this.queues[lane]!.push(job);
      this.next(lane);
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
    this.rest();
  }

  private next(lane: number): void {
    if (this.busy[lane]) return;
    const job = this.queues[lane]!.shift() ?? this.shared.shift();
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

/** The lane of a key: the same key, the same lane. FNV-1a, which spreads short texts well enough. */
export function laneOf(key: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % count;
}
