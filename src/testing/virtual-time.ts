import type { Moment } from '../emulator/request-log.ts';
import type { FakeClock } from './fake-clock.ts';
import { loadLazyModules } from './lazy-modules.ts';

/** Turns of the event loop that a request needs on a local connection. */
const TURNS = 30;
/** Turns between two checks for files in use, because a check costs more than a turn. */
const FILE_TURNS = 5;
/** From this many milliseconds on, the next timer is probably a timeout. Then more turns pass first, for slow connections. */
const LEAP_MS = 5_000;
const LEAP_TURNS = 1_000;
/** Number of timers after which a test is stuck. */
const MOST_TIMERS = 20_000;
/** Maximum wait for file operations, which take real time, in milliseconds. */
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
  /** Whether files are in use. On a busy machine, writing one may take longer than all turns. */
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
      await loadLazyModules();
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
      throw new Error('The promise did not settle.');
    },
  };
}
