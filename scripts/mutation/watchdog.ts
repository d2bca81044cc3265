import { Session } from 'node:inspector';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const POLL_MS = 100;
/** Places of the shared memory: the CPU time that the process may reach, and whether it went beyond. */
const LIMIT = 0;
const ENDED = 1;
/** Code that lets others run is asked to end first. Ending it by force might hit those. */
const GRACE = 2;

/** Ends a loop without end, which no code of its own thread could. Counts CPU time, since a machine may be loaded. */
export class Watchdog {
  #over = Number.POSITIVE_INFINITY;
  readonly #shared = new Float64Array(new SharedArrayBuffer(16)).fill(Number.POSITIVE_INFINITY, 0, 1);

  constructor() {
    new Worker(new URL(import.meta.url), { workerData: this.#shared }).unref();
  }

  /** From now on the process may use this much CPU time, in milliseconds, and twice as much before what runs is ended. */
  allow(ms: number): void {
    this.#shared[ENDED] = 0;
    this.#over = cpuMs() + ms;
    this.#shared[LIMIT] = cpuMs() + GRACE * ms;
  }

  get isOver(): boolean {
    return cpuMs() > this.#over;
  }

  /** Whether something was ended since. Node does not promise that a process is as it was after that. */
  get hasEnded(): boolean {
    return this.#shared[ENDED] === 1;
  }
}

/** CPU time that this process has used. */
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
