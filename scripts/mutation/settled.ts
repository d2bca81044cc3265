import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** Turns of the event loop within which most tests end. Polling without a pause costs a busy machine less than a timer. */
const TURNS = 50;
const POLL_MS = 5;
const POLLS = 30;

/**
 * Runs `work`, and rejects if nothing can end it any more: no timer, no socket, no file. A time limit would
 * depend on the machine's load. Also rejects when `isOver` returns true, which is called in each turn of the event loop.
 */
export async function settled(work: () => Promise<void>, isOver: () => boolean): Promise<void> {
  let ended = false;
  // Starts on a new stack, which the watchdog may end.
  const result = nextTurn().then(work);
  const marked = result.finally(() => {
    ended = true;
  });
  // An abandoned test may still fail.
  marked.catch(() => undefined);
  for (let turn = 0; !ended && turn < TURNS && !isOver(); turn++) await nextTurn();
  for (let idle = 0; !ended; ) {
    if (isOver()) throw new Error('The test goes on for too long.');
    await sleep(POLL_MS);
    idle = process.getActiveResourcesInfo().every((kind) => OWN.has(kind)) ? idle + 1 : 0;
    if (idle > POLLS) throw new Error('The test waits for something that cannot happen any more.');
  }
  return marked;
}

/** Resources of the runner's process. */
const OWN: ReadonlySet<string> = new Set(['PipeWrap', 'TTYWrap', 'Pipe', 'SignalWrap', 'MessagePort']);
