import { Session } from 'node:inspector';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const POLL_MS = 100;
/** Indexes in the shared memory: the limit of CPU time, and whether it was exceeded. */
const LIMIT = 0;
const ENDED = 1;
/** Asynchronous code is asked to end first. Ending it by force might end other code. */
const GRACE = 2;

/** Ends an infinite loop, which its own thread can't. Measures CPU time, because the machine may be loaded. */
export class Watchdog {
  #over = Number.POSITIVE_INFINITY;
  readonly #shared = new Float64Array(new SharedArrayBuffer(16)).fill(Number.POSITIVE_INFINITY, 0, 1);

  constructor() {
    new Worker(new URL(import.meta.url), { workerData: this.#shared }).unref();
  }

  /** Sets the limit of CPU time from now on, in milliseconds. Running code is ended by force at twice the limit. */
  allow(ms: number): void {
    this.#shared[ENDED] = 0;
    this.#over = cpuMs() + ms;
    this.#shared[LIMIT] = cpuMs() + GRACE * ms;
  }

  get isOver(): boolean {
    return cpuMs() > this.#over;
  }

  /** Whether code was ended by force. Node does not guarantee the state of a process after that. */
  get hasEnded(): boolean {
    return this.#shared[ENDED] === 1;
  }
}

/** Returns the CPU time that this process has used. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

if (!isMainThread && workerData instanceof Float64Array) {
  const session = new Session();
  session.connectToMainThread();
  session.post('Runtime.enable');
  setInterval(() => {
    if (cpuMs() <= workerData[LIMIT]!) return;
    workerData[ENDED] = 1;
    workerData[LIMIT] = Number.POSITIVE_INFINITY;
    session.post('Runtime.terminateExecution');
  }, POLL_MS);
}
