import { setTimeout as sleep } from 'node:timers/promises';

/** How many reference runs a process that is late is compared with. */
const REFERENCE_RUNS = 4;

/**
 * Whether something ends within `ms`. When it does not, reference runs start one after another: on a loaded machine they are as late, so
 * it is given until the last of them ends. What waits for a timer or a socket outlives them on any machine.
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
