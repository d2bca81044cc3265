import { setTimeout as sleep } from 'node:timers/promises';

/** Number of reference runs that a late process is compared with. */
const REFERENCE_RUNS = 4;

/**
 * Whether a process ends within `ms`. If it does not, reference runs start one after another, and it may take until the last of
 * them ends: a loaded machine delays them alike. A process that waits for a timer or a socket outlives them on any machine.
 */
export async function endsWithin(
  ended: Promise<unknown>,
  ms: number,
  referenceRun: () => Promise<unknown>,
): Promise<boolean> {
  let hasEnded = false;
  const end = ended.then(() => {
    hasEnded = true;
  });
  await Promise.race([end, sleep(ms, undefined, { ref: false })]);
  for (let run = 0; run < REFERENCE_RUNS && !hasEnded; run++) await Promise.race([end, referenceRun()]);
  return hasEnded;
}
