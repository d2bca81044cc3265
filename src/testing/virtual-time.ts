import type { Moment } from '../emulator/request-log.ts';
import type { FakeClock } from './fake-clock.ts';

/** Turns of the event loop that a request needs on a local connection. */
const TURNS = 30;
/** A look at the files in use costs more than a turn, so each fifth turn takes one, and the last one. */
const FILE_TURNS = 5;
/** A leap over so many milliseconds is a time-out; enough turns for a connection that is slow to be made on a busy machine. */
const LEAP_MS = 5_000;
const LEAP_TURNS = 1_000;
/** Number of timers after which a test is stuck. */
const MOST_TIMERS = 20_000;
/** Files are read and written in real time: so long they may take, in milliseconds, when nothing else is to happen. */
const FILES_MS = 2_000;
/** Requests to the file system, as Node names them. */
const FILE_REQUESTS = new Set(['FSReqPromise', 'FSReqCallback', 'FileHandleCloseReq']);
/** Faults during which the emulator waits for time. */
const WAITING = new Set(['hang', 'slow', 'dribble', 'cut', 'late_commit']);

interface Request {
  readonly fault?: string;
}

/**
 * Virtual time for real sockets and a fake clock: whenever both ends are idle, the clock advances to the next timer.
 * A sync that waits for minutes takes milliseconds, and always runs in the same order.
 */
export function virtualTime(clock: FakeClock) {
  const open = new Set<Request>();
  let happened = 0;

  const isBusy = (): boolean => {
    for (const { fault } of open) if (fault === undefined || !WAITING.has(fault)) return true;
    return false;
  };
  /** A file may take longer than all turns, as one of rejected records on a busy machine does. */
  const usesFiles = (): boolean => process.getActiveResourcesInfo().some((each) => FILE_REQUESTS.has(each));
  const quiet = async (isOver: () => boolean): Promise<void> => {
    let seen = happened;
    const began = performance.now();
    const enough = (clock.untilNext ?? 0) < LEAP_MS ? TURNS : LEAP_TURNS;
    for (let turns = 0; turns < enough && !isOver(); turns++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (isBusy() || seen !== happened) turns = 0;
      else if (turns % FILE_TURNS === FILE_TURNS - 1 && usesFiles() && performance.now() - began < FILES_MS)
        turns = 0;
      seen = happened;
    }
  };

  return {
    /** Called for everything that happens at the emulator. */
    watch(moment: Moment, request: Request): void {
      happened++;
      if (moment === 'arrived') open.add(request);
      if (moment === 'ended') open.delete(request);
    },
    /** Advances the time until the promise settles, and returns its result. */
    async pass<T>(promise: Promise<T>): Promise<T> {
      let isOver = false;
      const end = (): void => {
        isOver = true;
      };
      promise.then(end, end);
      let idleSince: number | undefined;
      for (let timers = 0; timers <= MOST_TIMERS; ) {
        await quiet(() => isOver);
        if (isOver) return promise;
        if (await clock.step()) {
          timers++;
          idleSince = undefined;
          continue;
        }
        idleSince ??= performance.now();
        if (performance.now() - idleSince > FILES_MS) break;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      throw new Error('It does not come to an end.');
    },
  };
}
